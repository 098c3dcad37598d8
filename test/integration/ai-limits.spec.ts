/** What a caller may cost the AI service, and what is answered when something that it needs is away. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { createLogger } from '#libs/telemetry';
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  everything,
  filter,
  FILTERS,
  ITEMS,
  type Json,
  newNamespace,
  script,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, listedNames, rpc, textOf } from './support/mcp.ts';

const RESULT_BYTES = 20_000;

let product: LocalProcess;
let space: string;
let log = '';
beforeAll(async () => {
  product = await startLocalProcess({ environment: { RUN_RESULT_BYTES: String(RESULT_BYTES) } });
  product.child.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()));
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  await store(product, within(space, ITEMS), [script(declares('answer'))]);
});

describe('the answer of a system tool', () => {
  const call = (args: object, name = 'getRelatedItems_IafItemSvc') =>
    callTool(product, `nsfilter=${space}`, { name, arguments: args });

  it('over the limit of results is refused with what makes it smaller', async () => {
    const [{ _id: id }] = await store(product, within(space, ITEMS), [collection()]);
    const records = Array.from({ length: 40 }, (_, number) => ({ number, text: 'x'.repeat(1_000) }));
    await done(product, `${ITEMS}/${String(id)}/relateditems`, { body: records });
    const all = await call({ id });
    expect(all.result.isError).toBe(true);
    expect(textOf(all)).toBe(
      `The answer is larger than ${String(RESULT_BYTES)} bytes. Ask for less: use _pageSize or query or project.`,
    );
    for (const less of [{ _pageSize: 5 }, { query: { number: 7 } }, { project: { number: 1 } }]) {
      expect((await call({ id, ...less })).result.isError).toBeUndefined();
    }
  });

  it('is refused for an id that a path cannot hold', async () => {
    for (const id of ['.', '..']) {
      const message = await call({ id }, 'getFile_IafFileSvc');
      expect(message.result.isError).toBe(true);
      expect(textOf(message)).toBe(`IafFileSvc.getFile: the argument "id" must not be "${id}".`);
    }
  });
});

describe('the preview of an MCP URL', () => {
  it('is a method of the platform API, with what the URL takes', async () => {
    const tools = ['ant', 'bee', 'cat'].map((name) => tool(name));
    await store(product, within(space, TOOLS), tools);
    const call = (args: object) =>
      callTool(product, `nsfilter=${space}`, { name: 'getExposedMcpTools_IafAISvc', arguments: args });
    const some = await call({ _name: ['ant', 'cat'] });
    expect(some.result.structuredContent).toMatchObject({
      _exposedTotal: 2,
      _next: { _offset: 20, _pageSize: 20 },
    });
    expect(valuesOf(some.result.structuredContent, '_name').slice(0, 2)).toEqual(['ant', 'cat']);
    const why = await call({ _name: ['ant', 'cat'], query: 'bee', mode: 'search' });
    expect(why.result.structuredContent).toMatchObject({
      _total: 1,
      _list: [{ _name: 'bee', _exposed: false, _reason: '_name is "bee", and must be one of "ant", "cat".' }],
    });
    expect((await call({ filter: 'absent' })).result.isError).toBe(true);
  });

  it('has pages as other lists, each tool once, and tells both kinds apart', async () => {
    const many = newNamespace();
    await store(product, within(many, ITEMS), [script(declares('answer'))]);
    for (const half of ['a', 'b']) {
      const tools = Array.from({ length: 600 }, (_, index) => tool(`${half}_${String(index)}`));
      await store(product, within(many, TOOLS), tools);
    }
    const page = (query: object) =>
      done(product, within(many, `${TOOLS}/exposed`, { _type: 'user_mcp_tool', _pageSize: '1000', ...query }));
    const [first, second] = await Promise.all([page({}), page({ _offset: '1000' })]);
    expect([first._offset, second._offset, first._exposedTotal, first._total]).toEqual([
      0,
      1_000,
      1_200,
      second._total,
    ]);
    const names = [...valuesOf(first, '_name'), ...valuesOf(second, '_name')];
    expect([names.length, new Set(names).size]).toEqual([first._total, first._total]);
    expect(valuesOf<boolean>(second, '_exposed').indexOf(false)).toBe(200);
    expect(await page({ _exposed: 'true' })).toMatchObject({ _total: 1_200, _exposedTotal: 1_200 });
    const leftOut = await page({ _exposed: 'false' });
    expect(leftOut).toMatchObject({ _total: first._total - 1_200, _exposedTotal: 0 });
    expect(valuesOf(leftOut, '_reason').every((reason) => reason.startsWith('_type is'))).toBe(true);
  });
});

describe('filters', () => {
  it('whose expressions are large when they are compiled are refused', async () => {
    const criteria = { _name: { $regex: `(?:${String.raw`\w?`.repeat(12)}){1000}` } };
    const body = Array.from({ length: 100 }, (_, index) => filter(`f${String(index)}`, criteria));
    const before = await everything(product, space);
    expect(await rest(product, within(space, FILTERS), { body })).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([{ path: '[0]._criteria._name.$regex', message: expect.anything() }]) },
    });
    expect(await everything(product, space)).toBe(before);
  });

  it('of one body may bear the same _userType in different namespaces, and not in one', async () => {
    const other = newNamespace();
    const both = `${space},${other}`;
    const here = (_namespaces: string[]) => filter('same', { _name: 'a' }, { _namespaces });
    const twice = await rest(product, within(both, FILTERS), { body: [here([space]), here([other, space])] });
    expect(twice).toMatchObject({ status: 409, body: { errors: [{ path: '[1]._userType' }] } });
    expect(await store(product, within(both, FILTERS), [here([space]), here([other])])).toHaveLength(2);
  });
});

describe('the list of tools', () => {
  it('takes a filter with one namespace only', async () => {
    await store(product, within(space, FILTERS), [filter('saved', { _type: 'user_mcp_tool' })]);
    const answer = await rest(product, within(`${space},demo`, TOOLS, { filter: 'saved' }));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'nsfilter' }] } });
    expect((await rest(product, within(space, TOOLS, { filter: 'saved' }))).status).toBe(200);
  });

  it('refuses a wildcard of over 100 characters', async () => {
    const ask = (length: number) => rest(product, within(space, TOOLS, { query: '*'.repeat(length) }));
    expect(await ask(101)).toMatchObject({ status: 400, body: { errors: [{ path: 'query' }] } });
    expect((await ask(100)).status).toBe(200);
  });
});

describe.each([
  ['a tool', TOOLS, () => tool('changed')],
  ['a filter', FILTERS, () => filter('changed', { _name: 'a' })],
] as const)('%s', (_what, path, element) => {
  let stored: Json;
  beforeEach(async () => {
    [stored] = await store(product, within(space, path), [element()]);
  });
  const change = (options: Parameters<typeof rest>[2]) => rest(product, `${path}/${String(stored._id)}`, options);

  it('takes changes that name no revision, however many come at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        change({ method: 'PATCH', body: { _description: `Number ${String(index)}` } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect((await change({})).headers.get('etag')).toBe('"9"');
  });

  it('is not deleted at a revision that has passed', async () => {
    const { headers } = await change({});
    const etag = { 'if-match': headers.get('etag')! };
    await change({ method: 'PATCH', body: { _description: 'Other.' } });
    expect((await change({ method: 'DELETE', headers: etag })).status).toBe(412);
    const newest = (await change({})).headers.get('etag')!;
    expect((await change({ method: 'DELETE', headers: { 'if-match': newest } })).status).toBe(204);
  });
});

it('a client that leaves before its body has come is no fault', async () => {
  const { hostname, port } = new URL(product.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = ['POST /aisvc/api/v1/mcp-tools?nsfilter=demo HTTP/1.1', 'host: localhost', 'content-length: 1000'];
  socket.write(`${[...head, `authorization: Bearer ${product.token}`].join('\r\n')}\r\n\r\n[`);
  // The request is being read once the process has answered another one that came later.
  await rest(product, '/healthz');
  socket.destroy();
  await once(socket, 'close');
  for (let count = 0; count < 20; count++) await rest(product, '/healthz');
  expect(log).not.toMatch(/unexpected error/);
});

describe('a store that is away', () => {
  let mongo: EmbeddedMongo;
  let local: LocalProcess;
  beforeAll(async () => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    mongo = await startEmbeddedMongo({ dataDir: await newDataDir(), logger, onFailure: () => undefined });
    local = await startLocalProcess({ environment: { MONGODB_URI: mongo.uri, LOG_LEVEL: 'silent' } });
    expect(await listedNames(local, 'nsfilter=demo')).toContain('GetFileNameById');
    await mongo.close();
  });
  afterAll(() => local.stop());

  it('is a 503 with a time to try again, over REST and MCP, and not ready', async () => {
    const unavailable = { status: 503, body: { code: 'Unavailable', detail: expect.stringMatching(/store/) } };
    const read = await rest(local, within('elsewhere', FILTERS));
    expect(read).toMatchObject(unavailable);
    expect(read.headers.get('retry-after')).toMatch(/^\d+$/);
    const message = await rpc(local, 'nsfilter=elsewhere', { method: 'tools/list' });
    expect(message).toMatchObject({ status: 503, body: { error: { data: { code: 'Unavailable' } } } });
    const ready = await rest(local, '/readyz');
    expect(ready).toMatchObject({ status: 503, body: { checks: { store: 'unreachable', changeFeed: 'ok' } } });
    for (const { text } of [read, message, ready]) expect(text).not.toMatch(/ECONN|ENOENT|sock|27017/);
  });
});

describe.each([['::1'], ['0.0.0.0'], ['::']])('started with HOST=%s', (HOST) => {
  it('has the demo, and answers MCP at the URL that it prints', async () => {
    const local = await startLocalProcess({ environment: { HOST } });
    try {
      const { _list } = await done(local, within('demo', '/filesvc/api/v1/files'));
      expect(_list).toMatchObject([{ _name: 'hello.txt', _status: 'AVAILABLE' }]);
      expect(await listedNames(local, 'nsfilter=demo')).toContain('GetFileNameById');
    } finally {
      await local.stop();
    }
  });
});

describe('a first start that was cut short', () => {
  it('is completed by the next one, and what somebody deleted later stays deleted', async () => {
    const dataDir = await newDataDir();
    const names = async (local: LocalProcess): Promise<string> => {
      const scripts = await done(local, within('demo', ITEMS));
      const files = await rest(local, within('demo', '/filesvc/api/v1/files'));
      return JSON.stringify([
        scripts._total,
        files.body._list,
        (await listedNames(local, 'nsfilter=demo&_type=user_mcp_tool')).join(),
        (await done(local, within('demo', FILTERS)))._total,
      ]).replace(/[0-9a-f-]{36}|\d{4}-[^"]*Z/g, '');
    };
    let local = await startLocalProcess({ dataDir });
    const whole = await names(local);
    // As it stood when the file had its metadata, and neither its content nor what comes after it.
    const [file] = (await done(local, within('demo', '/filesvc/api/v1/files')))._list;
    const [demoTool] = (await done(local, within('demo', TOOLS, { _type: 'user_mcp_tool' })))._list;
    const [demoFilter] = (await done(local, within('demo', FILTERS)))._list;
    for (const path of [
      `/filesvc/api/v1/files/${String(file._id)}`,
      `${TOOLS}/${String(demoTool._id)}`,
      `${FILTERS}/${String(demoFilter._id)}`,
    ]) {
      expect((await rest(local, path, { method: 'DELETE' })).status).toBe(204);
    }
    await store(local, within('demo', '/filesvc/api/v1/files'), [{ _name: 'hello.txt', _tags: ['demo'] }]);
    await local.stop();
    local = await startLocalProcess({ dataDir });
    expect(await names(local)).toBe(whole);
    const [again] = (await done(local, within('demo', TOOLS, { _type: 'user_mcp_tool' })))._list;
    await rest(local, `${TOOLS}/${String(again._id)}`, { method: 'DELETE' });
    await local.stop();
    local = await startLocalProcess({ dataDir });
    expect(await listedNames(local, 'nsfilter=demo&_type=user_mcp_tool')).toEqual([]);
    await local.stop();
  });
});
