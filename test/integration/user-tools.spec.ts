/** Tools, filters and runs for users: over REST and MCP alike, with scripts that have their callers' rights. */
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  declares,
  done,
  file,
  FILES,
  filter,
  FILTERS,
  ITEMS,
  type Json,
  newNamespace,
  previewOf,
  RUNS,
  script,
  SERVICES,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, listedNames, rpc, textOf } from './support/mcp.ts';
import { allow, asUser, newUserId } from './support/users.ts';

const FILE_NAMES = `const { IafFileSvc } = libraries.PlatformApi;
  const { _list, _total } = await IafFileSvc.getFiles({}, ctx);
  return { names: _list.map(({ _name }) => _name).sort(), total: _total };`;

let product: LocalProcess;
let space: string;
let query: string;
let annaId: string;
let anna: Product;
let scriptItem: Json;
let tools: Json[];
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  query = `nsfilter=${space}&_type=user_mcp_tool`;
  annaId = newUserId();
  anna = await asUser(product, annaId, space);
  const source = `${declares('answer', 'return 42')}\nasync ${declares('names', FILE_NAMES)}`;
  [scriptItem] = await store(product, within(space, ITEMS), [script(source)]);
  const _script = { _userType: 'scripts', _scriptName: 'names' };
  tools = await store(product, within(space, TOOLS), [tool('one'), tool('two'), tool('names', { _script })]);
});

const grant = (resource: unknown, ...actions: string[]) =>
  allow(product, space, { to: annaId, resource: String(resource), actions });
const at = ({ _id }: Json, beneath = ''): string => `${TOOLS}/${String(_id)}${beneath}`;
const called = async (caller: Product, name: string): Promise<unknown> => {
  const message = await callTool(caller, `nsfilter=${space}`, { name, arguments: {} });
  return message.error === undefined ? JSON.parse(textOf(message)) : message.error.code;
};
const NOT_THERE = -32602;

/** What a user sees of the tool at each way in. */
async function seen({ _id, _name }: Json): Promise<Record<string, boolean>> {
  const call = await rest(anna, `${TOOLS}/${String(_id)}/call`, { body: {} });
  const list = await done(anna, within(space, TOOLS, { _type: 'user_mcp_tool', _pageSize: '1000' }));
  expect(list._total).toBe(list._list.length);
  const preview = await previewOf(anna, query);
  return {
    listed: (await listedNames(anna, query)).includes(_name),
    called: (await called(anna, _name)) !== NOT_THERE,
    listedInRest: valuesOf(list, '_id').includes(_id),
    gotten: (await rest(anna, `${TOOLS}/${String(_id)}`)).status === 200,
    calledById: call.status === 200,
    exposed: valuesOf({ _list: preview.exposed }, '_name').includes(_name),
    leftOut: valuesOf({ _list: preview.leftOut }, '_name').includes(_name),
  };
}

const NOTHING = {
  listed: false,
  called: false,
  listedInRest: false,
  gotten: false,
  calledById: false,
  exposed: false,
  leftOut: false,
};
const LISTED = { ...NOTHING, listed: true, listedInRest: true, gotten: true, exposed: true };
const EVERYTHING = { ...LISTED, called: true, calledById: true };

