import { stringify } from 'yaml';
import { checkToolSchema } from '#libs/tool-schema';
import {
  apiOperationSchema,
  importApi,
  type ImportedApi,
  importedApiSchema,
  type ImportOptions,
} from '#libs/openapi-import';

type Fields = Record<string, unknown>;
const document = (paths: object, fields: Fields = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '2' },
  servers: [{ url: 'https://api.example.com/v2' }],
  paths,
  ...fields,
});
const imported = (source: object, options: Partial<ImportOptions> = {}): ImportedApi =>
  importApi(JSON.stringify(source), { serviceName: 'Shop', hasSecret: false, ...options });
/** The only operation of a document whose path `/x` has it. */
const operationOf = (operation: object, fields: Fields = {}, method = 'get') => {
  const { operations, problems } = imported(document({ '/x': { [method]: operation } }, fields), {
    operations: [`${method.toUpperCase()} /x`],
  });
  return { operation: operations[0]!, problem: problems[0] };
};
const query = (name: string, schema: object, fields: object = {}) => ({ name, in: 'query', schema, ...fields });
const json = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });
const propertiesOf = (operation: { inputSchema: Fields }) => operation.inputSchema.properties as Record<string, Fields>;

describe('importApi', () => {
  it('makes a tool of each operation that reads, and of those alone that are named', () => {
    const item = { get: { operationId: 'getPet' }, head: {}, delete: { operationId: 'dropPet' }, options: {} };
    const source = document({ '/pets': { post: { operationId: 'addPet' } }, '/pets/all': item });
    expect(imported(source).operations.map(({ toolName }) => toolName)).toEqual(['getPet_Shop', 'head_pets_all_Shop']);
    const named = imported(source, { operations: ['dropPet', 'POST /pets', 'post /pets'] });
    expect(named.operations.map(({ key }) => key)).toEqual(['DELETE /pets/all', 'POST /pets']);
    expect(imported(source, { operations: ['*'] }).operations).toHaveLength(4);
    expect(imported(source, { operations: ['OPTIONS /pets/all'] }).problems).toEqual([
      { operation: 'OPTIONS /pets/all', code: 'UnsupportedMethod', message: expect.stringContaining('OPTIONS') },
    ]);
  });

  it('gives what can be stored and read again', () => {
    const source = document({ '/x': { post: { requestBody: json({ type: 'object', properties: { a: {} } }) } } });
    const result = imported(source, { operations: ['POST /x'] });
    expect(importedApiSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
    expect(apiOperationSchema.parse(result.operations[0])).toEqual(result.operations[0]);
  });

  it.each([
    ['_document.openapi', document({}, { openapi: undefined, swagger: '2.0' }), {}, /that of Swagger "2.0"/],
    ['_document.openapi', document({}, { openapi: '4.0.0' }), {}, /must be 3.0.x or 3.1.x, and is "4.0.0"/],
    ['_document.paths', document([]), {}, /must be an object/],
    ['_document', document({}), {}, /has no operations/],
    ['_document', document({ '/x': { post: {} } }), {}, /no operation that reads/],
    [
      '_baseUrl',
      document({ '/x': { get: {} } }, { servers: [{ url: '/v1' }] }),
      {},
      /names no server by an absolute URL/,
    ],
    ['_baseUrl', document({ '/x': { get: {} } }), { baseUrl: 'https://a:b@example.com' }, /must not hold a name/],
    ['_baseUrl', document({ '/x': { get: {} } }), { baseUrl: 'ftp://example.com' }, /https or http/],
    ['_auth', document({ '/x': { get: {} } }), { hasSecret: true }, /does not say how a secret is sent/],
    [
      '_operations[1]',
      document({ '/x': { get: { operationId: 'getX' } } }),
      { operations: ['getX', 'getx'] },
      /did you mean "getX"/,
    ],
  ])('refuses a whole for its %s', (...[path, source, options, message]) => {
    expect(() => imported(source, options)).toThrow(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  it('reads YAML, with numbers and dates as keys and texts', () => {
    const text = stringify(
      document({ '/x': { get: { responses: { 200: { description: 'ok' } }, summary: '2026-01-01' } } }),
    );
    expect(importApi(text, { serviceName: 'Shop', hasSecret: false }).operations[0]).toMatchObject({
      title: '2026-01-01',
    });
  });

  it('fills in the variables of a server, and leaves operations where they say that they are', () => {
    const servers = [
      { url: 'https://{region}.example.com/{v}', variables: { region: { default: 'eu' }, v: { default: '1' } } },
    ];
    const source = document(
      { '/x': { get: { servers: [{ url: 'https://uploads.example.com' }] } }, '/y': { get: {} } },
      { servers },
    );
    const result = imported(source);
    expect(result.baseUrl).toBe('https://eu.example.com/1');
    expect(result.operations.map(({ baseUrl }) => baseUrl)).toEqual(['https://uploads.example.com', undefined]);
    const given = imported(source, { baseUrl: 'https://proxy.example.com' });
    expect(given.operations.map(({ baseUrl }) => baseUrl)).toEqual([undefined, undefined]);
  });
});

describe('the name of a tool', () => {
  const namesOf = (paths: object, serviceName = 'Shop') =>
    imported(document(paths), { serviceName }).operations.map(({ toolName }) => toolName);

  it.each([
    ['repos/list-for-org', 'repos_list-for-org_Shop'],
    ['Get pets!', 'Get_pets_Shop'],
    ['__proto__', 'proto_Shop'],
    ['привет', 'get_pets_petId_Shop'],
  ])('of the operation "%s" is %s', (operationId, name) => {
    expect(namesOf({ '/pets/{petId}': { get: { operationId, parameters: [{ name: 'petId', in: 'path' }] } } })).toEqual(
      [name],
    );
  });

  it('is short enough and its own, whichever operations become tools', () => {
    const long = 'x'.repeat(80);
    const paths = {
      '/a': { get: { operationId: long } },
      '/b': { get: { operationId: long } },
      '/c': { get: { operationId: 'a b' } },
      '/d': { get: { operationId: 'a.b' } },
    };
    const service = 'S'.repeat(40);
    const all = namesOf(paths, service);
    expect(new Set(all).size).toBe(4);
    for (const name of all) expect(name).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    expect(namesOf(paths, service)).toEqual(all);
    const some = imported(document(paths), { serviceName: service, operations: ['GET /d', 'GET /b'] });
    expect(some.operations.map(({ toolName }) => toolName)).toEqual([all[3], all[1]]);
  });
});

describe('arguments', () => {
  it('are parameters of path, query and header, and the members of the body', () => {
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

describe('an operation that cannot be a tool', () => {
  const unusable = { '/a': { get: { operationId: 'fine' } } };
  it.each<[string, object, RegExp]>([
    ['UnresolvedReference', { parameters: [query('a', { $ref: '#/components/schemas/Gone' })] }, /there is nothing/],
    ['UnresolvedReference', { parameters: [{ $ref: '#/components/parameters/Loop' }] }, /in a circle/],
    [
      'RemoteReference',
      { parameters: [query('a', { $ref: 'https://example.com/schema.json' })] },
      /within the document only/,
    ],
    ['RemoteReference', { parameters: [{ $ref: 'file:///etc/passwd' }] }, /within the document only/],
    [
      'MalformedOperation',
      { parameters: [query('a', { items: 1, properties: { b: 'text' } })] },
      /must be a schema|must be an object/,
    ],
    ['MalformedOperation', { parameters: 'all' }, /list/],
    ['UnsupportedParameter', { parameters: [{ name: 'sid', in: 'cookie', required: true }] }, /cannot be sent/],
    ['UnsupportedParameter', { parameters: [{ name: 'Host', in: 'header', required: true }] }, /cannot be sent/],
    [
      'UnsupportedParameter',
      { parameters: [query('a', {}, { style: 'tabDelimited' })] },
      /of the style "tabDelimited"/,
    ],
    [
      'SchemaRefused',
      {
        parameters: Array.from({ length: 150 }, (_, at) =>
          query(`p${at}`, { type: 'string' }, { description: 'word '.repeat(90) }),
        ),
      },
      /too large/,
    ],
  ])('is a problem that is named, and the others are there: %s', (code, operation, message) => {
    const components = { parameters: { Loop: { $ref: '#/components/parameters/Loop' } } };
    const result = imported(document({ ...unusable, '/x': { get: operation } }, { components }));
    expect(result.problems).toEqual([{ operation: 'GET /x', code, message: expect.stringMatching(message) }]);
    expect(result.operations.map(({ toolName }) => toolName)).toEqual(['fine_Shop']);
  });

  it('has a variable in its path that is no parameter', () => {
    const result = imported(document({ ...unusable, '/x/{id}': { get: {} } }));
    expect(result.problems).toMatchObject([
      { operation: 'GET /x/{id}', message: 'has no parameter for {id} of its path' },
    ]);
  });

  it('needs a body that is not sent', () => {
    const requestBody = { required: true, content: { 'multipart/form-data': {} } };
    const { problem } = operationOf({ requestBody }, {}, 'post');
    expect(problem).toMatchObject({ code: 'UnsupportedBody', message: expect.stringContaining('multipart/form-data') });
  });
});

describe('what a model reads', () => {
  it('is summary and description without marks, and which request it is', () => {
    const { operation } = operationOf({
      summary: 'All pets',
      description: '<p>Lists <b>all</b>.</p>',
      tags: ['Pets & more', '!'],
      deprecated: true,
    });
    expect(operation).toMatchObject({
      title: 'All pets',
      description: 'Deprecated.\nAll pets\nLists all.\n(GET /x of Shop)',
      tags: ['Pets-more'],
    });
  });

  it('is cut at a word', () => {
    const { operation } = operationOf({ description: 'word '.repeat(1_000) });
    expect(operation.description).toMatch(/word…\n\(GET \/x of Shop\)$/);
    expect(operation.description.length).toBeLessThan(1_100);
  });
});

describe('the secret', () => {
  it.each<[object, object]>([
    [
      { type: 'http', scheme: 'bearer' },
      { in: 'header', name: 'Authorization', scheme: 'Bearer' },
    ],
    [
      { type: 'http', scheme: 'basic' },
      { in: 'header', name: 'Authorization', scheme: 'Basic' },
    ],
    [
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { in: 'header', name: 'X-Key' },
    ],
    [
      { type: 'oauth2', flows: {} },
      { in: 'header', name: 'Authorization', scheme: 'Bearer' },
    ],
  ])('is sent as %j says', (scheme, auth) => {
    const fields = {
      components: { securitySchemes: { other: { type: 'mutualTLS' }, scheme } },
      security: [{ other: [] }, { scheme: [] }],
    };
    const source = document({ '/x': { get: {} }, '/open': { get: { security: [] } } }, fields);
    const result = imported(source, { hasSecret: true });
    expect(result.auth).toEqual(auth);
    expect(result.operations.map(({ secured }) => secured)).toEqual([true, false]);
    expect(imported(source, { hasSecret: true, auth: { in: 'header', name: 'X-Own' } }).auth).toEqual({
      in: 'header',
      name: 'X-Own',
    });
    expect(imported(source).auth).toBeUndefined();
  });
});
