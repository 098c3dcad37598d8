import { type JsonObject, type JsonValue } from '#libs/contracts';
import { checkToolSchema, compileToolSchema } from '#libs/tool-schema';

function withProperties(properties: JsonObject, more: JsonObject = {}): JsonObject {
  return { type: 'object', properties, ...more };
}

function check(schema: JsonObject, args: JsonObject): ReturnType<ReturnType<typeof compileToolSchema>['validate']> {
  expect(checkToolSchema(schema, '_schema')).toEqual([]);
  return compileToolSchema(schema).validate(args);
}

const fileSchema = withProperties(
  {
    id: { type: 'string', description: 'pass the id for file' },
    limit: { type: 'integer', minimum: 1, default: 25 },
    order: { enum: ['ascending', 'descending'] },
    tags: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    filter: withProperties({ from: { type: 'string', format: 'date' } }, { additionalProperties: false }),
  },
  { required: ['id'], additionalProperties: false },
);

describe('defaults', () => {
  it('are filled in on a copy', () => {
    const args = Object.freeze({ id: 'a' });
    expect(check(fileSchema, args)).toEqual({ ok: true, value: { id: 'a', limit: 25 } });
    expect(args).toEqual({ id: 'a' });
  });

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['in objects', withProperties({ o: withProperties({ n: { default: 1 } }) }), { o: {} }, { o: { n: 1 } }],
    [
      'in the objects that they add',
      withProperties({ o: withProperties({ n: { default: 1 } }, { default: {} }) }),
      {},
      { o: { n: 1 } },
    ],
    [
      'in items',
      withProperties({ l: { items: withProperties({ n: { default: 1 } }) } }),
      { l: [{}, { n: 2 }] },
      { l: [{ n: 1 }, { n: 2 }] },
    ],
    [
      'in items of one place',
      withProperties({ l: { prefixItems: [withProperties({ n: { default: 1 } })], items: {} } }),
      { l: [{}, {}] },
      { l: [{ n: 1 }, {}] },
    ],
    [
      'in further members',
      { type: 'object', additionalProperties: withProperties({ n: { default: 1 } }) },
      { a: {} },
      { a: { n: 1 } },
    ],
    [
      'through references and allOf',
      withProperties(
        { a: { $ref: '#/$defs/n' } },
        { $defs: { n: { default: 1 } }, allOf: [withProperties({ b: { default: 2 } })] },
      ),
      {},
      { a: 1, b: 2 },
    ],
    ['of null and false', withProperties({ a: { default: null }, b: { default: false } }), {}, { a: null, b: false }],
  ])('reach %s', (...[, schema, args, value]) => {
    expect(check(schema, args)).toEqual({ ok: true, value });
  });

  it('of alternatives and conditions are left out', () => {
    const schema = withProperties(
      {},
      { anyOf: [withProperties({ a: { default: 1 } })], if: withProperties({ b: { default: 1 } }) },
    );
    expect(check(schema, {})).toEqual({ ok: true, value: {} });
  });

  it('are a new value in each place', () => {
    const validator = compileToolSchema(withProperties({ a: { default: { list: [] } } }));
    const first = validator.validate({});
    if (first.ok) (first.value.a as { list: JsonValue[] }).list.push(1);
    expect(validator.validate({})).toEqual({ ok: true, value: { a: { list: [] } } });
  });

  it('cannot blow up arguments', () => {
    const schema = withProperties({ a: { items: withProperties({ x: { default: Array(10_000).fill(1) } }) } });
    const checked = check(schema, { a: Array.from({ length: 10_000 }, () => ({})) });
    expect(checked).toEqual({
      ok: false,
      problems: [{ path: 'arguments', message: expect.stringContaining('too many') }],
    });
  });
});