describe('a tool', () => {
  it.each<[string, { on?: string; actions: string[] }, object]>([
    ['without a grant is not there', { on: 'aisvc:mcp-tool-filter:*', actions: ['*'] }, NOTHING],
    ['with EDIT alone is not there', { actions: ['EDIT', 'DELETE', 'SHARE'] }, NOTHING],
    ['with READ is listed and not called', { actions: ['READ'] }, LISTED],
    ['with RUN is listed and called', { actions: ['RUN'] }, EVERYTHING],
    ['with READ on all tools is listed and not called', { on: 'aisvc:mcp-tool:*', actions: ['READ'] }, LISTED],
    ['with RUN on the service is listed and called', { on: 'aisvc:*:*', actions: ['RUN'] }, EVERYTHING],
    ['with everything on everything is listed and called', { on: '*:*:*', actions: ['*'] }, EVERYTHING],
  ])('%s', async (_what, { on, actions }, expected) => {
    const [one, two] = tools;
    await grant(on ?? one._irn, ...actions);
    expect(await seen(one)).toEqual(expected);
    if (on === undefined) expect(await seen(two)).toEqual(NOTHING);
  });

  it('that is hidden looks like one that there is not', async () => {
    const [one] = tools;
    const unlike = (answer: Json, name: string): string => JSON.stringify(answer).replaceAll(name, '<name>');
    const call = (name: string) => callTool(anna, query, { name, arguments: {} });
    expect(unlike(await call('one'), 'one')).toBe(unlike(await call('absent'), 'absent'));
    const forbidden = await rest(anna, at(one, '/call'), { body: {} });
    const absent = await rest(anna, `${TOOLS}/absent/call`, { body: {} });
    expect(forbidden).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    expect(String(forbidden.body.detail).replace(one._id, 'absent')).toBe(absent.body.detail);
  });

  it('that is broken does not tell what else its script declares to who may not read that', async () => {
    const [one] = tools;
    await grant(one._irn, 'READ', 'RUN', 'EDIT');
    await done(product, `${ITEMS}/${String(scriptItem._id)}/versions`, {
      body: { _userData: declares('hiddenOne') + declares('names') },
    });
    const told = async (caller: Product): Promise<string> => {
      const answers = await Promise.all([
        rest(caller, at(one)),
        rest(caller, within(space, TOOLS, { _type: 'user_mcp_tool' })),
        rest(caller, within(space, `${TOOLS}/exposed`, { _type: 'user_mcp_tool' })),
        rest(caller, at(one, '/call'), { body: {} }),
        rest(caller, at(one, '/call?async=true'), { body: {} }),
        rest(caller, at(one), { method: 'PATCH', body: { _description: 'x' } }),
      ]);
      return answers.map(({ text }) => text).join('\n');
    };
    expect((await told(product)).match(/hiddenOne/g)!.length).toBeGreaterThan(5);
    const toAnna = await told(anna);
    expect(toAnna.match(/declares the function [^ ]*answer/g)!.length).toBeGreaterThan(5);
    expect(toAnna).not.toContain('hiddenOne');
  });

  it('is in the list of whoever may see it, whoever asked before', async () => {
    const bobId = newUserId();
    const bob = await asUser(product, bobId, space);
    await grant(tools[0]._irn, 'READ');
    await allow(product, space, { to: bobId, resource: String(tools[1]._irn), actions: ['RUN'] });
    for (let round = 0; round < 2; round++) {
      expect(await listedNames(product, query)).toEqual(['names', 'one', 'two']);
      expect(await listedNames(anna, query)).toEqual(['one']);
      expect(await listedNames(bob, query)).toEqual(['two']);
    }
    await grant(tools[2]._irn, 'READ');
    expect(await listedNames(anna, query)).toEqual(['names', 'one']);
  });

  it('of the system is there for everyone', async () => {
    const all = await listedNames(product, `nsfilter=${space}&_type=system_mcp_tool`);
    expect(await listedNames(anna, `nsfilter=${space}&_type=system_mcp_tool`)).toEqual(all);
    expect((await rest(anna, within(space, `${TOOLS}/system:getFiles_IafFileSvc`))).status).toBe(200);
  });

  it('is made with CREATE, of scripts that the user may READ, and is its creator’s', async () => {
    const make = (name: string) => rest(anna, within(space, TOOLS), { body: [tool(name)] });
    const attempt = () => rest(anna, within(space, `${TOOLS}/try`), { body: { tool: tool('tried'), arguments: {} } });
    expect([(await make('own')).status, (await attempt()).status]).toEqual([403, 403]);
    await grant('aisvc:mcp-tool:*', 'CREATE');
    for (const answer of [await make('own'), await attempt()]) {
      expect(answer).toMatchObject({ status: 400, body: { code: 'ValidationFailed' } });
      expect(answer.body.errors[0].message).toBe('no script of the namespace has the _userType "scripts"');
    }
    await grant(scriptItem._irn, 'READ');
    expect((await attempt()).body).toMatchObject({ isError: false, content: [{ text: '42' }] });
    const [own] = (await make('own')).body._list;
    expect(await seen(own)).toEqual(EVERYTHING);
    expect((await rest(anna, at(own), { method: 'PATCH', body: { _description: 'x' } })).status).toBe(200);
    expect((await rest(anna, at(own), { method: 'DELETE' })).status).toBe(204);
  });

  it('is changed with EDIT and deleted with DELETE, and points at readable scripts only', async () => {
    const [one, two] = tools;
    const patch = (body: object) => rest(anna, at(one), { method: 'PATCH', body });
    expect((await patch({ _description: 'x' })).status).toBe(404);
    await grant(one._irn, 'READ');
    expect((await patch({ _description: 'x' })).status).toBe(403);
    await grant(one._irn, 'EDIT');
    expect((await patch({ _description: 'x' })).status).toBe(200);
    expect((await patch({ _script: { _userType: 'scripts', _scriptName: 'names' } })).status).toBe(400);
    expect((await rest(anna, at(one), { method: 'DELETE' })).status).toBe(403);
    await grant(two._irn, 'READ', 'DELETE');
    expect((await rest(anna, at(two), { method: 'DELETE' })).status).toBe(204);
  });

  it('is not called any more when its grant or the token is gone', async () => {
    const { _id } = await grant(tools[0]._irn, 'RUN');
    expect(await called(anna, 'one')).toBe(42);
    await rest(product, `/permissionsvc/api/v1/grants/${String(_id)}`, { method: 'DELETE' });
    expect(await called(anna, 'one')).toBe(NOT_THERE);
    const [{ _id: tokenId }] = (await done(product, `/passportsvc/api/v1/accesstokens?_userId=${annaId}`))._list;
    await rest(product, `/passportsvc/api/v1/accesstokens/${String(tokenId)}`, { method: 'DELETE' });
    expect((await rpc(anna, query, { method: 'tools/list' })).status).toBe(401);
  });
});

