import { type JsonObject } from '#libs/contracts';
import { parseTypeExpression } from './type-expression.js';

const meaningOf = (text: string): JsonObject | undefined => parseTypeExpression(text, 'closed')?.schema;

describe('parseTypeExpression', () => {
  it.each<[string, JsonObject]>([
    ['string', { type: 'string' }],
    ['String', { type: 'string' }],
    ['number', { type: 'number' }],
    ['int', { type: 'integer' }],
    ['integer', { type: 'integer' }],
    ['boolean', { type: 'boolean' }],
    ['Object', { type: 'object' }],
    ['Date', { type: 'string', format: 'date-time' }],
    ['null', { type: 'null' }],
    ['*', {}],
    ['any', {}],
    ['?', {}],
    ['SomeClass', {}],
    ['my.Type', {}],
    ['!string', { type: 'string' }],
    ['Array', { type: 'array' }],
    ['string[]', { type: 'array', items: { type: 'string' } }],
    ['Array<string>', { type: 'array', items: { type: 'string' } }],
    ['Array.<string>', { type: 'array', items: { type: 'string' } }],
    ['Object[]', { type: 'array', items: { type: 'object' } }],
    ['SomeClass[]', { type: 'array' }],
    ['number[][]', { type: 'array', items: { type: 'array', items: { type: 'number' } } }],
    ['(string|number)[]', { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } }],
    ['[number, number]', { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }],
    ['Record<string, number>', { type: 'object', additionalProperties: { type: 'number' } }],
    ['Object.<string, number>', { type: 'object', additionalProperties: { type: 'number' } }],
    ['Record<string, any>', { type: 'object' }],
    ['{ [key: string]: boolean }', { type: 'object', additionalProperties: { type: 'boolean' } }],
    ['Promise<string>', { type: 'string' }],
    ['Map<string, string>', {}],
  ])('reads %s', (text, schema) => {
    expect(meaningOf(text)).toEqual(schema);
  });

  it.each<[string, JsonObject]>([
    ['?string', { type: ['string', 'null'] }],
    ['string?', { type: ['string', 'null'] }],
    ['string|null', { type: ['string', 'null'] }],
    ['string|number', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['string|number|null', { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] }],
    ['string|string', { type: 'string' }],
    ['string|SomeClass', {}],
    ['"a"|\'b\'', { type: 'string', enum: ['a', 'b'] }],
    ["| 'a' | 'a' | 'b'", { type: 'string', enum: ['a', 'b'] }],
    ["'a'|null", { type: ['string', 'null'], enum: ['a', null] }],
    ['1|2', { type: 'integer', enum: [1, 2] }],
    ['-1|0.5', { type: 'number', enum: [-1, 0.5] }],
    ['true', { type: 'boolean', enum: [true] }],
    ["'a'|1", { enum: ['a', 1] }],
    ["'auto'|number", { anyOf: [{ type: 'string', enum: ['auto'] }, { type: 'number' }] }],
  ])('reads the union %s', (text, schema) => {
    expect(meaningOf(text)).toEqual(schema);
  });

  it.each(['string=', 'string|undefined', '(string|void)'])('says that %s may be left out', (text) => {
    expect(parseTypeExpression(text, 'closed')).toEqual({ schema: { type: 'string' }, optional: true });
  });

  it('reads record types, closed or open', () => {
    const text = '{ a: string, b?: number; "c-d": {e: boolean|undefined}, f }';
    const inner = { type: 'object', properties: { e: { type: 'boolean' } } };
    const properties = { a: { type: 'string' }, b: { type: 'number' }, f: {} };
    const required = ['a', 'c-d', 'f'];
    expect(parseTypeExpression(text, 'open')?.schema).toEqual({
      type: 'object',
      properties: { ...properties, 'c-d': inner },
      required,
    });
    expect(parseTypeExpression(text, 'closed')?.schema).toEqual({
      type: 'object',
      properties: { ...properties, 'c-d': { ...inner, additionalProperties: false } },
      required,
      additionalProperties: false,
    });
  });

  it('leaves out property names that reach a prototype', () => {
    expect(meaningOf('{ __proto__: string, constructor: string, a: string }')).toEqual({
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
      additionalProperties: false,
    });
  });

  it.each([
    '',
    '|',
    'string|',
    'string string',
    '{a: string',
    '{a b}',
    '[string',
    'Array<string',
    'function(string): number',
    '(a: string) => number',
    'A & B',
    '`x`',
    'typeof x',
    '💥',
  ])('has no meaning for %j', (text) => {
    expect(parseTypeExpression(text, 'closed')).toBeUndefined();
  });

  it.each([
    ['open brackets', '('.repeat(100_000)],
    ['arrays of arrays', `string${'[]'.repeat(100_000)}`],
    ['generics in generics', `${'Array<'.repeat(9)}string${'>'.repeat(9)}`],
  ])('has no meaning for very many %s', (_, text) => {
    expect(parseTypeExpression(text, 'closed')).toBeUndefined();
  });
});
