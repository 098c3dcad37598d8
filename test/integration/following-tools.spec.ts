/** Tools follow their scripts, or keep to a version of them: what REST says of them, MCP does. */
import { eventually } from '../support/eventually.ts';
import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  ITEMS,
  type Json,
  newNamespace,
  previewOf,
  RUNS,
  script,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, listedNames, listTools, textOf } from './support/mcp.ts';

let product: LocalProcess;
let space: string;
let item: Json;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  [item] = await store(product, within(space, ITEMS), [script(declares('answer', 'return 1;'))]);
});

const create = (...tools: object[]): Promise<Json[]> => store(product, within(space, TOOLS), tools);
const addVersion = (source: string): Promise<Json> =>
  done(product, `${ITEMS}/${String(item._id)}/versions`, { body: { _userData: source } });
const at = ({ _id }: { _id: string }, rest = ''): string => `${TOOLS}/${_id}${rest}`;
const pinned = (fields: object) => ({ _script: { _userType: 'scripts', _scriptName: 'answer', ...fields } });
const call = (name: string): Promise<Json> => callTool(product, `nsfilter=${space}`, { name, arguments: {} });
const users = (): Promise<string[]> => listedNames(product, `nsfilter=${space}&_type=user_mcp_tool`);
const listed = (query: Record<string, string>): Promise<Json> => done(product, within(space, TOOLS, query));

/** What REST, the preview and MCP say of a tool; each of them is asked. */
async function truthOf(stored: Json): Promise<{ reason: string | undefined; isCalled: boolean }> {
  const name = String(stored._name);
  const one = await done(product, at(stored));
  const [inList] = (await listed({ _name: name }))._list;
  const { exposed, leftOut } = await previewOf(product, `nsfilter=${space}`);
  const names = await users();
  const answer = await call(name);
  const reason: string | undefined = one._broken?.reason;
  expect(inList._broken).toEqual(one._broken);
  expect(valuesOf({ _list: exposed }, '_name').includes(name)).toBe(reason === undefined);
  expect(leftOut.find(({ _name }) => _name === name)?._reason).toBe(reason);
  expect(names.includes(name)).toBe(reason === undefined);
  const isCalled = answer.error === undefined;
  if (!isCalled) expect(answer.error.code).toBe(-32602);
  return { reason, isCalled };
}

describe('a tool whose function vanished', () => {
  it.each([
    ['with a schema of its own', {}],
    ['with the schema of its function', { _schema: 'auto' }],
  ])('%s is broken in REST and absent from MCP, until the function is back', async (_what, fields) => {
    await addVersion('function answer() { return 1; }');
    const [stored] = await create(tool('mine', fields), tool('own', { _tags: [] }));
    expect(stored).toMatchObject({ _broken: null });
    expect(await truthOf(stored)).toEqual({ reason: undefined, isCalled: true });
    await addVersion(declares('renamed'));
    expect(await truthOf(stored)).toEqual({
      reason: 'no script of type "scripts" declares the function "answer" any more; declared: renamed',
      isCalled: false,
    });
    expect(await users()).toEqual([]);
    await addVersion('function answer() { return 2; }');
    expect(await truthOf(stored)).toEqual({ reason: undefined, isCalled: true });
    await done(product, `${ITEMS}/${String(item._id)}`, { method: 'PATCH', body: { _userType: 'others' } });
    expect(await truthOf(stored)).toMatchObject({ reason: expect.stringMatching(/declared: none$/), isCalled: false });
    await done(product, `${ITEMS}/${String(item._id)}`, { method: 'PATCH', body: { _userType: 'scripts' } });
    expect(await truthOf(stored)).toMatchObject({ isCalled: true });
    await done(product, `${ITEMS}/${String(item._id)}`, { method: 'DELETE' });
    expect(await truthOf(stored)).toMatchObject({ isCalled: false });
  });

  it('is told apart in the list', async () => {
    await addVersion(declares('answer') + declares('other'));
    await create(tool('mine'), tool('other', { _script: { _userType: 'scripts', _scriptName: 'other' } }));
    await addVersion(declares('other'));
    expect(valuesOf(await listed({ _broken: 'true' }), '_name')).toEqual(['mine']);
    const whole = await listed({ _broken: 'false', _type: 'user_mcp_tool' });
    expect(valuesOf(whole, '_name')).toEqual(['other']);
    const wrong = await rest(product, within(space, TOOLS, { _broken: 'yes' }));
    expect(wrong.body.errors).toMatchObject([{ path: '_broken' }]);
  });

  it('says why when it is called over REST, and is fit again once it calls another', async () => {
    const [stored] = await create(tool('mine'));
    await addVersion(declares('other', 'return 3;'));
    const trial = await done(product, at(stored, '/call'), { body: {} });
    expect(trial).toMatchObject({ isError: true });
    expect(trial.content[0].text).toMatch(
      /^The tool "mine" is broken: no script .* "answer" any more; declared: other\.$/,
    );
    expect((await rest(product, at(stored), { method: 'PATCH', body: { _title: 'Mine' } })).status).toBe(400);
    const _script = { _userType: 'scripts', _scriptName: 'other' };
    const patched = await done(product, at(stored), { method: 'PATCH', body: { _script } });
    expect(patched).toMatchObject({ _broken: null, _script });
    expect(textOf(await call('mine'))).toBe('3');
  });
});