describe('a script that acts for a user', () => {
  it('sees what the user sees, as a system tool does', async () => {
    const [a, b] = await store(product, within(space, FILES), [file({ _name: 'a' }), file({ _name: 'b' })]);
    await grant(tools[2]._irn, 'RUN');
    const names = async (caller: Product): Promise<unknown[]> => {
      const page = await callTool(caller, `nsfilter=${space}`, { name: 'getFiles_IafFileSvc', arguments: {} });
      return [await called(caller, 'names'), valuesOf(page.result.structuredContent, '_name').sort()];
    };
    expect(await names(product)).toEqual([{ names: ['a', 'b'], total: 2 }, ['a', 'b']]);
    expect(await names(anna)).toEqual([{ names: [], total: 0 }, []]);
    await grant(a._irn, 'READ');
    expect(await names(anna)).toEqual([{ names: ['a'], total: 1 }, ['a']]);
    await grant('filesvc:file:*', 'CREATE');
    await store(anna, within(space, FILES), [file({ _name: 'c' })]);
    expect(await names(anna)).toEqual([{ names: ['a', 'c'], total: 2 }, ['a', 'c']]);
    expect((await rest(anna, `${FILES}/${String(b._id)}`)).status).toBe(404);
  });
});

describe('a saved filter', () => {
  it('is listed, read and used in an MCP URL by whoever may READ it', async () => {
    const [kept, other] = await store(product, within(space, FILTERS), [
      filter('kept', { _name: 'one' }),
      filter('other', { _name: 'two' }),
    ]);
    await grant('aisvc:mcp-tool:*', 'RUN');
    const use = (name: string) => rpc(anna, `nsfilter=${space}&filter=${name}`, { method: 'tools/list' });
    const list = async (): Promise<string[]> => valuesOf(await done(anna, within(space, FILTERS)), '_id');
    expect(await list()).toEqual([]);
    const [absent, hidden] = [await use('absent'), await use('kept')];
    expect(JSON.stringify(hidden.body).replaceAll('kept', 'absent')).toContain('has no filter');
    expect(hidden.status).toBe(absent.status);
    await grant(kept._irn, 'READ');
    expect(await list()).toEqual([kept._id]);
    expect(await listedNames(anna, `nsfilter=${space}&filter=kept`)).toEqual(['one']);
    expect((await rest(anna, `${FILTERS}/${String(other._id)}`)).status).toBe(404);
    const filterPath = `${FILTERS}/${String(kept._id)}`;
    expect((await rest(anna, filterPath, { method: 'PATCH', body: { _name: 'x' } })).status).toBe(403);
    expect((await rest(anna, filterPath, { method: 'DELETE' })).status).toBe(403);
    expect((await rest(anna, within(space, FILTERS), { body: [filter('own', { _name: 'x' })] })).status).toBe(403);
    await grant('aisvc:mcp-tool-filter:*', 'CREATE');
    const [own] = await store(anna, within(space, FILTERS), [filter('own', { _name: 'two' })]);
    expect((await list()).sort()).toEqual([kept._id, own._id].sort());
    expect(await listedNames(anna, `nsfilter=${space}&filter=own`)).toEqual(['two']);
  });
});

