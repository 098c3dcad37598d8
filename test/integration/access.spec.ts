import { type Principal, RunTokens } from '#libs/access';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  everything,
  file,
  FILES,
  filter,
  FILTERS,
  ITEM_VERSIONS,
  ITEMS,
  type Json,
  LISTS,
  MCP,
  newNamespace,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { rpc } from './support/mcp.ts';

const SERVICE_KEY = 'the-service-key-of-these-tests-is-long-enough';

let product: LocalProcess;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SERVICE_KEY } });
});
afterAll(() => product.stop());

interface Route {
  method: string;
  path: string;
}

/** Opens with the signature in its URL instead of a token. */
const SIGNED = '/filesvc/api/v1/filecontents/any/any';

/** Every route of the OpenAPI document that needs a token, with what stands beside it. */
async function routes(): Promise<Route[]> {
  const { paths } = await done(product, '/docs/openapi.json');
  const documented = Object.entries<Json>(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({ method: method.toUpperCase(), path: path.replace(/\{\w+\}/g, 'any') })),
  );
  const others = [
    { method: 'GET', path: '/metrics' },
    ...['GET', 'POST', 'PUT', 'DELETE'].map((method) => ({ method, path: MCP })),
  ];
  return [...documented, ...others].filter(({ path }) => path !== SIGNED);
}

