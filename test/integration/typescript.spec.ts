import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  done,
  FUNCTIONS,
  ITEM_VERSIONS,
  ITEMS,
  type Json,
  newNamespace,
  previewOf,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { callTool, listedNames, listTools, textOf } from './support/mcp.ts';

let product: LocalProcess;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());

const SOURCE = `interface Order {
  /** Which one. */
  id: string;
  size?: 's' | 'm';
}

async function answer(input: Order, libraries: any): Promise<{ id: string; size: string }> {
  const size: string = input.size ?? 'none';
  if (size === 'm') throw new TypeError('no m' as string);
  return { id: input.id, size };
}
`;
const INPUT = {
  type: 'object',
  properties: { id: { type: 'string', description: 'Which one.' }, size: { type: 'string', enum: ['s', 'm'] } },
  required: ['id'],
  additionalProperties: false,
};
const OUTPUT = {
  type: 'object',
  properties: { id: { type: 'string' }, size: { type: 'string' } },
  required: ['id', 'size'],
};

const derived = (name: string, fields: object = {}) =>
  tool(name, { _schema: 'auto', _outputSchema: 'auto', ...fields });

/** Makes the source the newest version of the script. */
const addVersion = (item: Json, source: string): Promise<Json> =>
  done(product, `${ITEMS}/${String(item._id)}/versions`, { body: { _userData: source } });

async function listed(namespace: string, name: string): Promise<Json> {
  const tools = await listTools(product, `nsfilter=${namespace}`);
  return tools.find((each) => each.name === name);
}

/** The result of a call of a tool. */
async function call(namespace: string, name: string, args: object): Promise<Json> {
  return (await callTool(product, `nsfilter=${namespace}`, { name, arguments: args })).result;
}

/** Why the preview says that the tool is left out. */
async function reason(namespace: string, name: string): Promise<string | undefined> {
  const { leftOut } = await previewOf(product, `nsfilter=${namespace}`);
  return leftOut.find(({ _name }) => _name === name)?._reason;
}

describe('a script in TypeScript', () => {
  it('is stored and shown as it was written, with its language', async () => {
    const space = newNamespace();
    const [item] = await store(product, within(space, ITEMS), [script(SOURCE)]);
    expect(item._versions[0]).toMatchObject({ _userData: SOURCE, _language: 'typescript' });
    const version = await done(product, `${ITEM_VERSIONS}/${String(item._tipId)}`);
    expect(version).toMatchObject({ _userData: SOURCE, _language: 'typescript' });
    expect(version).not.toHaveProperty('_javascript');
    const changed = await addVersion(item, 'function answer() {}');
    expect(changed._versions[0]).toMatchObject({ _language: 'javascript' });
    const [config] = await store(product, within(space, ITEMS), [
      { _name: 'Settings', _userType: 'settings', _itemClass: 'UserConfig', _version: { _userData: SOURCE } },
    ]);
    expect(config._versions[0]).not.toHaveProperty('_language');
  });

  it('gives the schemas of its types', async () => {
    const space = newNamespace();
    await store(product, within(space, ITEMS), [script(SOURCE)]);
    const { _list } = await done(product, within(space, FUNCTIONS));
    expect(_list).toMatchObject([{ name: 'answer', line: 7, inputSchema: INPUT, outputSchema: OUTPUT }]);
  });

  it('is refused for what cannot be taken out of it, and nothing is stored', async () => {
    const space = newNamespace();
    const source = 'type A = string;\nenum Colour { Red }';
    const { status, body } = await rest(product, within(space, ITEMS), { body: [script(source)] });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      {
        path: '[0]._version._userData',
        message: expect.stringMatching(/^line 2, column 1: an `enum` is not available.*write a union/),
      },
    ]);
    expect((await rest(product, within(space, ITEMS))).status).toBe(404);
  });
});

