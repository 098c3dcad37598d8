import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Principal } from '#libs/access';
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { type OpenDatabase, openDatabase } from '../support/open-database.ts';
import { type Product, rest } from '../support/product.ts';
import {
  declares,
  done,
  everything,
  ITEMS,
  type Json,
  newNamespace,
  script,
  secret,
  SECRETS,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, textOf } from './support/mcp.ts';
import { asPrincipal, SERVICE_KEY } from './support/run-tokens.ts';

const SECRETS_KEY = 'the-key-of-secrets-in-these-tests-is-long';

let database: OpenDatabase;
let product: LocalProcess;
let space: string;
const start = (environment: Record<string, string> = {}) =>
  startLocalProcess({
    environment: {
      SERVICE_KEY,
      SECRETS_KEY,
      MONGODB_URI: database.uri,
      FETCH_PRIVATE_HOSTS: 'wiki.internal',
      ...environment,
    },
  });
beforeAll(async () => {
  database = await openDatabase();
  product = await start();
});
afterAll(async () => {
  await product.stop();
  await database.close();
});
beforeEach(() => {
  space = newNamespace();
});

const as = (principal: Partial<Principal>): Promise<Product> =>
  asPrincipal(product, { kind: 'service', namespaces: [space], ...principal });

const create = (...secrets: object[]) => store(product, within(space, SECRETS), secrets);
const at = ({ _id }: Json): string => `${SECRETS}/${String(_id)}`;
const resolve = (caller: Product, _names: string[], { origin = 'https://api.example.com', namespace = space } = {}) =>
  rest(caller, within(namespace, `${SECRETS}/resolve`), { body: { _names, _origin: origin } });
const valueOf = async (name: string): Promise<Json> => (await resolve(await as({}), [name])).body._list?.[0]._value;