describe('the record of a run', () => {
  it('is there for whoever ran it, and for whoever may READ its tool', async () => {
    const [one] = tools;
    const bobId = newUserId();
    const bob = await asUser(product, bobId, space);
    await grant(one._irn, 'RUN');
    for (const name of ['one', 'two']) await called(product, name);
    await called(anna, 'one');
    const runs = async (caller: Product): Promise<string[]> => {
      const { _list, _total }: { _list: Json[]; _total: number } = await done(caller, within(space, RUNS));
      expect(_total).toBe(_list.length);
      for (const { _id } of _list) expect((await rest(caller, `${RUNS}/${String(_id)}`)).status).toBe(200);
      return _list.map(({ _principal, _tool }) => `${String(_principal.id)} ${String(_tool._name)}`).sort();
    };
    let all: string[] = [];
    while (all.length < 3) all = await runs(product);
    expect(all).toEqual(['admin one', 'admin two', `${annaId} one`]);
    expect(await runs(anna)).toEqual([`${annaId} one`]);
    expect(await runs(bob)).toEqual([]);
    await allow(product, space, { to: bobId, resource: String(one._irn), actions: ['READ'] });
    expect(await runs(bob)).toEqual(['admin one', `${annaId} one`]);
    await allow(product, space, { to: bobId, resource: 'aisvc:mcp-tool:*', actions: ['READ'] });
    expect(await runs(bob)).toEqual(all);
    for (const { _id, _principal } of (await done(product, within(space, RUNS)))._list) {
      const status = (await rest(anna, `${RUNS}/${String(_id)}`)).status;
      expect(status).toBe(_principal.id === annaId ? 200 : 404);
      expect((await rest(bob, `${RUNS}/${String(_id)}/cancel`, { method: 'POST' })).status).toBe(403);
    }
  });

  it('of a tool of a service is there for whoever may READ the service, not all stored tools', async () => {
    const document = {
      openapi: '3.0.0',
      info: { title: 'Pay', version: '1' },
      paths: { '/pay': { get: { operationId: 'getPay', responses: { 200: { description: 'What is paid.' } } } } },
    };
    const [service, other] = await store(
      product,
      within(space, SERVICES),
      ['Pay', 'Other'].map((_name) => ({ _name, _document: document, _baseUrl: 'https://pay.example.com' })),
    );
    // No host is allowed: the runs fail, and are recorded.
    for (const name of ['getPay_Pay', 'getPay_Other']) {
      await callTool(product, `nsfilter=${space}`, { name, arguments: {} });
    }
    await called(product, 'one');
    const runs = async (caller: Product): Promise<string[]> => {
      const { _list, _total }: { _list: Json[]; _total: number } = await done(caller, within(space, RUNS));
      expect(_total).toBe(_list.length);
      return _list.map(({ _tool }) => String(_tool._name)).sort();
    };
    const all = await eventually('the records', async () => {
      const { _list } = await done(product, within(space, RUNS));
      return _list.length === 3 && (_list as Json[]);
    });
    const [ofPay] = all.filter(({ _tool }) => _tool._name === 'getPay_Pay');
    const byId = async (): Promise<number> => (await rest(anna, `${RUNS}/${String(ofPay._id)}`)).status;
    await grant('aisvc:mcp-tool:*', 'READ', 'EDIT');
    expect([await runs(anna), await byId()]).toEqual([['one'], 404]);
    await grant(service._irn, 'READ');
    expect([await runs(anna), await byId()]).toEqual([['getPay_Pay', 'one'], 200]);
    expect((await rest(anna, `${RUNS}/${String(ofPay._id)}/cancel`, { method: 'POST' })).status).toBe(403);
    await grant(other._irn, 'RUN');
    expect(await runs(anna)).toEqual(['getPay_Pay', 'one']);
    await grant('aisvc:openapi-service:*', 'READ');
    expect(await runs(anna)).toEqual(['getPay_Other', 'getPay_Pay', 'one']);
  });

  it('of an asynchronous call is its caller’s to follow', async () => {
    await grant(tools[0]._irn, 'RUN');
    const bob = await asUser(product, newUserId(), space);
    const started = await rest(anna, at(tools[0], '/call?async=true'), { body: {} });
    expect(started.status).toBe(202);
    const run = String(started.headers.get('location'));
    const record = async (): Promise<Json> => done(anna, run);
    while ((await record())._status !== 'succeeded') expect((await rest(bob, run)).status).toBe(404);
    expect(await record()).toMatchObject({ _principal: { id: annaId, kind: 'user' }, _result: 42 });
    expect((await rest(anna, `${run}/tail`)).text).toContain('event: outcome');
    expect((await rest(bob, `${run}/tail`)).status).toBe(404);
  });
});
