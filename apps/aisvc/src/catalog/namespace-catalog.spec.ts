import type { ToolListForm } from '#libs/mcp';
import type { JsonObject, ScriptFunction } from '#libs/contracts';
import type { ToolRecord } from '../tools/tool.record.js';
import { OPERATIONS } from '#libs/platform-api';
import { ListCache } from './list-cache.js';
import type { CatalogTool } from './catalog-tool.js';
import { NamedList } from './named-list.js';
import { NamespaceCatalog, whyLeftOut } from './namespace-catalog.js';
import { EVERYTHING, readOnly, type Selection } from './selection.js';
import { SystemTools } from './system-tools.js';
import { userTool } from './user-tool.js';

const MAX_BYTES = 10_000;
const lists = new ListCache(MAX_BYTES);

function record(_name: string, fields: Partial<ToolRecord> = {}): ToolRecord {
  const at = new Date(0).toISOString();
  return {
    _id: `id-${_name}`,
    _name,
    _description: 'x'.repeat(500),
    _namespaces: ['demo'],
    _schema: { type: 'object' },
    _script: { _userType: 'scripts', _scriptName: 'answer' },
    _revision: 1,
    _metadata: { _createdAt: at, _createdById: 'admin', _updatedAt: at, _updatedById: 'admin' },
    ...fields,
  };
}

const FUNCTION: ScriptFunction = { name: 'answer', parameters: ['input'], async: false, tags: [], line: 1 };
const GONE = { missing: 'it is gone' };

const made = (tools: readonly CatalogTool[], before?: NamespaceCatalog): NamespaceCatalog =>
  new NamespaceCatalog(NamedList.of(tools), lists, before);
const catalogOf = (...names: string[]): NamespaceCatalog => made(names.map((name) => userTool(record(name), FUNCTION)));