describe('a secret', () => {
  it('is created, listed, read and deleted without its value', async () => {
    const answer = await rest(product, within(space, SECRETS), {
      body: [secret('B', { _description: 'd', _hosts: ['API.example.com', '*.example.org'] }), secret('A')],
    });
    expect(answer).toMatchObject({ status: 201, body: { _offset: 0, _pageSize: 2, _total: 2 } });
    const [b, a] = answer.body._list;
    expect(b).toEqual({
      _id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      _irn: `itemsvc:secret:${String(b._id)}`,
      _name: 'B',
      _description: 'd',
      _namespaces: [space],
      _hosts: ['api.example.com', '*.example.org'],
      _fingerprint: expect.stringMatching(/^[0-9a-f]{12}$/),
      _metadata: expect.objectContaining({ _createdById: 'admin' }),
    });
    const list = await rest(product, within(space, SECRETS));
    expect(valuesOf(list.body, '_name')).toEqual(['A', 'B']);
    const one = await rest(product, at(b));
    expect([one.body, one.headers.get('etag')]).toEqual([b, '"1"']);
    for (const { text } of [answer, list, one]) expect(text).not.toContain('value-of');
    expect((await rest(product, at(b), { method: 'DELETE', headers: { 'if-match': '"2"' } })).status).toBe(412);
    expect((await rest(product, at(b), { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, at(b))).status).toBe(404);
    expect(valuesOf(await done(product, within(space, SECRETS)), '_name')).toEqual([a._name]);
  });

  it('is encrypted where it is stored', async () => {
    const [stored] = await create(secret('A', { _value: 'plain-text-of-the-secret' }));
    const record = await database.collection('secrets').findOne({ _id: stored._id });
    expect(record).toMatchObject({ _name: 'A', _sealed: { keyId: expect.any(String), data: expect.any(String) } });
    const [text, encoded] = [JSON.stringify(record), Buffer.from('plain-text-of-the-secret').toString('base64')];
    for (const trace of ['plain-text', encoded.slice(0, 12)]) expect(text).not.toContain(trace);
  });

  it('is rotated by PUT and PATCH: the new value counts at once, and the fingerprint tells', async () => {
    const [stored] = await create(secret('A'));
    expect(await valueOf('A')).toBe('value-of-A');
    const patched = await rest(product, at(stored), {
      method: 'PATCH',
      body: { _value: 'the second value' },
      headers: { 'if-match': '"1"' },
    });
    expect(patched).toMatchObject({ status: 200, body: { _name: 'A', _hosts: ['api.example.com'] } });
    expect(patched.body._fingerprint).not.toBe(stored._fingerprint);
    expect(await valueOf('A')).toBe('the second value');
    const renamed = await rest(product, at(stored), { method: 'PATCH', body: { _name: 'A2', _description: 'x' } });
    expect(renamed.body._fingerprint).toBe(patched.body._fingerprint);
    expect(await valueOf('A2')).toBe('the second value');
    const put = await rest(product, at(stored), { method: 'PUT', body: secret('A', { _value: 'the third value' }) });
    expect(put).toMatchObject({ status: 200, body: { _name: 'A', _description: '' } });
    expect(await valueOf('A')).toBe('the third value');
    const stale = await rest(product, at(stored), {
      method: 'PATCH',
      body: { _value: 'the fourth value' },
      headers: { 'if-match': '"1"' },
    });
    expect(stale.status).toBe(412);
    for (const { text } of [patched, renamed, put, stale]) expect(text).not.toMatch(/(?:second|third|fourth) value/);
  });

  it('is sent to other hosts by those only who know its value', async () => {
    const [stored] = await create(secret('A', { _hosts: ['api.example.com', 'b.example.com'] }));
    const patch = (body: object) => rest(product, at(stored), { method: 'PATCH', body });
    for (const _hosts of [['evil.example.net'], ['api.example.com', 'evil.example.net'], ['*.example.com']]) {
      expect(await patch({ _hosts, _description: 'x' })).toMatchObject({
        status: 400,
        body: { code: 'ValidationFailed', errors: [{ path: '_hosts', message: expect.stringContaining('_value') }] },
      });
    }
    expect((await rest(product, at(stored))).body).toMatchObject({
      _hosts: ['api.example.com', 'b.example.com'],
      _description: '',
    });
    expect((await patch({ _hosts: ['B.example.com'] })).body._hosts).toEqual(['b.example.com']);
    const widened = await patch({ _hosts: ['other.example.net'], _value: 'value-of-A' });
    expect(widened).toMatchObject({ status: 200, body: { _hosts: ['other.example.net'] } });
  });

  it.each([
    ['a name in small letters', { _name: 'crm' }, '[1]._name'],
    ['a name that is too long', { _name: 'A'.repeat(65) }, '[1]._name'],
    ['a short value', { _value: 'short' }, '[1]._value'],
    ['a value that no header can hold', { _value: 'line\r\nbreak' }, '[1]._value'],
    ['a value with spaces at its end', { _value: 'trailing ' }, '[1]._value'],
    ['no host', { _hosts: [] }, '[1]._hosts'],
    ['a host that is too wide', { _hosts: ['api.example.com', '*.com'] }, '[1]._hosts[1]'],
    ['a private host', { _hosts: ['127.0.0.1'] }, '[1]._hosts[0]'],
    ['several namespaces', { _namespaces: ['a', 'b'] }, '[1]._namespaces'],
    ['an unknown field', { _colour: 'red' }, '[1]._colour'],
  ])('with %s is refused, with all of its array', async (_what, fields, path) => {
    const answer = await rest(product, within(space, SECRETS), { body: [secret('A'), secret('B', fields)] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'ValidationFailed', errors: [{ path }] } });
    expect(answer.text).not.toContain('value-of');
    expect((await rest(product, within(space, SECRETS))).status).toBe(404);
  });

  it('has a name of its own in its namespace, also among many that ask for it at once', async () => {
    const [stored, other] = await create(secret('A'), secret('B'));
    const before = await everything(product, space);
    for (const body of [
      [secret('C'), secret('A')],
      [secret('C'), secret('C')],
    ]) {
      const answer = await rest(product, within(space, SECRETS), { body });
      expect(answer).toMatchObject({ status: 409, body: { errors: [{ path: '[1]._name' }] } });
    }
    const renamed = await rest(product, at(other), { method: 'PATCH', body: { _name: 'A' } });
    expect(renamed).toMatchObject({ status: 409, body: { errors: [{ path: '_name' }] } });
    expect(await everything(product, space)).toBe(before);
    const bodies = ['1', '2', '3'].map((mine) => [secret(`MINE${mine}`), secret('W')]);
    const answers = await Promise.all(bodies.map((body) => rest(product, within(space, SECRETS), { body })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect((await done(product, within(space, SECRETS)))._total).toBe(4);
    await store(product, within(newNamespace(), SECRETS), [secret('A')]);
    expect((await rest(product, at(stored))).status).toBe(200);
  });

  it('is seen and changed by the principals of its namespace alone', async () => {
    const [stored] = await create(secret('A'));
    const foreign = await as({ namespaces: [newNamespace()] });
    for (const [method, body] of [
      ['GET'],
      ['PATCH', { _value: 'other value' }],
      ['PUT', secret('A')],
      ['DELETE'],
    ] as const) {
      const answer = await rest(foreign, at(stored), { method, ...(body && { body }) });
      expect(answer).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    }
    expect((await rest(foreign, within(space, SECRETS))).status).toBe(404);
    expect((await rest(foreign, within(space, SECRETS), { body: [secret('B')] })).status).toBe(404);
    expect((await rest(await as({}), at(stored), { method: 'PATCH', body: { _description: 'x' } })).status).toBe(200);
    const several = await rest(product, within(`${space},other`, SECRETS), { body: [secret('B')] });
    expect(several).toMatchObject({ status: 400, body: { errors: [{ path: 'nsfilter' }] } });
  });

  it('is listed by scripts and models, and changed by neither', async () => {
    const [stored] = await create(secret('A'));
    const listed = await callTool(product, `nsfilter=${space}`, { name: 'getSecrets_IafItemSvc', arguments: {} });
    expect(listed.result.structuredContent._list).toEqual([stored]);
    const run = await as({ kind: 'run' });
    for (const [method, path, body] of [
      ['POST', within(space, SECRETS), [secret('B')]],
      ['PATCH', at(stored), { _hosts: ['evil.example.com'] }],
      ['PUT', at(stored), secret('A')],
      ['DELETE', at(stored), undefined],
    ] as const) {
      const answer = await rest(run, path, { method, ...(body && { body }) });
      expect(answer).toMatchObject({
        status: 403,
        body: { code: 'Forbidden', detail: expect.stringMatching(/A script may not/) },
      });
    }
    const source = `const { IafItemSvc } = libraries.PlatformApi; return Object.keys(IafItemSvc).filter((name) => /secret/i.test(name));`;
    await store(product, within(space, ITEMS), [script(declares('answer', source))]);
    await store(product, within(space, TOOLS), [tool('methods')]);
    const methods = await callTool(product, `nsfilter=${space}`, { name: 'methods', arguments: {} });
    const names: string[] = JSON.parse(textOf(methods));
    expect(names.sort()).toEqual(['getSecret', 'getSecrets']);
  });
});

describe('the value of a secret', () => {
  it('is given to services alone', async () => {
    await create(secret('A'), secret('B'));
    const given = await resolve(await as({}), ['B', 'A']);
    expect(given).toMatchObject({
      status: 200,
      body: {
        _list: [
          { _name: 'B', _value: 'value-of-B' },
          { _name: 'A', _value: 'value-of-A' },
        ],
      },
    });
    for (const caller of [product, await as({ kind: 'run' }), await as({ kind: 'admin', namespaces: '*' })]) {
      const answer = await resolve(caller, ['A']);
      expect(answer).toMatchObject({ status: 403, body: { code: 'Forbidden' } });
      expect(answer.text).not.toContain('value-of');
    }
    const foreign = await as({ namespaces: [newNamespace()] });
    expect(await resolve(foreign, ['A'])).toMatchObject({ status: 404, body: { code: 'NamespaceNotFound' } });
  });

  it('is given for the hosts that the secret names, over https', async () => {
    await create(secret('A', { _hosts: ['api.example.com', '*.example.org:8443', 'wiki.internal'] }));
    const service = await as({});
    const answers = async (origin: string) => (await resolve(service, ['A'], { origin })).status;
    for (const origin of ['https://api.example.com', 'https://a.example.org:8443', 'http://wiki.internal']) {
      expect([origin, await answers(origin)]).toEqual([origin, 200]);
    }
    for (const origin of [
      'https://evil.example.com',
      'https://api.example.com:8443',
      'https://example.org:8443',
      'http://api.example.com',
    ]) {
      const refused = await resolve(service, ['A'], { origin });
      expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining('The secret "A"') } });
      expect(refused.text).not.toContain('value-of');
    }
    expect(await resolve(service, ['A', 'B'])).toMatchObject({
      status: 404,
      body: { code: 'NotFound', detail: 'There is no secret "B" in the namespace.' },
    });
  });

  it('is the one of its own namespace', async () => {
    const other = newNamespace();
    await create(secret('A'));
    await store(product, within(other, SECRETS), [secret('A', { _value: 'of the other' })]);
    const both = await as({ namespaces: [space, other] });
    expect((await resolve(both, ['A'])).body._list[0]._value).toBe('value-of-A');
    expect((await resolve(both, ['A'], { namespace: other })).body._list[0]._value).toBe('of the other');
  });

  it('opens nowhere else: copied to another secret it cannot be used', async () => {
    const [a, b] = await create(secret('A'), secret('B', { _hosts: ['evil.example.com'] }));
    const secrets = database.collection('secrets');
    const record = await secrets.findOne({ _id: a._id });
    await secrets.updateOne({ _id: b._id }, { $set: { _sealed: record!._sealed } });
    const answer = await resolve(await as({}), ['B'], { origin: 'https://evil.example.com' });
    expect(answer).toMatchObject({ status: 503, body: { detail: expect.stringMatching(/"B" cannot be used/) } });
    expect(answer.text).not.toContain('value-of');
  });
});