describe('problems', () => {
  it.each<[string, JsonObject, string, string]>([
    ['missing', {}, 'id', 'is required: a string (pass the id for file)'],
    ['of another type', { id: 5 }, 'id', 'must be a string, not 5'],
    ['a number in quotes', { id: 'a', limit: '5' }, 'limit', 'must be an integer, not "5"'],
    ['too small', { id: 'a', limit: 0 }, 'limit', 'must be >= 1, not 0'],
    [
      'misspelt',
      { id: 'a', limt: 5 },
      'limt',
      'is not an argument of this tool; the tool takes "id", "limit", "order", "tags", "filter"; did you mean "limit"?',
    ],
    [
      'not allowed',
      { id: 'a', order: 'ascendin' },
      'order',
      'must be one of "ascending", "descending"; not "ascendin"; did you mean "ascending"?',
    ],
    ['wrong deep inside', { id: 'a', tags: ['b', 1] }, 'tags[1]', 'must be a string, not 1'],
    ['twice in a list', { id: 'a', tags: ['b', 'b'] }, 'tags', 'must not hold the same item twice'],
    [
      'in another format',
      { id: 'a', filter: { from: '1.2.2026' } },
      'filter.from',
      'must be in the format date, such as 2026-01-31; not "1.2.2026"',
    ],
    ['unknown inside', { id: 'a', filter: { till: 'x' } }, 'filter.till', 'is not known here; it takes "from"'],
    [
      'a prototype',
      JSON.parse('{"id":"a","filter":{"__proto__":1}}') as JsonObject,
      'filter.__proto__',
      'is a name that is not allowed',
    ],
  ])('name an argument that is %s', (...[, args, path, message]) => {
    expect(check(fileSchema, args)).toEqual({ ok: false, problems: [{ path, message }] });
  });

  it.each<[JsonObject, JsonObject, string, RegExp]>([
    [
      withProperties({ a: { anyOf: [{ type: 'string' }, { type: 'integer' }] } }),
      { a: true },
      'a',
      /none of the alternatives: must be a string, not true, or must be an integer/,
    ],
    [
      withProperties({ a: { oneOf: [{ $ref: '#/$defs/s' }, { type: 'null' }] } }, { $defs: { s: { type: 'string' } } }),
      { a: 1 },
      'a',
      /must be a string, not 1, or must be null/,
    ],
    [withProperties({ a: { oneOf: [{ minimum: 1 }, { minimum: 2 }] } }), { a: 3 }, 'a', /exactly one.*numbers 1 and 2/],
    [withProperties({ a: { const: { x: 1 } } }), { a: { x: 2 } }, 'a', /must be an object/],
    [withProperties({ a: { pattern: '^a+$' } }), { a: 'b' }, 'a', /must match the pattern \^a\+\$; "b" does not/],
    [withProperties({ a: { contains: { type: 'string' } } }), { a: [1, 2] }, 'a', /must contain at least 1/],
    [withProperties({}, { dependentRequired: { a: ['b'] } }), { a: 1 }, 'b', /is required when "a" is given/],
    [withProperties({}, { minProperties: 1 }), {}, 'arguments', /fewer than 1/],
    [
      withProperties({}, { propertyNames: { maxLength: 3 } }),
      { long_name: 1 },
      'arguments',
      /has the name "long_name", which must NOT have more than 3/,
    ],
    [withProperties({}, { if: { required: ['a'] }, then: { required: ['b'] } }), { a: 1 }, 'b', /is required/],
  ])('of %j with %j', (...[schema, args, path, message]) => {
    expect(check(schema, args)).toEqual({ ok: false, problems: [{ path, message: expect.stringMatching(message) }] });
  });

  it('are all told at once, up to twenty', () => {
    expect(check(fileSchema, { limit: 0, order: 'x' })).toMatchObject({ problems: { length: 3 } });
    const checked = check(withProperties({ a: { items: { type: 'string' } } }), { a: Array(300).fill(1) });
    expect(checked).toMatchObject({ ok: false, problems: { length: 21 } });
  });
});

describe('equality', () => {
  it.each<[JsonObject, JsonValue, boolean]>([
    [{ const: { a: 1, b: [2] } }, { b: [2], a: 1 }, true],
    [{ enum: [{ a: 1 }, null] }, null, true],
    [{ enum: [1] }, '1', false],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      false,
    ],
    [{ uniqueItems: true }, [1, '1', true, 'true', null, 'null', [], {}], true],
    [{ const: { a: 1 } }, { valueOf: 1, constructor: 2 }, false],
    [{ enum: [{ constructor: 2 }] }, { constructor: 2 }, true],
  ])('%j of %j is %s', (schema, value, ok) => {
    expect(check(withProperties({ a: schema }), { a: value }).ok).toBe(ok);
  });

  it('counts own members only', () => {
    expect(check(withProperties({}, { required: ['toString'] }), {}).ok).toBe(false);
  });
});

