import type { ToolListForm } from '#libs/mcp';
import type { JsonObject, ScriptFunction } from '#libs/contracts';
import type { ToolRecord } from '../tools/tool.record.js';
import { schemasOf } from '../tools/tool-schemas.js';
import { ListCache } from './list-cache.js';
import { NamespaceCatalog } from './namespace-catalog.js';
import { EVERYTHING } from './selection.js';
import { SYSTEM_TOOLS } from './system-tools.js';
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

const catalogOf = (...names: string[]): NamespaceCatalog =>
  new NamespaceCatalog(
    names.map((name) => userTool(record(name))),
    lists,
  );

describe('NamespaceCatalog', () => {
  it('encodes a list once, and shares no list with another catalog', () => {
    const [one, other] = [catalogOf('a'), catalogOf('b')];
    expect(one.list(EVERYTHING, 'plain')).toBe(one.list(EVERYTHING, 'plain'));
    expect(other.list(EVERYTHING, 'plain')).not.toEqual(one.list(EVERYTHING, 'plain'));
  });

  it('says which tools may become tasks only in a list for those who know what tasks are', () => {
    const catalog = catalogOf('a');
    const toolsOf = (form: ToolListForm): unknown[] =>
      JSON.parse(catalog.list(EVERYTHING, form).toString()) as unknown[];
    const [plain] = toolsOf('plain');
    expect(plain).not.toHaveProperty('execution');
    expect(toolsOf('withTasks')).toEqual([{ ...(plain as object), execution: { taskSupport: 'optional' } }]);
    expect(catalog.list(EVERYTHING, 'withTasks')).toBe(catalog.list(EVERYTHING, 'withTasks'));
    const system = new NamespaceCatalog(SYSTEM_TOOLS, lists);
    expect(system.list(EVERYTHING, 'withTasks')).toEqual(system.list(EVERYTHING, 'plain'));
  });

  it('takes over a tool while its revision is the same', () => {
    const catalog = catalogOf('a');
    const [tool] = catalog.tools;
    expect(catalog.unchanged(record('a'), undefined)).toBe(tool);
    expect(catalog.unchanged(record('a', { _revision: 2 }), undefined)).toBeUndefined();
    expect(catalog.unchanged(record('b'), undefined)).toBeUndefined();
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
    const catalog = new NamespaceCatalog([userTool(auto, declared({ type: 'object' }))], lists);
    const [tool] = catalog.tools;
    expect(tool?.problem).toBeUndefined();
    expect(catalog.unchanged(auto, schemasOf(auto, declared({ type: 'object' })))).toBe(tool);
    expect(catalog.unchanged(auto, schemasOf(auto, declared({ type: 'object', properties: {} })))).toBeUndefined();
    expect(catalog.unchanged(auto, schemasOf(auto, undefined))).toBeUndefined();
    const broken = new NamespaceCatalog([userTool(auto)], lists);
    expect(broken.tools[0]?.problem).toMatch(/declares the function "answer" any more/);
    expect(broken.unchanged(auto, schemasOf(auto, declared({ type: 'object' })))).toBeUndefined();
  });

  it('keeps no more than the bytes that all catalogs have together, whatever is asked', () => {
    const catalogs = [catalogOf('a'), catalogOf('b')];
    for (let number = 0; number < 100; number++) {
      const selection = { ...EVERYTHING, key: `${String(number)}${'k'.repeat(1_000)}` };
      for (const catalog of catalogs) expect(catalog.list(selection, 'plain').length).toBeGreaterThan(500);
      expect(lists.size).toBeLessThanOrEqual(MAX_BYTES);
    }
  });
});