describe('the key of secrets', () => {
  it('is changed by keeping the previous one for a start, which encrypts all of them anew', async () => {
    await create(secret('A'), secret('B'));
    const second = 'a-second-key-of-secrets-that-is-long-enough';
    const get = async (place: Product) => (await resolve({ ...place, token: (await as({})).token }, ['A'])).body;
    const lost = await start({ SECRETS_KEY: second });
    expect(await get(lost)).toMatchObject({
      code: 'Unavailable',
      detail: expect.stringMatching(/"A" cannot be used.*SECRETS_KEY_PREVIOUS/),
    });
    await lost.stop();
    const rotating = await start({ SECRETS_KEY: second, SECRETS_KEY_PREVIOUS: SECRETS_KEY });
    expect(await get(rotating)).toMatchObject({ _list: [{ _value: 'value-of-A' }] });
    await rotating.stop();
    const rotated = await start({ SECRETS_KEY: second });
    expect(await get(rotated)).toMatchObject({ _list: [{ _value: 'value-of-A' }] });
    await rotated.stop();
    const back = await start({ SECRETS_KEY_PREVIOUS: second });
    await back.stop();
    expect(await valueOf('A')).toBe('value-of-A');
  });

  it('is made by the local process when it has none, for its owner alone, and kept', async () => {
    const own = await newDataDir();
    const ofOwn = (place: Product, body?: object[]) => rest(place, within('demo', SECRETS), body && { body });
    const first = await startLocalProcess({ dataDir: own });
    expect((await ofOwn(first, [secret('A')])).status).toBe(201);
    await first.stop();
    expect((await stat(join(own, 'secrets-key'))).mode & 0o777).toBe(0o600);
    const again = await startLocalProcess({ dataDir: own, environment: { SERVICE_KEY } });
    const caller = { ...again, token: (await as({ namespaces: ['demo'] })).token };
    expect((await resolve(caller, ['A'], { namespace: 'demo' })).body._list[0]._value).toBe('value-of-A');
    await again.stop();
    await rm(own, { recursive: true });
  });
});
