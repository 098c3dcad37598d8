import { jsonSchema } from './json-schema.ts';

describe('the JSON Schema behind a schema of an OpenAPI document', () => {
  it('has examples, wherever the document has an example', () => {
    const schema = {
      type: 'object',
      example: { a: 1 },
      properties: { a: { type: 'integer', example: 1 }, b: { anyOf: [{ type: 'string', example: 'x' }] } },
    };
    expect(jsonSchema(schema)).toEqual({
      type: 'object',
      examples: [{ a: 1 }],
      properties: { a: { type: 'integer', examples: [1] }, b: { anyOf: [{ type: 'string', examples: ['x'] }] } },
    });
  });

  it('keeps properties of that name, and data', () => {
    const schema = {
      properties: { example: { type: 'string', default: { example: 1 } } },
      enum: [{ example: 1 }],
      additionalProperties: false,
    };
    expect(jsonSchema(schema)).toEqual(schema);
  });
});
