/** What lies in several namespaces, or is said to, for a principal that may use one of them only. */
import { type Principal, RunTokens } from '#libs/access';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  everything,
  file,
  FILES,
  filter,
  FILTERS,
  ITEMS,
  type Json,
  newNamespace,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { callTool } from './support/mcp.ts';

const SERVICE_KEY = 'the-service-key-of-these-tests-is-long-enough';

let product: LocalProcess;
let mine: string;
let secret: string;
let confined: Product;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SERVICE_KEY } });
});
afterAll(() => product.stop());

async function as(principal: Partial<Principal>): Promise<Product> {
  const whole: Principal = { id: 'somebody', kind: 'service', namespaces: [], ...principal };
  return { ...product, token: await new RunTokens(SERVICE_KEY).issue(whole, { ttlMs: 60_000 }) };
}

beforeEach(async () => {
  mine = newNamespace();
  secret = newNamespace();
  confined = await as({ namespaces: [mine] });
  for (const [namespace, word] of [
    [mine, 'mine'],
    [secret, 'secret'],
  ] as const) {
    await store(product, within(namespace, ITEMS), [script(declares('answer', `return '${word}'`))]);
  }
});

describe('trying a definition', () => {
  const attempt = (caller: Product, definition: object, namespaces: string) =>
    rest(caller, within(namespaces, `${TOOLS}/try`), { body: { tool: definition, arguments: {} } });

  it('runs no script of a namespace that nsfilter does not name', async () => {
    for (const _namespaces of [[secret], [mine, secret], [secret, mine]]) {
      for (const caller of [confined, product]) {
        const answer = await attempt(caller, tool('tried', { _namespaces }), mine);
        const path = `tool._namespaces[${String(_namespaces.indexOf(secret))}]`;
        expect(answer).toMatchObject({ status: 400, body: { code: 'ValidationFailed', errors: [{ path }] } });
        expect(answer.text).not.toContain(`"text":"secret"`);
      }
    }
    const own = await attempt(confined, tool('tried', { _namespaces: [mine] }), mine);
    expect(own.body.content).toEqual([{ type: 'text', text: 'mine' }]);
  });

  it('takes the name of a stored tool, whose change it may be, but not that of a system tool', async () => {
    await store(product, within(mine, TOOLS), [tool('taken')]);
    expect(await attempt(confined, tool('taken'), mine)).toMatchObject({ status: 200, body: { isError: false } });
    const system = await attempt(confined, tool('getFile_IafFileSvc'), mine);
    expect(system).toMatchObject({ status: 400, body: { errors: [{ path: 'tool._name' }] } });
  });
});

