import { document, imported, json, operationOf, propertiesOf, query } from './testing/documents.js';

describe('arguments', () => {
  it('are parameters of path, query, header and cookie, and the members of the body', () => {
    const { operations } = imported(
      document({
        '/shops/{id}': {
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
            query('limit', { type: 'string' }),
          ],
          put: {
            parameters: [
              query('limit', { type: 'integer', maximum: 50, default: 10 }, { description: 'How many.' }),
              query('filter[name]', { type: 'string' }),
              query('$top', {}),
              query('expand[]', { type: 'array', items: { type: 'string' } }),
              { name: 'id', in: 'header', schema: { type: 'string' } },
              { name: 'Accept', in: 'header', required: true },
              { name: 'sid', in: 'cookie' },
            ],
            requestBody: json({
              type: 'object',
              required: ['id', 'created'],
              properties: {
                id: { type: 'integer' },
                constructor: { type: 'string' },
                created: { type: 'string', readOnly: true },
              },
            }),
          },
        },
      }),
      { operations: ['PUT /shops/{id}'] },
    );
    expect(operations[0]!.inputSchema).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string' },
        limit: { type: 'integer', maximum: 50, description: 'How many. Default: 10.' },
        filter_name: { type: 'string' },
        top: {},
        expand: { type: 'array', items: { type: 'string' } },
        header_id: { type: 'string' },
        sid: {},
        body_id: { type: 'integer' },
        body_constructor: { type: 'string' },
      },
      required: ['id', 'body_id'],
      additionalProperties: false,
    });
  });

  it('say more of a body that may be left out than what it needs when it is there', () => {
    const requestBody = {
      content: {
        'application/json': { schema: { type: 'object', required: ['to'], properties: { to: { type: 'string' } } } },
      },
    };
    const { operation } = operationOf({ requestBody }, {}, 'post');
    expect(operation.inputSchema.required).toBeUndefined();
    expect(propertiesOf(operation)['to']!.description).toBe('Required when anything of the body is given.');
  });

  it.each([
    ['a list', { type: 'array', items: { type: 'string' } }],
    ['a map', { type: 'object', properties: { a: {} }, additionalProperties: true }],
    ['alternatives', { oneOf: [{ type: 'object', properties: { a: {} } }, { type: 'string' }] }],
  ])('hold a body whole that is %s', (_, schema) => {
    const { operation } = operationOf({ requestBody: json(schema) }, {}, 'post');
    expect(Object.keys(propertiesOf(operation))).toEqual(['body']);
    expect(operation.body).toMatchObject({ argument: 'body', encoding: 'json', required: true });
  });

  it('merge the parts of a body', () => {
    const part = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    const schema = {
      allOf: [
        { $ref: '#/components/schemas/Part' },
        { properties: { b: { type: 'integer' } }, anyOf: [{ required: ['b'] }] },
      ],
    };
    const { operation } = operationOf(
      { requestBody: json(schema) },
      { components: { schemas: { Part: part } } },
      'post',
    );
    expect(operation.inputSchema).toMatchObject({
      properties: { a: { type: 'string' }, b: { type: 'integer' } },
      required: ['a'],
    });
  });

  it('do not hold what the secret fills', () => {
    const securitySchemes = { key: { type: 'apiKey', in: 'query', name: 'api_key' } };
    const source = document(
      { '/x': { get: { parameters: [query('api_key', {}), query('q', {})] } } },
      { components: { securitySchemes } },
    );
    const { auth, operations } = imported(source, { hasSecret: true });
    expect(auth).toEqual({ in: 'query', name: 'api_key' });
    expect(Object.keys(propertiesOf(operations[0]!))).toEqual(['q']);
  });
});