describe('a tool with the schemas of its function', () => {
  let space: string;
  let item: Json;
  beforeEach(async () => {
    space = newNamespace();
    [item] = await store(product, within(space, ITEMS), [script(SOURCE)]);
  });

  it('is listed with them, checks arguments by them, and reports errors where they stand in the source', async () => {
    const [created] = await store(product, within(space, TOOLS), [derived('order')]);
    expect(created).toMatchObject({
      _schema: INPUT,
      _schemaSource: 'auto',
      _outputSchema: OUTPUT,
      _outputSchemaSource: 'auto',
    });
    expect(await listed(space, 'order')).toMatchObject({ inputSchema: INPUT, outputSchema: OUTPUT });
    const right = await call(space, 'order', { id: '7', size: 's' });
    expect(right.structuredContent).toEqual({ id: '7', size: 's' });
    const wrong = await call(space, 'order', { size: 'xl' });
    expect(wrong.isError).toBe(true);
    expect(textOf({ result: wrong })).toMatch(/do not fit the tool's schema/);
    const failed = await call(space, 'order', { id: '7', size: 'm' });
    expect(textOf({ result: failed })).toBe('TypeError: no m (line 9, column 27, in answer)');
  });

  it('has them when it is created or replaced without any, and its own when it is given some', async () => {
    const { _schema, ...bare } = tool('order');
    const [{ _id }] = await store(product, within(space, TOOLS), [bare]);
    const path = `${TOOLS}/${String(_id)}`;
    expect(await done(product, path)).toMatchObject({ _schema: INPUT, _schemaSource: 'auto' });
    const given = await done(product, path, { method: 'PATCH', body: { _schema } });
    expect(given).toMatchObject({ _schema, _schemaSource: 'given' });
    const renamed = await done(product, path, { method: 'PATCH', body: { _name: 'other' } });
    expect(renamed).toMatchObject({ _schemaSource: 'given' });
    expect(await done(product, path, { method: 'PUT', body: bare })).toMatchObject({ _schemaSource: 'auto' });
  });

  it('follows the newest version of the script', async () => {
    await store(product, within(space, TOOLS), [derived('order'), tool('fixed')]);
    expect(await listed(space, 'order')).toMatchObject({ inputSchema: INPUT });
    await addVersion(item, 'function answer(input: { name: string }): string { return input.name; }');
    const now = await listed(space, 'order');
    expect(now.inputSchema.required).toEqual(['name']);
    expect(now).not.toHaveProperty('outputSchema');
    expect(await listed(space, 'fixed')).toMatchObject({ inputSchema: tool('fixed')._schema });
    expect(textOf({ result: await call(space, 'order', { name: 'x' }) })).toBe('x');
    expect((await call(space, 'order', { id: 'x' })).isError).toBe(true);
  });

  it('is left out while its function has none that can be used, and the preview says why', async () => {
    await store(product, within(space, TOOLS), [derived('order')]);
    const names = (): Promise<string[]> => listedNames(product, `nsfilter=${space}&_type=user_mcp_tool`);
    expect(await names()).toEqual(['order']);
    await addVersion(item, 'function answer(input) {}');
    expect(await names()).toEqual([]);
    expect(await reason(space, 'order')).toMatch(/^_schema nothing says which arguments the function "answer" takes/);
    await addVersion(item, 'function answer(input: {\n/** @pattern (?=x)y */\nid: string }) {}');
    expect(await reason(space, 'order')).toMatch(/^_schema\.properties\.id\.pattern /);
    await addVersion(item, 'function other(input: { id: string }) {}');
    expect(await reason(space, 'order')).toMatch(/declares the function "answer" any more/);
    const { _list } = await done(product, within(space, TOOLS, { _name: 'order' }));
    expect(_list).toMatchObject([{ _schema: { type: 'object' }, _schemaSource: 'auto' }]);
    await addVersion(item, 'function answer() { return 1; }');
    expect(await names()).toEqual(['order']);
    expect((await listed(space, 'order')).inputSchema).toEqual({
      type: 'object',
      properties: {},
      additionalProperties: false,
    });
  });

  it.each([
    ['function answer(input) {}', '_schema', /first parameter the type of an object, e\.g\. `input: \{ id: string \}`/],
    ['function answer(input: { id: string }): string {}', '_outputSchema', /give it a return type/],
    ['function answer(input: {\n/** @pattern (?=x)y */\nid: string }): {} {}', '_schema.properties.id.pattern', /./],
  ])('is refused when there is none to be had: %j', async (source, field, message) => {
    await addVersion(item, source);
    const { status, body } = await rest(product, within(space, TOOLS), { body: [derived('order')] });
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ path: `[0].${field}`, message: expect.stringMatching(message) });
  });

  it('is refused for a word that is none', async () => {
    const { status, body } = await rest(product, within(space, TOOLS), {
      body: [tool('order', { _schema: 'automatic' })],
    });
    expect(status).toBe(400);
    expect(body.errors[0]).toMatchObject({ path: '[0]._schema', message: expect.stringMatching(/or "auto"/) });
  });

  it('may be tried before it is stored', async () => {
    const body = { tool: derived('order'), arguments: { id: '1' } };
    const trial = await done(product, within(space, `${TOOLS}/try`), { body });
    expect(trial.structuredContent).toEqual({ id: '1', size: 'none' });
    const wrong = await done(product, within(space, `${TOOLS}/try`), { body: { ...body, arguments: {} } });
    expect(wrong.isError).toBe(true);
  });
});

describe('a script that is slow to read', () => {
  it('keeps nobody else waiting', async () => {
    const [quiet, flooding] = [newNamespace(), newNamespace()];
    await store(product, within(quiet, ITEMS), [script(SOURCE)]);
    const slow = `let ${Array.from({ length: 130_000 }, (_, at) => `a${String(at)}`).join()}`;
    const state = { isRead: false };
    const reading = rest(product, within(flooding, ITEMS), { body: [script(slow)] }).finally(() => {
      state.isRead = true;
    });
    let answered = 0;
    while (!state.isRead) {
      await done(product, within(quiet, ITEMS));
      answered++;
    }
    // In the service's own thread, the first or second of them would be answered when all is over.
    expect(answered).toBeGreaterThan(3);
    const { status, body } = await reading;
    expect(status).toBe(400);
    expect(body.errors[0].message).toMatch(/takes longer than 2000 ms of CPU time/);
  });
});
