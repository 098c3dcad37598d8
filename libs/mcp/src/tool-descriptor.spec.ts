import { ToolSchema } from '@modelcontextprotocol/core';
import { ToolSchema as OldToolSchema } from '@modelcontextprotocol/sdk/types.js';
import type { JsonObject, JsonValue } from '#libs/contracts';
import { checkTool, encodeTool, headerParameters, joinTools, type ToolDescriptor } from '#libs/mcp';

const inputSchema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
const full: ToolDescriptor = {
  name: 'getFiles_IafFileSvc',
  title: 'Get files',
  description: 'Lists files — “all” of them',
  inputSchema: { $schema: 'https://json-schema.org/draft/2020-12/schema', ...inputSchema, additionalProperties: false },
  outputSchema: { type: 'object', properties: {} },
  annotations: {
    title: 'Files',
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  icons: [{ src: 'https://example.com/i.png', mimeType: 'image/png', sizes: ['48x48'], theme: 'dark' }],
  _meta: { 'example.com/x': 1 },
};

describe('checkTool', () => {
  it.each<ToolDescriptor>([full, { name: 'a', inputSchema: { type: 'object' } }])(
    'passes what both generations of official clients take: $name',
    (tool) => {
      expect(checkTool(tool)).toEqual([]);
      expect(ToolSchema.safeParse(tool).success).toBe(true);
      expect(OldToolSchema.safeParse(tool).success).toBe(true);
    },
  );

  const broken: [string, JsonObject][] = [
    ['name', { name: 1 }],
    ['title', { title: 1 }],
    ['description', { description: null }],
    ['inputSchema', { inputSchema: [] }],
    ['inputSchema', { inputSchema: true }],
    ['inputSchema.type', { inputSchema: {} }],
    ['inputSchema.type', { inputSchema: { type: ['object'] } }],
    ['inputSchema.properties', { inputSchema: { type: 'object', properties: [] } }],
    ['inputSchema.properties.x', { inputSchema: { type: 'object', properties: { x: true } } }],
    ['inputSchema.properties.x', { inputSchema: { type: 'object', properties: { x: null } } }],
    ['inputSchema.required', { inputSchema: { type: 'object', required: 'id' } }],
    ['inputSchema.required', { inputSchema: { type: 'object', required: [1] } }],
    ['outputSchema', { outputSchema: 'object' }],
    ['outputSchema.type', { outputSchema: { type: 'array' } }],
    ['outputSchema.properties.x', { outputSchema: { type: 'object', properties: { x: false } } }],
    ['annotations', { annotations: 'x' }],
    ['annotations.title', { annotations: { title: 1 } }],
    ['annotations.readOnlyHint', { annotations: { readOnlyHint: 'yes' } }],
    ['icons', { icons: {} }],
    ['icons[0].src', { icons: [{}] }],
    ['icons[0].sizes', { icons: [{ src: 'x', sizes: 'any' }] }],
    ['icons[0].theme', { icons: [{ src: 'x', theme: 'blue' }] }],
    ['_meta', { _meta: [] }],
  ];
  it.each(broken)('names %s of %j, which an official client refuses', (path, fields) => {
    const tool: JsonObject = { ...full, ...fields };
    expect(checkTool(tool).map((problem) => problem.path)).toEqual([path]);
    expect(ToolSchema.safeParse(tool).success && OldToolSchema.safeParse(tool).success).toBe(false);
  });

  it.each(['', 'a b', 'a.b', 'ä', 'x'.repeat(65)])('refuses the name %p, which a model API does not take', (name) => {
    expect(checkTool({ ...full, name })).toEqual([{ path: 'name', message: 'must match ^[a-zA-Z0-9_-]{1,64}$' }]);
  });

  it('names every problem of a tool', () => {
    expect(checkTool({}).map(({ path }) => path)).toEqual(['name', 'inputSchema']);
    expect(checkTool(null)).toEqual([{ path: '', message: 'must be an object' }]);
  });

  it.each<[string, JsonValue]>([
    ['a name with a space', { properties: { a: { type: 'string', 'x-mcp-header': 'a b' } } }],
    ['no name', { properties: { a: { type: 'string', 'x-mcp-header': '' } } }],
    ['a number', { properties: { a: { type: 'number', 'x-mcp-header': 'A' } } }],
    ['an item of an array', { properties: { a: { items: { type: 'string', 'x-mcp-header': 'A' } } } }],
    ['a branch', { anyOf: [{ properties: { a: { type: 'string', 'x-mcp-header': 'A' } } }] }],
    ['a definition', { $defs: { a: { type: 'string', 'x-mcp-header': 'A' } } }],
    ['the root', { 'x-mcp-header': 'A' }],
    [
      'a name that is taken',
      { properties: { a: { type: 'string', 'x-mcp-header': 'A' }, b: { type: 'string', 'x-mcp-header': 'a' } } },
    ],
  ])('refuses x-mcp-header with %s', (_what, schema) => {
    const problems = checkTool({ name: 'a', inputSchema: { type: 'object', ...(schema as JsonObject) } });
    expect(problems).toEqual([
      { path: expect.stringMatching(/^inputSchema/), message: expect.stringContaining('x-mcp-header') },
    ]);
  });
});

describe('headerParameters', () => {
  it('finds the marks on properties at any depth, and leaves a property of that name alone', () => {
    const schema = {
      type: 'object',
      properties: {
        region: { type: 'string', 'x-mcp-header': 'Region' },
        page: { type: 'object', properties: { limit: { type: 'integer', 'x-mcp-header': 'Limit' } } },
        'x-mcp-header': { type: 'string' },
      },
      default: { 'x-mcp-header': 'no' },
    };
    const { parameters, problems } = headerParameters(schema);
    expect(problems).toEqual([]);
    expect(parameters).toHaveLength(2);
    expect(parameters).toContainEqual({ name: 'Region', path: ['region'], type: 'string' });
    expect(parameters).toContainEqual({ name: 'Limit', path: ['page', 'limit'], type: 'integer' });
  });
});

describe('encodeTool and joinTools', () => {
  it('give the same bytes whatever the order of the fields', () => {
    const turned = Object.fromEntries(Object.entries(full).reverse()) as unknown as ToolDescriptor;
    expect(encodeTool(turned).equals(encodeTool(full))).toBe(true);
  });

  it.each([0, 1, 2, 3])('make a JSON array of %d tools', (count) => {
    const tools = Array.from({ length: count }, (_, index) => ({ ...full, name: `tool_${index}` }));
    expect(JSON.parse(joinTools(tools.map(encodeTool)).toString())).toEqual(tools);
  });
});
