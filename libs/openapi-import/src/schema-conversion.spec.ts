import { checkToolSchema } from '#libs/tool-schema';
import { type Fields, operationOf, propertiesOf, query } from './testing/documents.js';

describe('schemas', () => {
  const schemaOf = (schema: object, fields: Fields = {}): Fields => {
    const { operation, problem } = operationOf({ parameters: [query('a', schema)] }, fields);
    expect(problem).toBeUndefined();
    expect(checkToolSchema(operation.inputSchema, '')).toEqual([]);
    return propertiesOf(operation)['a']!;
  };

  it.each<[string, object, object]>([
    ['nullable', { type: 'string', nullable: true, enum: ['a'] }, { type: ['string', 'null'], enum: ['a', null] }],
    [
      'nullable',
      { nullable: true, allOf: [{ type: 'string' }] },
      { anyOf: [{ allOf: [{ type: 'string' }] }, { type: 'null' }] },
    ],
    [
      'exclusive bounds',
      { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 2 },
      { type: 'number', exclusiveMinimum: 1, maximum: 2 },
    ],
  ])('of 3.0 become those of 2020-12: %s', (_, given, made) => {
    expect(schemaOf(given, { openapi: '3.0.3' })).toEqual(made);
  });

  it.each<[string, object, object]>([
    ['a list of types', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['a type that there is not', { type: 'file', format: 'binary' }, { format: 'binary' }],
    ['required where it has no meaning', { type: 'string', required: true }, { type: 'string' }],
    ['a bound that is no number', { type: 'integer', minimum: '1' }, { type: 'integer' }],
    [
      'alternatives that may overlap',
      { oneOf: [{ type: 'integer' }, { type: 'number' }] },
      { anyOf: [{ type: 'integer' }, { type: 'number' }] },
    ],
    ['a pattern that takes no linear time', { type: 'string', pattern: '^(?=a)b' }, { type: 'string' }],
    ['extensions and xml', { type: 'string', 'x-a': 1, xml: {}, discriminator: {} }, { type: 'string' }],
    [
      'a default that does not fit',
      { type: 'integer', default: 'many' },
      { type: 'integer', description: 'Default: many.' },
    ],
    [
      'a long list of values',
      { type: 'string', enum: Array.from({ length: 101 }, (_, at) => `v${at}`) },
      { type: 'string', description: expect.stringMatching(/^One of "v0", .*, and 81 more\.$/) },
    ],
    [
      'a name that JavaScript reserves',
      { properties: { toString: {}, a: {} }, additionalProperties: false },
      { type: 'object', properties: { a: {} } },
    ],
  ])('are loosened and never refused for %s', (_, given, made) => {
    expect(schemaOf(given)).toEqual(made);
  });

  it('have their references written out, and circles cut', () => {
    const Node = {
      type: 'object',
      description: 'A node',
      properties: { name: { type: 'string' }, next: { $ref: '#/components/schemas/Node' } },
    };
    const components = { schemas: { Node, 'a/b~c d': { type: 'integer' } } };
    expect(schemaOf({ $ref: '#/components/schemas/Node' }, { components })).toEqual({
      type: 'object',
      description: 'A node',
      properties: { name: { type: 'string' }, next: { type: 'object', description: 'A node' } },
    });
    expect(schemaOf({ $ref: '#/components/schemas/a~1b~0c%20d', description: 'Own.' }, { components })).toEqual({
      type: 'integer',
      description: 'Own.',
    });
  });

  it('have fewer levels where all would be too many', () => {
    const wide = (levels: number): object =>
      levels === 0
        ? { type: 'string' }
        : {
            type: 'object',
            properties: Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`p${at}`, wide(levels - 1)])),
          };
    const schema = schemaOf(wide(5));
    expect(JSON.stringify(schema).length).toBeLessThan(16 * 1024);
    expect(schema).toMatchObject({ properties: { p0: { properties: { p0: { type: 'object' } } } } });
  });
});
