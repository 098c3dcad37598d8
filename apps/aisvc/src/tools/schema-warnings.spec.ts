import type { JsonObject, ScriptFunction } from '#libs/contracts';
import { schemaWarnings } from './schema-warnings.js';

const declared = (fields: Partial<ScriptFunction>): ScriptFunction => ({
  name: 'f',
  parameters: ['input'],
  async: false,
  tags: [],
  line: 1,
  ...fields,
});
const object = (properties: JsonObject, fields: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...fields,
});
const closed = { additionalProperties: false };
const [string, number, integer] = [{ type: 'string' }, { type: 'number' }, { type: 'integer' }];

/** `path: message` of each warning. */
function ofArguments(tool: JsonObject, inputSchema: JsonObject): string[] {
  return schemaWarnings({ _schema: tool }, declared({ inputSchema })).map(({ path, message }) => `${path}: ${message}`);
}

function ofResults(_outputSchema: JsonObject, outputSchema: JsonObject): string[] {
  const warnings = schemaWarnings({ _schema: 'auto', _outputSchema }, declared({ outputSchema }));
  return warnings.map(({ path, message }) => `${path}: ${message}`);
}

describe('the schema of the arguments of a tool, beside what its function says', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['the same', object({ id: string }, { required: ['id'] }), object({ id: string }, { required: ['id'], ...closed })],
    ['an integer for a number', object({ a: integer }), object({ a: number }, closed)],
    ['one type of several', object({ a: { type: ['string', 'null'] } }), object({ a: string }, closed)],
    [
      'values of the type',
      object({ a: { enum: ['x', 'y'] }, b: { const: 1 } }),
      object({ a: string, b: number }, closed),
    ],
    ['a type that is not known', object({ a: {}, b: string }), object({ a: number, b: {} }, closed)],
    [
      'a default for what is required',
      object({ a: { ...number, default: 1 } }),
      object({ a: number }, { required: ['a'] }),
    ],
    ['optional arguments that are not documented', object({ a: string, b: string }), object({ a: string }, closed)],
    ['required ones of a function that takes any', object({ a: string }, { required: ['a'] }), object({})],
    ['any others', object({}, { additionalProperties: string }), object({ a: string }, closed)],
    ['references', { type: 'object', $ref: '#/$defs/a', $defs: { a: {} } }, object({ a: string }, closed)],
    ['alternatives', object({ a: { anyOf: [string, number] } }), object({ a: { type: 'boolean' } }, closed)],
  ])('gives no warning for %s', (_what, tool, inputSchema) => {
    expect(ofArguments(tool, inputSchema)).toEqual([]);
  });

  it.each<[string, [JsonObject, JsonObject], string[]]>([
    [
      'a required argument that the function does not know',
      [object({ a: string, b: string }, { required: ['a', 'b'] }), object({ a: string }, closed)],
      ['_schema.required: the function does not know "b"'],
    ],
    [
      'arguments that are documented and lacking',
      [object({}, closed), object({ a: string, b: string }, { required: ['a'], ...closed })],
      [
        '_schema.properties: lacks "a", which the function requires',
        '_schema.properties: lacks "b", which the function takes',
      ],
    ],
    [
      'an argument that only the function requires',
      [object({ a: string }), object({ a: string }, { required: ['a'] })],
      ['_schema.required: lacks "a", which the function requires'],
    ],
    [
      'another type',
      [
        object({ a: { type: ['integer', 'null'] }, b: string }),
        object({ a: string, b: { type: 'array', items: string } }),
      ],
      [
        '_schema.properties.a: "a" is a number or null here, and a string for the function',
        '_schema.properties.b: "b" is a string here, and an array for the function',
      ],
    ],
    [
      'what is wrong within objects and arrays',
      [
        object({ list: { type: 'array', items: object({ a: string, c: string }, { required: ['c'] }) } }),
        object({ list: { type: 'array', items: object({ a: number, b: number }, closed) } }),
      ],
      [
        '_schema.properties.list.items.required: the function does not know "list[].c"',
        '_schema.properties.list.items.properties: lacks "list[].b", which the function takes',
        '_schema.properties.list.items.properties.a: "list[].a" is a string here, and a number for the function',
      ],
    ],
  ])('warns of %s', (_what, [tool, inputSchema], warnings) => {
    expect(ofArguments(tool, inputSchema)).toEqual(warnings);
  });

  it('warns of required arguments of a function that takes none', () => {
    const warnings = schemaWarnings(
      { _schema: object({ a: string }, { required: ['a'] }) },
      declared({ parameters: [] }),
    );
    expect(warnings).toMatchObject([{ path: '_schema.required' }]);
  });

  it('says nothing where the function says nothing, or where the schema is the function’s own', () => {
    const tool = object({ a: string }, { required: ['a'] });
    expect(schemaWarnings({ _schema: tool }, declared({}))).toEqual([]);
    expect(schemaWarnings({ _schema: 'auto' }, declared({ inputSchema: object({}, closed) }))).toEqual([]);
  });

  it('is read as deep as people write, and answered with as much as they read', () => {
    let [deep, other]: JsonObject[] = [string, number];
    for (let depth = 0; depth < 30; depth++) [deep, other] = [object({ a: deep! }), object({ a: other! })];
    expect(ofArguments(deep!, other!)).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`a${String(index)}`, string]));
    expect(ofArguments(object({}), object(many))).toHaveLength(20);
  });
});

describe('the schema of the result of a tool, beside what its function says', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['the same', object({ a: string }, { required: ['a'] }), object({ a: string }, { required: ['a'] })],
    ['less than is returned', object({}), object({ a: string })],
    [
      'what a function that returns any may return',
      object({}, { required: ['a'] }),
      { type: 'object', additionalProperties: string },
    ],
  ])('gives no warning for %s', (_what, tool, outputSchema) => {
    expect(ofResults(tool, outputSchema)).toEqual([]);
  });

  it('warns of what the function does not say that it returns, of what clients would refuse, and of other types', () => {
    expect(
      ofResults(
        object({ a: string, b: number }, { required: ['b', 'd'], ...closed }),
        object({ b: string, c: string }),
      ),
    ).toEqual([
      '_outputSchema.required: the function does not say that it returns "d"',
      '_outputSchema.properties: lacks "c", which the function returns, and allows no other',
      '_outputSchema.properties.b: "b" is a number here, and a string for the function',
    ]);
  });
});