async function answerTo({ method, path }: Route, headers: Record<string, string>, body?: string) {
  const response = await fetch(new URL(path, product.url), {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  return { method, path, status: response.status, headers: response.headers, text: await response.text() };
}

const runToken = (principal: Partial<Principal>, options: { key?: string; ttlMs?: number } = {}): Promise<string> =>
  new RunTokens(options.key ?? SERVICE_KEY).issue(
    { id: 'somebody', kind: 'run', namespaces: [], ...principal },
    { ttlMs: options.ttlMs ?? 60_000 },
  );

describe('without a valid token', () => {
  /** What a stranger may send as `Authorization`. */
  const STRANGERS: [string, () => Promise<Record<string, string>>][] = [
    ['no token', () => Promise.resolve({})],
    ['an empty header', () => Promise.resolve({ authorization: '' })],
    ['an unknown token', () => Promise.resolve({ authorization: 'Bearer not-the-token-of-anybody' })],
    ['the token without a scheme', () => Promise.resolve({ authorization: product.token })],
    ['another scheme', () => Promise.resolve({ authorization: `Basic ${btoa(`admin:${product.token}`)}` })],
    ['the beginning of the token', () => Promise.resolve({ authorization: `Bearer ${product.token.slice(0, -1)}` })],
    ['the token and more', () => Promise.resolve({ authorization: `Bearer ${product.token}x` })],
    [
      'a run token of another key',
      async () => ({ authorization: `Bearer ${await runToken({ namespaces: '*' }, { key: 'x'.repeat(40) })}` }),
    ],
    [
      'an expired run token',
      async () => ({
        authorization: `Bearer ${await runToken({ namespaces: '*' }, { ttlMs: -60_000 })}`,
      }),
    ],
    [
      'an unsigned run token',
      () => {
        const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
        const principal = { id: 'admin', kind: 'admin', namespaces: '*' };
        return Promise.resolve({
          authorization: `Bearer run-${part({ alg: 'none' })}.${part({ principal, iss: 'toolrack', exp: 9e9 })}.`,
        });
      },
    ],
    ['the token in a cookie', () => Promise.resolve({ cookie: `authorization=Bearer ${product.token}` })],
    [
      'headers that only a proxy should set',
      () =>
        Promise.resolve({
          'x-forwarded-user': 'admin',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-host': 'localhost',
          'x-forwarded-authorization': `Bearer ${product.token}`,
          'x-user': 'admin',
          'x-principal': '{"id":"admin","kind":"admin","namespaces":"*"}',
          'x-api-key': product.token,
          'proxy-authorization': `Bearer ${product.token}`,
        }),
    ],
  ];

  it.each(STRANGERS)('every route answers 401 to %s', async (_what, headers) => {
    const all = await routes();
    expect(all.length).toBeGreaterThan(40);
    const sent = await headers();
    const answers = await Promise.all(all.map((route) => answerTo(route, sent)));
    expect(answers.filter(({ status }) => status !== 401).map(({ method, path }) => `${method} ${path}`)).toEqual([]);
    for (const answer of answers) {
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'Unauthenticated', detail: expect.stringMatching(/\w/) });
    }
  });

  it.each(['?access_token=', '?token=', '?nsfilter=demo&authorization='])(
    'a token in the URL is none: %s',
    async (query) => {
      const { status } = await answerTo({ method: 'GET', path: `${ITEMS}${query}${product.token}` }, {});
      expect(status).toBe(401);
    },
  );

  it('nothing is read of a body', async () => {
    for (const { method, path } of (await routes()).filter(({ method }) => method !== 'GET')) {
      const answer = await answerTo({ method, path }, { 'content-type': 'application/json' }, '{ not JSON');
      expect([method, path, answer.status]).toEqual([method, path, 401]);
    }
    const large = 'x'.repeat(5 * 1024 * 1024);
    expect((await answerTo({ method: 'POST', path: ITEMS }, {}, large)).status).toBe(401);
  });

  it('the refusal says the same whatever is there', async () => {
    const [{ _id }] = (await done(product, within('demo', FILES)))._list;
    const texts = await Promise.all(
      [`${FILES}/${String(_id)}`, `${FILES}/absent`, within('nowhere', FILES)].map(async (path) => {
        const { text } = await answerTo({ method: 'GET', path }, {});
        const { correlationId: _, ...problem } = JSON.parse(text);
        return JSON.stringify(problem);
      }),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it.each(['/healthz', '/readyz'])('%s is open, and tells nothing of users', async (path) => {
    const answer = await answerTo({ method: 'GET', path }, {});
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('demo');
  });
});

describe('with the token', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])('the scheme may be written %j', async (scheme) => {
    const path = within('demo', ITEMS);
    const { status } = await answerTo({ method: 'GET', path }, { authorization: `${scheme} ${product.token}` });
    expect(status).toBe(200);
  });

  it('headers that a caller sets change nothing', async () => {
    const namespace = newNamespace();
    const headers = {
      'x-forwarded-user': 'mallory',
      'x-forwarded-for': '10.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-user': 'mallory',
      'x-principal': '{"id":"mallory","kind":"run","namespaces":[]}',
      'x-request-id': 'chosen',
      'x-http-method-override': 'DELETE',
    };
    const created = await done(product, within(namespace, FILES), { body: [file()], headers });
    expect(created._list[0]._metadata).toMatchObject({ _createdById: 'admin', _updatedById: 'admin' });
    const path = `${FILES}/${String(created._list[0]._id)}`;
    const plain = await rest(product, path);
    const dressed = await rest(product, path, { headers });
    expect(dressed).toMatchObject({ status: 200, text: plain.text });
    const refused = await rest(product, `${FILES}/absent`, { headers });
    expect(refused.body.correlationId).not.toBe('chosen');
  });
});

