import { type JsonObject } from '#libs/contracts';
import { checkToolSchema, compileToolSchema } from '#libs/tool-schema';

const draft = (name: string): string => `https://json-schema.org/draft/${name}/schema`;

function withProperties(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more };
}

function times(count: number, make: (index: number) => JsonObject | string): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, make(index)]));
}

/** `count` definitions, each made from a reference to the next. */
function chain(count: number, make: (next: JsonObject) => JsonObject): JsonObject {
  const definitions = Array.from({ length: count }, (_, index): [string, JsonObject] => [
    `d${index}`,
    index < count - 1 ? make({ $ref: `#/$defs/d${index + 1}` }) : { type: 'string' },
  ]);
  return withProperties({ a: { $ref: '#/$defs/d0' } }, { $defs: Object.fromEntries(definitions) });
}

function nested(levels: number): JsonObject {
  return levels === 0 ? { type: 'string' } : { items: nested(levels - 1) };
}

describe('checkToolSchema accepts', () => {
  it.each<[string, unknown]>([
    ['the smallest', { type: 'object' }],
    [
      'what the documentation shows',
      withProperties(
        { id: { type: 'string', description: 'the file' }, limit: { type: 'integer', default: 25 } },
        { required: ['id'], additionalProperties: false },
      ),
    ],
    ['unknown keywords', withProperties({ a: { type: 'string', 'x-order': 1, example: 'b' } })],
    ['unknown keywords that Ajv knows', withProperties({ a: { $async: true, nullable: true, id: 'a' } })],
    [
      'local references',
      withProperties({ a: { $ref: '#/$defs/x~1y%20z' } }, { $defs: { 'x/y z': { type: 'string' } } }),
    ],
    ['an anchor', withProperties({ a: { $ref: '#name' } }, { $defs: { a: { $anchor: 'name' } } })],
    ['a dynamic anchor', withProperties({ a: { $dynamicRef: '#x' } }, { $defs: { a: { $dynamicAnchor: 'x' } } })],
    ['definitions without $schema', withProperties({ a: { $ref: '#/definitions/a' } }, { definitions: { a: {} } })],
    [
      'a tree',
      withProperties({ name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' }, default: [] } }),
    ],
    ['2020-12', { $schema: draft('2020-12'), ...withProperties({ a: { prefixItems: [{}] } }) }],
    ['2019-09', { $schema: draft('2019-09'), ...withProperties({ a: { items: [{}], $recursiveRef: '#' } }) }],
    ['draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', ...withProperties({ a: { items: [{}] } }) }],
    ['a root $id', { $id: 'https://example.com/tool', ...withProperties({ a: { $ref: '#/properties/b' }, b: {} }) }],
    [
      'a default that defaults complete',
      withProperties({ o: withProperties({ n: { default: 1 } }, { required: ['n'], default: {} }) }),
    ],
    [
      'names of alternatives that recurse',
      withProperties(
        { e: { $ref: '#/$defs/e' } },
        {
          $defs: {
            e: {
              anyOf: [
                withProperties({ and: { items: { $ref: '#/$defs/e' } } }, { required: ['and'] }),
                withProperties({ or: { items: { $ref: '#/$defs/e' } } }, { required: ['or'] }),
                withProperties({ not: { $ref: '#/$defs/e' } }, { required: ['not'] }),
                { type: 'string' },
              ],
            },
          },
        },
      ),
    ],
  ])('%s', (_what, schema) => {
    expect(checkToolSchema(schema, '_schema')).toEqual([]);
    expect(() => compileToolSchema(schema)).not.toThrow();
  });
});

describe('checkToolSchema refuses', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['no schema', undefined, '_schema', /must be a JSON Schema/],
    ['a list', [], '_schema', /must be a JSON Schema/],
    ['a boolean', true, '_schema', /must be a JSON Schema/],
    ['no type', {}, '_schema.type', /must be "object"/],
    ['another type', { type: 'string' }, '_schema.type', /must be "object"/],
    ['a list of types', { type: ['object'] }, '_schema.type', /must be "object"/],
    [
      'an unknown type',
      withProperties({ limit: { type: 'int' } }),
      '_schema.properties.limit.type',
      /must be one of .*integer/,
    ],
    [
      'a limit that is a string',
      withProperties({ a: { minimum: '1' } }),
      '_schema.properties.a.minimum',
      /must be number/,
    ],
    ['a negative length', withProperties({ a: { minLength: -1 } }), '_schema.properties.a.minLength', />= 0/],
    ['required that is no list', { type: 'object', required: 'id' }, '_schema.required', /must be array/],
    ['properties that are no object', { type: 'object', properties: [] }, '_schema.properties', /must be object/],
    [
      'a list of items in 2020-12',
      withProperties({ a: { items: [{}] } }),
      '_schema.properties.a.items',
      /must be a schema/,
    ],
    ['a property that is a string', withProperties({ a: 'string' }), '_schema.properties.a', /must be a schema/],
    ['a boolean property', withProperties({ a: true }), '_schema.properties.a', /must be an object.*write \{\}/],
    [
      'an older draft',
      { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' },
      '_schema.$schema',
      /must be one of/,
    ],
    [
      'a remote $ref',
      withProperties({ a: { $ref: 'https://example.com/s.json' } }),
      '_schema.properties.a.$ref',
      /"https:\/\/example.com\/s.json" is not fetched/,
    ],
    [
      'a relative $ref',
      withProperties({ a: { $ref: 'other.json#/a' } }),
      '_schema.properties.a.$ref',
      /is not fetched/,
    ],
    [
      'a remote $dynamicRef',
      withProperties({ a: { $dynamicRef: 'file:///etc/passwd' } }),
      '_schema.properties.a.$dynamicRef',
      /is not fetched/,
    ],
    [
      'a dangling $ref',
      withProperties({ a: { $ref: '#/$defs/no' } }),
      '_schema.properties.a.$ref',
      /points at nothing/,
    ],
    [
      'a $ref to no schema',
      withProperties({ a: { $ref: '#/properties' } }),
      '_schema.properties.a.$ref',
      /points at nothing/,
    ],
    [
      'a $ref that inherits',
      withProperties({ a: { $ref: '#/$defs/toString' } }, { $defs: {} }),
      '_schema.properties.a.$ref',
      /points at nothing/,
    ],
    [
      'an $id inside',
      withProperties({ a: { $id: 'https://example.com/a' } }),
      '_schema.properties.a.$id',
      /only allowed at the root/,
    ],
    [
      'an expression that is none',
      withProperties({ a: { pattern: '(' } }),
      '_schema.properties.a.pattern',
      /linear time/,
    ],
    ['look-ahead', withProperties({ a: { pattern: '(?=b)' } }), '_schema.properties.a.pattern', /linear time/],
    [
      'look-ahead in a name',
      { type: 'object', patternProperties: { '(?!b)': {} } },
      '_schema.patternProperties["(?!b)"]',
      /linear time/,
    ],
    [
      'a wrong default',
      withProperties({ limit: { type: 'integer', default: 'x' } }),
      '_schema.properties.limit.default',
      /must be an integer, not "x"/,
    ],
    [
      'a wrong default inside',
      withProperties({ a: { default: [1, 'b'], items: { type: 'number' } } }),
      '_schema.properties.a.default[1]',
      /must be a number/,
    ],
    ['constructor', withProperties({ constructor: {} }), '_schema.properties.constructor', /reserves/],
    ['prototype', withProperties({ prototype: {} }), '_schema.properties.prototype', /reserves/],
    [
      '__proto__',
      JSON.parse('{"type":"object","properties":{"__proto__":{}}}'),
      '_schema.properties.__proto__',
      /not allowed/,
    ],
    [
      '__proto__ in a default',
      JSON.parse('{"type":"object","default":{"__proto__":1}}'),
      '_schema.default.__proto__',
      /not allowed/,
    ],
    ['over 64 KiB', { type: 'object', description: 'x'.repeat(70_000) }, '_schema', /70\d+ bytes.*at most 65536/],
    ['1 MB', { type: 'object', enum: [Array(500_000).fill(1)] }, '_schema', /at most 65536/],
    ['1,001 subschemas', withProperties(times(1_001, () => ({}))), '_schema.properties.p999', /1000 subschemas/],
    [
      'a reference to itself',
      withProperties({ a: { $ref: '#/properties/a' } }),
      '_schema.properties.a',
      /leads back to itself/,
    ],
    [
      'a loop of references',
      withProperties(
        { a: { $ref: '#/$defs/b' } },
        { $defs: { b: { allOf: [{ $ref: '#/$defs/c' }] }, c: { $ref: '#/$defs/b' } } },
      ),
      '_schema.$defs',
      /leads back to itself/,
    ],
    ['references that multiply', chain(40, (next) => ({ allOf: [next, next] })), '_schema', /over 1000 subschemas/],
    [
      'alternatives that multiply on the way down',
      withProperties(
        { e: { $ref: '#/$defs/e' } },
        {
          $defs: {
            e: {
              anyOf: Array.from({ length: 6 }, (_, i) => ({
                required: [`r${i}`],
                properties: { next: { $ref: '#/$defs/e' } },
              })),
            },
          },
        },
      ),
      '_schema',
      /over 1000 subschemas/,
    ],
    [
      'recursion that doubles',
      withProperties(
        { n: { $ref: '#' } },
        { allOf: [{ properties: { n: { $ref: '#' } } }, { properties: { n: { $ref: '#' } } }] },
      ),
      '_schema',
      /over 1000 subschemas/,
    ],
    [
      'a chain of references that is too long',
      chain(480, (next) => withProperties({ n: next })),
      '_schema',
      /nest \d+ levels; at most 300/,
    ],
    [
      'a pattern with huge repeats',
      withProperties({ a: { pattern: `(?:${'a'.repeat(900)}){1000}` } }),
      '_schema',
      /too many patterns/,
    ],
    [
      'too many patterns',
      { type: 'object', patternProperties: times(900, () => ({})) },
      '_schema',
      /too many patterns/,
    ],
    ['defaults without end', withProperties({ a: { $ref: '#', default: {} } }), '_schema', /without end/],
    [
      'defaults that multiply',
      chain(40, (next) =>
        withProperties({ l: { ...next, default: {} }, r: { ...next, default: {} } }, { default: {} }),
      ),
      '_schema',
      /defaults that add over/,
    ],
  ])('%s', (...[, schema, path, message]) => {
    const problems = checkToolSchema(schema, '_schema');
    expect(problems[0]).toEqual({ path: expect.stringContaining(path), message: expect.stringMatching(message) });
  });

  it('what is nested deeper than 32 levels', () => {
    expect(checkToolSchema(withProperties({ a: nested(30) }), '_schema')).toEqual([]);
    const [problem] = checkToolSchema(withProperties({ a: nested(31) }), '_schema');
    expect(problem?.message).toMatch(/deeper than 32 levels/);
  });

  it('several things at once, each by its path', () => {
    const schema = withProperties({ a: { $ref: 'https://example.com/' }, b: { pattern: '(' }, c: { type: 'text' } });
    expect(checkToolSchema(schema, '[2]._schema').map(({ path }) => path)).toEqual([
      '[2]._schema.properties.b.pattern',
      '[2]._schema.properties.a.$ref',
      '[2]._schema.properties.c.type',
    ]);
  });

  it('with at most fifty problems', () => {
    const schema = withProperties(times(900, () => 'text'));
    expect(checkToolSchema(schema, '_schema')).toHaveLength(50);
  });
});

it('leaves the schema as it was given', () => {
  const schema = withProperties({ a: { $dynamicRef: '#/$defs/a', default: { x: {} } } }, { $defs: { a: {} } });
  const before = JSON.stringify(schema);
  checkToolSchema(schema, '_schema');
  compileToolSchema(schema);
  expect(JSON.stringify(schema)).toBe(before);
});
