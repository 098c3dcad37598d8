import { stringify } from 'yaml';
import { apiOperationSchema, importApi, importedApiSchema } from '#libs/openapi-import';
import { document, imported, json, operationOf, query } from './testing/documents.js';

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
    ['_document.openapi', document({}, { openapi: undefined, swagger: 2 }), {}, /that of Swagger 2; convert/],
    ['_document.openapi', document({}, { openapi: '4.0.0' }), {}, /must be 3.0.x or 3.1.x, and is "4.0.0"/],
    ['_document.openapi', document({}, { openapi: 3.1 }), {}, /the number 3.1; write the whole version, in quotes/],
    ['_document.paths', document([]), {}, /must be an object/],
    ['_document', document({}), {}, /has no operations/],
    ['_document', document({ '/x': { post: {} } }), {}, /no operation that reads/],
    [
      '_document',
      document({ '/x': { $ref: 'x.yaml' } }),
      {},
      /^has no operations: of "\/x", the path refers to "x.yaml"/,
    ],
    [
      '_baseUrl',
      document({ '/x': { get: {} } }, { servers: [{ url: '/v1' }] }),
      {},
      /names no server by an absolute URL/,
    ],
    ['_baseUrl', document({ '/x': { get: {} } }), { baseUrl: 'https://a:b@example.com' }, /must not hold a name/],
    ['_baseUrl', document({ '/x': { get: {} } }), { baseUrl: 'ftp://example.com' }, /https or http/],
    ['_baseUrl', document({ '/x': { get: {} } }), { baseUrl: 'https://example.com/v1 ' }, /must hold no spaces/],
    [
      '_baseUrl',
      document({ '/x': { get: {} } }, { servers: [{ url: 'https://{tenant}.example.com' }] }),
      {},
      /"https:\/\/{tenant}.example.com" must not hold variables/,
    ],
    ['_auth', document({ '/x': { get: {} } }), { hasSecret: true }, /does not say how a secret is sent/],
    [
      '_operations[1]',
      document({ '/x': { get: { operationId: 'getX' } } }),
      { operations: ['getX', 'getx'] },
      /^"getx" is no operation of the document; did you mean "getX"/,
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

  it('takes the first server that can be called, at the root of the host where an operation says so', () => {
    const servers = [{ url: '/relative' }, { url: 'wss://example.com' }, { url: 'https://api.example.com/v1' }];
    const paths = {
      '/root': { servers: [{ url: '/v2/' }], get: {} },
      '/host': { get: { servers: [{ url: '//uploads.example.com' }] } },
      '/none': { get: { servers: [] } },
      '/unknown': { get: { servers: [{ url: './v2' }] } },
    };
    const { baseUrl, operations, problems } = imported(document(paths, { servers }));
    expect(baseUrl).toBe('https://api.example.com/v1');
    expect(operations.map((one) => one.baseUrl)).toEqual([
      'https://api.example.com/v2',
      'https://uploads.example.com',
      undefined,
    ]);
    expect(problems).toEqual([
      { operation: 'GET /unknown', code: 'UnsupportedServer', message: expect.stringContaining('give _baseUrl') },
    ]);
    expect(imported(document(paths), { baseUrl: 'https://proxy.example.com' }).problems).toEqual([]);
  });

  it('tells of paths whose operations are elsewhere, unless others are named', () => {
    const source = document({ '/x': { get: {} }, '/y': { $ref: 'https://example.com/y.yaml' } });
    const lost = { operation: '/y', code: 'RemoteReference', message: expect.stringContaining('within the document') };
    expect(imported(source).problems).toEqual([lost]);
    expect(imported(source, { operations: ['*'] }).problems).toEqual([lost]);
    expect(imported(source, { operations: ['GET /x'] }).problems).toEqual([]);
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
    ['UnsupportedParameter', { parameters: [{ name: 's d', in: 'cookie', required: true }] }, /cannot be sent/],
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