describe('what lies in two namespaces', () => {
  let shared: Json;
  let sharedFilter: Json;
  beforeEach(async () => {
    const both = `${secret},${mine}`;
    [shared] = await store(product, within(both, TOOLS), [tool('shared')]);
    [sharedFilter] = await store(product, within(both, FILTERS), [filter('shared', { _name: 'shared' })]);
  });

  it('is called in the namespace that the principal may use', async () => {
    const path = `${TOOLS}/${String(shared._id)}/call`;
    for (const query of ['', `?nsfilter=${mine}`, `?nsfilter=${secret},${mine}`]) {
      expect((await done(confined, path + query, { body: {} })).content).toEqual([{ type: 'text', text: 'mine' }]);
    }
    expect((await done(product, path, { body: {} })).content).toEqual([{ type: 'text', text: 'secret' }]);
    expect((await rest(confined, `${path}?nsfilter=${secret}`, { body: {} })).status).toBe(404);
  });

  it('is shown without the namespaces that the principal may not see', async () => {
    for (const [path, { _id }] of [
      [TOOLS, shared],
      [FILTERS, sharedFilter],
    ] as const) {
      const { _namespaces }: { _namespaces: string[] } = await done(product, `${path}/${String(_id)}`);
      expect([..._namespaces].sort()).toEqual([mine, secret].sort());
      const one = await rest(confined, `${path}/${String(_id)}`);
      expect(one.body._namespaces).toEqual([mine]);
      const list = await rest(confined, within(mine, path, { _pageSize: '1000' }));
      for (const { text } of [one, list]) expect(text).not.toContain(secret);
    }
  });

  it('does not tell the others by what is found, nor by its order', async () => {
    const both = `${secret},${mine}`;
    const [things] = await store(product, within(both, ITEMS), [collection()]);
    await store(product, within(both, FILES), [file()]);
    await store(product, within(mine, `${ITEMS}/${String(things._id)}/relateditems`), [{ a: 1 }]);
    const total = async (path: string, condition: unknown): Promise<unknown> => {
      const { status, body } = await rest(confined, within(mine, path, { query: JSON.stringify(condition) }));
      return status === 200 ? body._total : status;
    };
    for (const path of [ITEMS, FILES, `${ITEMS}/${String(things._id)}/relateditems`]) {
      const all = await total(path, { _namespaces: mine });
      expect(all).toBeGreaterThan(0);
      for (const name of [secret, 'absent']) {
        expect(await total(path, { _namespaces: name })).toBe(0);
        expect(await total(path, { $nor: [{ _namespaces: { $in: [name] } }] })).toBe(all);
        expect(await total(path, { _namespaces: { $regex: `^${name}` } })).toBe(400);
      }
      const sort = JSON.stringify({ _namespaces: 1 });
      expect((await rest(confined, within(mine, path, { sort }))).status).toBe(400);
    }
  });

  it('is neither changed nor deleted without the right to both', async () => {
    const before = await everything(product, secret);
    const { _name, _userType, _criteria } = sharedFilter;
    const requests: [string, string, object?][] = [
      ['PUT', `${TOOLS}/${String(shared._id)}`, tool('other')],
      ['PATCH', `${TOOLS}/${String(shared._id)}`, { _description: 'Other.' }],
      ['DELETE', `${TOOLS}/${String(shared._id)}`],
      ['PUT', `${FILTERS}/${String(sharedFilter._id)}`, { _name, _userType, _criteria }],
      ['PATCH', `${FILTERS}/${String(sharedFilter._id)}`, { _name: 'Other' }],
      ['DELETE', `${FILTERS}/${String(sharedFilter._id)}`],
    ];
    for (const [method, path, body] of requests) {
      const answer = await rest(confined, path, { method, ...(body === undefined ? {} : { body }) });
      expect([method, path, answer.status, answer.body?.code]).toEqual([method, path, 403, 'Forbidden']);
      expect(answer.text).not.toContain(secret);
    }
    expect(await everything(product, secret)).toBe(before);
    const able = await as({ namespaces: [mine, secret] });
    for (const path of [`${TOOLS}/${String(shared._id)}`, `${FILTERS}/${String(sharedFilter._id)}`]) {
      expect((await rest(able, path, { method: 'PATCH', body: { _description: 'Other.' } })).status).toBe(200);
      expect((await rest(able, path, { method: 'DELETE' })).status).toBe(204);
    }
  });

  it('that a script may not change is an error with a code for the script', async () => {
    const attempts = `const { IafAISvc } = libraries.PlatformApi;
      const codes = [];
      for (const attempt of [
        () => IafAISvc.patchMcpTool(input.shared, { _description: 'x' }, ctx),
        () => IafAISvc.deleteMcpTool(input.shared, ctx),
        () => IafAISvc.callMcpTool(input.shared, { arguments: {} }, ctx),
        () => IafAISvc.getMcpTool('..', ctx),
      ]) codes.push(await attempt().then(() => 'done', ({ code, message }) => [code, message.length > 0]));
      return codes;`;
    await store(product, within(mine, ITEMS), [
      script(`async ${declares('attack', attempts)}`, { _userType: 'attacks' }),
    ]);
    const _script = { _userType: 'attacks', _scriptName: 'attack' };
    await store(product, within(mine, TOOLS), [tool('attack', { _script })]);
    const { result } = await callTool(product, `nsfilter=${mine}`, {
      name: 'attack',
      arguments: { shared: shared._id },
    });
    expect(JSON.parse(result.content[0].text)).toEqual([
      ['Forbidden', true],
      ['Forbidden', true],
      ['Forbidden', true],
      ['ValidationFailed', true],
    ]);
  });
});

describe('the metrics', () => {
  it('are for the admin and for services, and not for runs', async () => {
    expect((await rest(product, '/metrics')).status).toBe(200);
    expect((await rest(await as({ kind: 'service' }), '/metrics')).status).toBe(200);
    for (const namespaces of [[mine], '*'] as const) {
      const run = await as({ kind: 'run', namespaces: namespaces === '*' ? '*' : [...namespaces] });
      expect(await rest(run, '/metrics')).toMatchObject({ status: 403, body: { code: 'Forbidden' } });
    }
  });

  it('tell of the sandbox where scripts run', async () => {
    const { text } = await rest(product, '/metrics');
    expect(text).toMatch(/^toolrack_sandbox_children \d/m);
    expect(text).toMatch(/^toolrack_sandbox_isolates \d/m);
    expect(text).toContain('# TYPE toolrack_sandbox_ended_total counter');
  });
});