describe('hostile arguments', () => {
  it('of many items against uniqueItems are checked', () => {
    const schema = withProperties({ a: { uniqueItems: true } });
    const items = Array.from({ length: 50_000 }, (_, index) => `item ${index}`);
    expect(check(schema, { a: items }).ok).toBe(true);
    expect(check(schema, { a: [...items, 'item 7'] }).ok).toBe(false);
  });

  it.each<[string, JsonObject, JsonValue]>([
    ['a pattern that backtracks elsewhere', { pattern: '^(a+)+$' }, `${'a'.repeat(5_000)}b`],
    ['an email address', { format: 'email' }, `a@${'a'.repeat(1_000_000)}`],
    ['a URL', { format: 'url' }, `http://${':'.repeat(2_000)}`],
    ['a million items that are all wrong', { items: { type: 'string' } }, Array(1_000_000).fill(1)],
  ])('cannot make %s slow', (_what, schema, value) => {
    expect(check(withProperties({ a: schema }), { a: value }).ok).toBe(false);
  });

  it('that would take seconds are given up', () => {
    const schema = withProperties({ a: { items: { pattern: '(?:\\p{L}|\\w){900}!' } } });
    const texts = Array.from({ length: 1_000 }, (_, index) => `${'x'.repeat(996)}${index}!`);
    const message = 'take over 1000 ms to check against the schema of this tool; send less';
    expect(check(schema, { a: texts })).toEqual({ ok: false, problems: [{ path: 'arguments', message }] });
  });

  it('nested deeper than 32 levels are refused, and fewer where alternatives multiply', () => {
    const deep = (levels: number): JsonObject => (levels === 0 ? {} : { next: deep(levels - 1) });
    const list = withProperties({ next: { $ref: '#' } });
    expect(check(list, deep(32)).ok).toBe(true);
    expect(check(list, deep(33))).toMatchObject({ problems: [{ message: expect.stringContaining('32 levels') }] });

    const branch = { properties: { next: { $ref: '#/$defs/e' } } };
    const e = {
      anyOf: [
        { ...branch, required: ['a'] },
        { ...branch, required: ['b'] },
      ],
    };
    const doubling = withProperties({ next: { $ref: '#/$defs/e' } }, { $defs: { e } });
    const levels = /nested deeper than the (\d+) levels/.exec(JSON.stringify(check(doubling, deep(32))))?.[1];
    expect(Number(levels)).toBeGreaterThanOrEqual(8);
    expect(Number(levels)).toBeLessThan(12);
  });
});

describe('compileToolSchema', () => {
  it('refuses what checkToolSchema refuses for its structure', () => {
    expect(() => compileToolSchema(withProperties({ a: { $ref: 'https://example.com/' } }))).toThrow(/is not fetched/);
  });

  it('ignores keywords that would change the compiler', () => {
    const schema = withProperties({ a: { type: 'string' } }, { $async: true, $id: 'https://example.com/t' });
    expect(check(schema, { a: 1 }).ok).toBe(false);
    expect(check(schema, { a: 'b' }).ok).toBe(true);
  });

  it('keeps apart two schemas of one $id', () => {
    const schema = (type: string): JsonObject => ({ ...withProperties({ a: { type } }), $id: 'https://example.com/t' });
    expect(check(schema('string'), { a: 'b' }).ok).toBe(true);
    expect(check(schema('number'), { a: 'b' }).ok).toBe(false);
  });

  it.each(['http://json-schema.org/draft-07/schema#', 'https://json-schema.org/draft/2019-09/schema'])(
    'checks by the rules of %s',
    ($schema) => {
      const schema = { $schema, ...withProperties({ a: { items: [{ type: 'string' }], additionalItems: false } }) };
      expect(check(schema, { a: ['b'] }).ok).toBe(true);
      expect(check(schema, { a: ['b', 'c'] }).ok).toBe(false);
    },
  );

  it('keeps patterns apart', () => {
    const schema = withProperties(
      { a: { pattern: '^a' }, b: { pattern: '^b' } },
      { patternProperties: { '^c': { type: 'null' } } },
    );
    expect(check(schema, { a: 'a', b: 'b', c: null }).ok).toBe(true);
    expect(check(schema, { a: 'b', b: 'a', c: 1 })).toMatchObject({ problems: { length: 3 } });
  });
});