describe('a tool that is pinned to a version', () => {
  it.each([
    ['by its number', () => ({ _version: 1 })],
    ['by its id', () => ({ _versionId: item._tipId })],
    ['by both', () => ({ _version: 1, _versionId: item._tipId })],
  ])('%s runs it whatever becomes of the script, until that is deleted', async (_how, pin) => {
    const [stored, following] = await create(
      tool('fixed', pinned(pin())),
      tool('following', pinned({ _version: 'tip' })),
    );
    expect(stored._script).toEqual({ ...tool('a')._script, _version: 1, _versionId: item._tipId });
    expect(following._script).toEqual(tool('a')._script);
    await addVersion(declares('answer', 'return 2;'));
    expect([textOf(await call('fixed')), textOf(await call('following'))]).toEqual(['1', '2']);
    await addVersion(declares('other'));
    expect(await truthOf(stored)).toEqual({ reason: undefined, isCalled: true });
    expect(await truthOf(following)).toMatchObject({ isCalled: false });
    const trial = await done(product, at(stored, '/call'), { body: {} });
    expect(trial.run.version).toBe(1);
    const run = await eventually('the record of the run', async () => {
      const { status, body } = await rest(product, `${RUNS}/${String(trial.run.runId)}`);
      return status === 200 && body;
    });
    expect(run._script).toEqual({ ...tool('a')._script, _version: 1, _versionId: item._tipId });
    await done(product, `${ITEMS}/${String(item._id)}`, { method: 'DELETE' });
    expect(await truthOf(stored)).toMatchObject({
      reason: expect.stringMatching(/^version 1 .* is gone/),
      isCalled: false,
    });
  });

  it('has the schemas and tags of that version', async () => {
    await addVersion('/** @tags old */\nfunction answer(input: { a: string }): { b: number } { return { b: 1 }; }');
    const auto = { _schema: 'auto', _outputSchema: 'auto', ...pinned({ _version: 2 }) };
    const [stored] = await create(tool('fixed', auto));
    await addVersion('/** @tags new */\nfunction answer(input: { c: string }) {}');
    const expected = { _schema: { required: ['a'] }, _outputSchema: { required: ['b'] }, _tags: ['old'] };
    expect(stored).toMatchObject(expected);
    expect(await done(product, at(stored))).toMatchObject(expected);
    const [descriptor] = await listTools(product, `nsfilter=${space}&_name=fixed`);
    expect(descriptor).toMatchObject({ inputSchema: { required: ['a'] }, outputSchema: { required: ['b'] } });
  });

  it('is pinned and unpinned by PATCH, and PUT back as it is answered', async () => {
    const [stored] = await create(tool('mine'));
    await addVersion(declares('answer', 'return 2;'));
    const patch = (fields: object) => done(product, at(stored), { method: 'PATCH', body: pinned(fields) });
    expect((await patch({ _version: 1 }))._script).toMatchObject({ _version: 1, _versionId: item._tipId });
    expect(textOf(await call('mine'))).toBe('1');
    const { _name, _description, _schema, _script } = await done(product, at(stored));
    const body = { _name, _description, _schema, _script };
    expect((await done(product, at(stored), { method: 'PUT', body }))._script).toEqual(_script);
    expect((await patch({ _version: 'tip' }))._script).toEqual(tool('a')._script);
    expect(textOf(await call('mine'))).toBe('2');
  });

  it('is refused for a version that there is not, or that does not fit', async () => {
    await addVersion(declares('other'));
    const [another] = await store(product, within(space, ITEMS), [script(declares('more'), { _userType: 'more' })]);
    const problems: [object, string, RegExp][] = [
      [{ _version: 3 }, '_version', /^no script of type "scripts" has that version$/],
      [{ _version: 2 }, '_scriptName', /does not declare the function "answer"; declared: other$/],
      [{ _version: 0 }, '_version', /number of a version, or "tip"/],
      [{ _version: 1e15 }, '_version', /number of a version, or "tip"/],
      [{ _versionId: '..' }, '_versionId', /^must be the id of a version$/],
      [{ _version: 'newest' }, '_version', /number of a version, or "tip"/],
      [{ _versionId: 'absent' }, '_versionId', /^no script of type "scripts" has that version$/],
      [{ _versionId: another._tipId }, '_versionId', /^no script of type "scripts" has that version$/],
      [{ _versionId: item._tipId, _version: 2 }, '_version', /^must be 1/],
      [{ _versionId: item._tipId, _version: 'tip' }, '_version', /give one of them/],
    ];
    for (const [fields, field, message] of problems) {
      const { status, body } = await rest(product, within(space, TOOLS), { body: [tool('mine', pinned(fields))] });
      expect([fields, status]).toEqual([fields, 400]);
      expect(body.errors).toMatchObject([{ path: `[0]._script.${field}`, message: expect.stringMatching(message) }]);
    }
    expect(await users()).toEqual([]);
    const elsewhere = newNamespace();
    await store(product, within(elsewhere, ITEMS), [script(declares('answer'))]);
    const both = await rest(product, within(`${space},${elsewhere}`, TOOLS), {
      body: [tool('mine', pinned({ _version: 1 }))],
    });
    expect(both.body.errors).toMatchObject([
      { path: '[0]._script._version', message: expect.stringContaining(elsewhere) },
    ]);
  });
});