describe('NamespaceCatalog', () => {
  it('encodes a list once, and shares no list with another catalog', async () => {
    const [one, other] = [catalogOf('a'), catalogOf('b')];
    expect(await one.list(EVERYTHING, 'plain')).toBe(await one.list(EVERYTHING, 'plain'));
    expect(await other.list(EVERYTHING, 'plain')).not.toEqual(await one.list(EVERYTHING, 'plain'));
  });

  it('says which tools may become tasks only in a list for those who know what tasks are', async () => {
    const catalog = catalogOf('a');
    const toolsOf = async (form: ToolListForm): Promise<unknown[]> =>
      JSON.parse((await catalog.list(EVERYTHING, form)).toString()) as unknown[];
    const [plain] = await toolsOf('plain');
    expect(plain).not.toHaveProperty('execution');
    expect(await toolsOf('withTasks')).toEqual([{ ...(plain as object), execution: { taskSupport: 'optional' } }]);
    expect(await catalog.list(EVERYTHING, 'withTasks')).toBe(await catalog.list(EVERYTHING, 'withTasks'));
    const system = made(new SystemTools(OPERATIONS).tools);
    expect(await system.list(EVERYTHING, 'withTasks')).toEqual(await system.list(EVERYTHING, 'plain'));
  });

  it('takes over a tool while its revision is the same', () => {
    const catalog = catalogOf('a');
    const [tool] = catalog.tools;
    expect(catalog.unchanged(record('a'), FUNCTION)).toBe(tool);
    expect(catalog.unchanged(record('a', { _revision: 2 }), FUNCTION)).toBeUndefined();
    expect(catalog.unchanged(record('b'), FUNCTION)).toBeUndefined();
  });

  it('takes over a tool that has the tags of its function while those are the same', () => {
    const declared = (...tags: string[]): ScriptFunction => ({
      name: 'answer',
      parameters: [],
      async: false,
      tags,
      line: 1,
    });
    const following = made([userTool(record('a'), declared('x', 'y'))]);
    const [tool] = following.tools;
    expect(tool?._tags).toEqual(['x', 'y']);
    expect(following.unchanged(record('a'), declared('x', 'y'))).toBe(tool);
    expect(following.unchanged(record('a'), declared('x'))).toBeUndefined();
    expect(following.unchanged(record('a'), GONE)).toBeUndefined();
    const tagged = record('a', { _tags: ['own'] });
    const own = made([userTool(tagged, declared('x'))]);
    expect(own.unchanged(tagged, declared('y'))).toBe(own.tools.find('a'));
  });

  it('lists, finds and explains alike what is left when only reading is asked for', async () => {
    const catalog = made([
      userTool(record('a', { _annotations: { readOnlyHint: true } }), FUNCTION),
      userTool(record('b', { _annotations: { readOnlyHint: false } }), FUNCTION),
      userTool(record('c', { _annotations: { title: 'C' } }), FUNCTION),
      userTool(record('d'), FUNCTION),
    ]);
    const selection = readOnly(EVERYTHING);
    const all = JSON.parse((await catalog.list(EVERYTHING, 'plain')).toString()) as unknown[];
    const reading = JSON.parse((await catalog.list(selection, 'plain')).toString()) as { name: string }[];
    expect(all).toHaveLength(4);
    expect(reading.map(({ name }) => name)).toEqual(['a']);
    expect(['a', 'b', 'c', 'd'].filter((name) => catalog.find(name, selection) !== undefined)).toEqual(['a']);
    const reasons = async (selected: Selection): Promise<[string, string][]> =>
      Array.from(await catalog.leftOut(selected), (tool) => [tool._name, whyLeftOut(tool, selected)]);
    expect(await reasons(selection)).toEqual(
      ['b', 'c', 'd'].map((name) => [name, expect.stringMatching(/readOnly=true.*"readOnlyHint": true/)]),
    );
    const narrow = { key: '["b"]', selects: ({ _name }: { _name: string }) => _name === 'b', explain: () => 'not b' };
    expect(await reasons(readOnly(narrow))).toEqual([
      ['a', 'not b'],
      ['b', expect.stringMatching(/readOnly=true/)],
      ['c', 'not b'],
      ['d', 'not b'],
    ]);
  });

  it('takes over a tool with the schema of its function while that is the same', () => {
    const declared = (inputSchema: JsonObject): ScriptFunction => ({
      name: 'answer',
      parameters: ['input'],
      async: false,
      tags: [],
      line: 1,
      inputSchema,
    });
    const auto = record('a', { _schema: 'auto' });
    const catalog = made([userTool(auto, declared({ type: 'object' }))]);
    const [tool] = catalog.tools;
    expect(tool?.problem).toBeUndefined();
    expect(catalog.unchanged(auto, declared({ type: 'object' }))).toBe(tool);
    expect(catalog.unchanged(auto, declared({ type: 'object', properties: {} }))).toBeUndefined();
    expect(catalog.unchanged(auto, GONE)).toBeUndefined();
  });

  it('neither lists nor finds a tool whose function is gone, says why, and takes it over while it is', async () => {
    const mine = record('a');
    const broken = made([userTool(mine, GONE), userTool(record('b'), FUNCTION)]);
    const [tool] = broken.tools;
    expect(JSON.parse((await broken.list(EVERYTHING, 'plain')).toString())).toMatchObject([{ name: 'b' }]);
    expect(broken.find('a', EVERYTHING)).toBeUndefined();
    expect([...(await broken.leftOut(EVERYTHING))]).toEqual([tool]);
    expect(whyLeftOut(tool!, EVERYTHING)).toBe(GONE.missing);
    expect(tool?.inputSchema).toEqual(mine._schema);
    expect(broken.unchanged(mine, { ...GONE })).toBe(tool);
    expect(broken.unchanged(mine, { missing: 'something else' })).toBeUndefined();
    expect(broken.unchanged(mine, FUNCTION)).toBeUndefined();
  });

  it('keeps a list, to the byte, through changes of tools that are not in it', async () => {
    const named = (names: string): Selection => ({
      key: names,
      selects: ({ _name }) => names.includes(_name),
      explain: () => '',
    });
    const [a, b, c, otherC, d] = ['a', 'b', 'c', 'c', 'd'].map((name) => userTool(record(name), FUNCTION));
    const first = made([a!, b!, c!]);
    const [ab, bc] = [named('ab'), named('bcd')];
    const bytes = await first.list(ab, 'plain');
    const exposed = await first.exposed(ab);
    const namesIn = async (catalog: NamespaceCatalog, selection: Selection): Promise<string[]> =>
      (JSON.parse((await catalog.list(selection, 'plain')).toString()) as { name: string }[]).map(({ name }) => name);
    expect(await namesIn(first, bc)).toEqual(['b', 'c']);
    const second = made([a!, b!, otherC!, d!], first);
    expect(await second.list(ab, 'plain')).toBe(bytes);
    expect(await second.exposed(ab)).toBe(exposed);
    expect(await namesIn(second, bc)).toEqual(['b', 'c', 'd']);
    const after = [...(await second.exposed(bc))];
    expect(after).toEqual([b, otherC, d]);
    expect(after[1]).toBe(otherC);
    // A request that began with the older catalog sees what was there then.
    expect([...(await first.exposed(bc))]).toEqual([b, c]);
    const third = made([b!], second);
    expect(await namesIn(third, ab)).toEqual(['b']);
    expect(await namesIn(third, EVERYTHING)).toEqual(['b']);
  });

  it('keeps no more than the bytes that all catalogs have together, whatever is asked', async () => {
    const catalogs = [catalogOf('a'), catalogOf('b')];
    for (let number = 0; number < 100; number++) {
      const selection = { ...EVERYTHING, key: `${String(number)}${'k'.repeat(1_000)}` };
      for (const catalog of catalogs) expect((await catalog.list(selection, 'plain')).length).toBeGreaterThan(500);
      expect(lists.size).toBeLessThanOrEqual(MAX_BYTES);
    }
  });
});