describe('a principal confined to a namespace', () => {
  let mine: string;
  let theirs: string;
  let confined: { url: string; token: string };
  /** Ids of what the other namespace holds, by the path of the resource. */
  let ids: Record<string, string>;

  beforeAll(async () => {
    mine = newNamespace();
    theirs = newNamespace();
    confined = { url: product.url, token: await runToken({ namespaces: [mine] }) };
    for (const namespace of [mine, theirs]) {
      await store(product, within(namespace, ITEMS), [script(declares('answer'))]);
      await store(product, within(namespace, FILES), [file()]);
      await store(product, within(namespace, TOOLS), [tool('the_tool')]);
      await store(product, within(namespace, FILTERS), [filter('the_filter', { _name: 'the_tool' })]);
    }
    const [{ _id: collectionId }] = await store(product, within(theirs, ITEMS), [collection()]);
    const related = `${ITEMS}/${String(collectionId)}/relateditems`;
    const [{ _id: relatedId }] = (await done(product, related, { body: [{ a: 1 }] }))._list;
    const first = async (path: string, query = {}): Promise<Json> =>
      (await done(product, within(theirs, path, query)))._list[0];
    const item = await first(ITEMS, { query: '{"_itemClass": "Script"}' });
    const stored = await first(FILES);
    await fetch(new URL(`${FILES}/${String(stored._id)}/content`, product.url), {
      method: 'PUT',
      headers: { authorization: `Bearer ${product.token}` },
      body: 'theirs',
    });
    ids = {
      [ITEMS]: item._id,
      [ITEM_VERSIONS]: item._tipId,
      [related]: relatedId,
      [FILES]: stored._id,
      [TOOLS]: (await first(TOOLS, { _type: 'user_mcp_tool' }))._id,
      [FILTERS]: (await first(FILTERS))._id,
    };
  });

  /** Absent and forbidden must look the same; what a request names is not part of that. */
  const shape = (answer: Awaited<ReturnType<typeof rest>>, name: string): unknown => {
    const { correlationId: _, ...problem } = JSON.parse(answer.text.replaceAll(name, '<name>'));
    return { status: answer.status, problem };
  };

  it('sees its own', async () => {
    for (const path of LISTS) expect((await rest(confined, within(mine, path))).status).toBe(200);
    expect((await rest(confined, `${TOOLS}/exposed?nsfilter=${mine}`)).status).toBe(200);
    expect((await rpc({ ...product, ...confined }, `nsfilter=${mine}`, { method: 'tools/list' })).status).toBe(200);
  });

  it.each(LISTS)('%s of another namespace looks like an absent one', async (path) => {
    const forbidden = await rest(confined, within(theirs, path));
    const absent = await rest(confined, within('absent', path));
    expect(forbidden).toMatchObject({ status: 404, body: { code: 'NamespaceNotFound' } });
    expect(shape(forbidden, theirs)).toEqual(shape(absent, 'absent'));
    expect((await rest(confined, within(`${mine},${theirs}`, path))).status).toBe(404);
  });

  it('everything by id looks like something absent, to read, to change and to delete', async () => {
    const bodies: Record<string, object> = {
      PUT: { _name: 'x', _userType: 'x', _description: 'x', _schema: {}, _script: {}, _criteria: {} },
      PATCH: { _name: 'changed' },
    };
    const before = await everything(product, theirs);
    for (const [path, id] of Object.entries(ids)) {
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = bodies[method];
        const ask = (which: string, query: string) =>
          rest(confined, `${path}/${which}${query}`, { method, ...(body === undefined ? {} : { body }) });
        for (const query of ['', `?nsfilter=${mine}`, `?nsfilter=${theirs}`]) {
          const forbidden = await ask(id, query);
          expect([method, path, forbidden.status]).toEqual([method, path, 404]);
          expect(shape(forbidden, id)).toEqual(shape(await ask('absent', query), 'absent'));
        }
      }
    }
    expect(await everything(product, theirs)).toBe(before);
  });

  it('neither versions, contents, related items nor calls of another namespace are to be had', async () => {
    const collectionPath = Object.keys(ids).find((path) => path.endsWith('relateditems'))!;
    const requests: [string, string, object?][] = [
      ['GET', `${ITEMS}/${ids[ITEMS]!}/versions`],
      ['POST', `${ITEMS}/${ids[ITEMS]!}/versions`, { _userData: declares('mine') }],
      ['PUT', `${ITEMS}/${ids[ITEMS]!}`, { _name: 'mine', _userType: 'mine' }],
      ['GET', collectionPath],
      ['POST', collectionPath, [{ a: 2 }]],
      ['GET', `${FILES}/${ids[FILES]!}/versions`],
      ['GET', `${FILES}/${ids[FILES]!}/content`],
      ['PUT', `${FILES}/${ids[FILES]!}/content`, ['mine']],
      ['PUT', `${TOOLS}/${ids[TOOLS]!}`, tool('mine')],
      ['POST', `${TOOLS}/${ids[TOOLS]!}/call`, { arguments: {} }],
      ['PUT', `${FILTERS}/${ids[FILTERS]!}`, filter('mine', { _name: 'a' })],
    ];
    const before = await everything(product, theirs);
    for (const [method, path, body] of requests) {
      const answer = await rest(confined, path, { method, ...(body === undefined ? {} : { body }) });
      expect([method, path, answer.status, answer.body?.code]).toEqual([method, path, 404, 'NotFound']);
    }
    expect(await everything(product, theirs)).toBe(before);
  });

  it('nothing can be created in another namespace, nor tried there', async () => {
    const bodies: [string, object][] = [
      [ITEMS, [script(declares('mine'))]],
      [FILES, [file()]],
      [TOOLS, [tool('mine')]],
      [FILTERS, [filter('mine', { _name: 'a' })]],
      [`${TOOLS}/try`, { tool: tool('mine'), arguments: {} }],
    ];
    const before = await everything(product, theirs);
    for (const [path, body] of bodies) {
      for (const namespace of [theirs, 'absent', `${mine},${theirs}`]) {
        const answer = await rest(confined, within(namespace, path), { body });
        expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'NamespaceNotFound']);
      }
    }
    expect(await everything(product, theirs)).toBe(before);
    expect((await rest(product, within('absent', ITEMS))).status).toBe(404);
  });

  it('the MCP URL and its preview of another namespace look like those of an absent one', async () => {
    const caller = { ...product, ...confined };
    for (const method of ['tools/list', 'tools/call']) {
      const params = { name: 'the_tool', arguments: {} };
      const forbidden = await rpc(caller, `nsfilter=${theirs}`, { method, params });
      const absent = await rpc(caller, 'nsfilter=absent', { method, params });
      expect(forbidden.status).toBe(404);
      expect(forbidden.text.replaceAll(theirs, '<name>')).toBe(absent.text.replaceAll('absent', '<name>'));
    }
    expect((await rest(confined, `${TOOLS}/exposed?nsfilter=${theirs}`)).status).toBe(404);
    const filtered = await rpc(caller, `nsfilter=${mine}&filter=${ids[FILTERS]!}`, { method: 'tools/list' });
    expect(filtered.status).toBe(404);
  });

  it('system tools act with its rights alone', async () => {
    const call = { name: 'getFile_IafFileSvc', arguments: { id: ids[FILES] } };
    const { body } = await rpc({ ...product, ...confined }, `nsfilter=${mine}`, { method: 'tools/call', params: call });
    expect(body.result.isError).toBe(true);
    expect(body.result.content[0].text).toMatch(/There is no file with the id/);
  });

  it('what a script does, it does with the rights of the caller, within the namespace of the URL', async () => {
    const body = `return libraries.PlatformApi.IafFileSvc.getFiles({}, { _namespaces: [input.namespace] })`;
    const source = `async ${declares('look', body)}`;
    await store(product, within(mine, ITEMS), [script(source, { _userType: 'look' })]);
    await store(product, within(mine, TOOLS), [tool('look', { _script: { _userType: 'look', _scriptName: 'look' } })]);
    const service = { ...product, token: await runToken({ kind: 'service', namespaces: [mine] }) };
    for (const caller of [product, service]) {
      const look = (namespace: string) =>
        rpc(caller, `nsfilter=${mine}`, { method: 'tools/call', params: { name: 'look', arguments: { namespace } } });
      expect((await look(mine)).body).toMatchObject({ result: { structuredContent: { _total: 1 } } });
      expect((await look(theirs)).body.result).toMatchObject({ isError: true });
    }
  });
});