describe('a tool with a schema that does not fit its function', () => {
  it('is stored with warnings, which follow the script', async () => {
    await addVersion('/** @param {string} input.id */\nfunction answer(input) { return input; }');
    const wrong = { type: 'object', properties: { id: { type: 'integer' }, size: {} }, required: ['id', 'size'] };
    const [stored] = await create(tool('mine', { _schema: wrong }));
    const warnings = [
      { path: '_schema.required', message: 'the function does not know "size"' },
      { path: '_schema.properties.id', message: '"id" is a number here, and a string for the function' },
    ];
    expect(stored).toMatchObject({ _broken: null, _warnings: warnings });
    expect((await done(product, at(stored)))._warnings).toEqual(warnings);
    expect((await listed({ _name: 'mine' }))._list[0]).not.toHaveProperty('_warnings');
    const trial = { tool: tool('mine', { _schema: wrong }), arguments: { id: 1, size: 2 } };
    const { isError, _warnings } = await done(product, within(space, `${TOOLS}/try`), { body: trial });
    expect({ isError, paths: valuesOf({ _list: _warnings }, 'path') }).toEqual({
      isError: false,
      paths: ['tool._schema.required', 'tool._schema.properties.id'],
    });
    await addVersion(
      '/** @param {number} input.id\n * @param {any} input.size */\nfunction answer(input) { return input; }',
    );
    expect((await done(product, at(stored)))._warnings).toEqual([]);
    const schema = { ...wrong, properties: { id: { type: 'string' }, size: {} } };
    const patched = await done(product, at(stored), { method: 'PATCH', body: { _schema: schema } });
    expect(patched._warnings).toMatchObject([{ path: '_schema.properties.id' }]);
  });
});

describe('the list of a namespace', () => {
  it('is the same when items change that its tools do not call', async () => {
    await create(tool('mine'));
    const before = await listTools(product, `nsfilter=${space}`);
    await store(product, within(space, ITEMS), [collection(), script(declares('more'), { _userType: 'more' })]);
    expect(await listTools(product, `nsfilter=${space}`)).toEqual(before);
    await done(product, `${ITEMS}/${String(item._id)}`, { method: 'PATCH', body: { _name: 'Renamed' } });
    expect(await listTools(product, `nsfilter=${space}`)).toEqual(before);
  });
});
