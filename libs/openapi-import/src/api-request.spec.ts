import { apiRequest, ArgumentRefused, type ApiOperation, importApi } from '#libs/openapi-import';

const BASE = 'https://api.example.com/v2';

function operationOf(path: string, operation: object, method = 'get'): ApiOperation {
  const source = { openapi: '3.1.0', info: {}, servers: [{ url: BASE }], paths: { [path]: { [method]: operation } } };
  const key = `${method.toUpperCase()} ${path}`;
  return importApi(JSON.stringify(source), { serviceName: 'S', hasSecret: false, operations: [key] }).operations[0]!;
}
const request = (operation: ApiOperation, args: object) => apiRequest(operation, args as never, BASE);
const LIST = ['a b', 'c&d'];
const OBJECT = { r: 1, g: 'x/y' };

describe('a query parameter', () => {
  it.each<[string, object, unknown, string]>([
    ['form', {}, 'ü =&', 'p=%C3%BC%20%3D%26'],
    ['form', {}, true, 'p=true'],
    ['form', {}, null, 'p='],
    ['form', {}, LIST, 'p=a%20b&p=c%26d'],
    ['form', { explode: false }, LIST, 'p=a%20b,c%26d'],
    ['form', {}, OBJECT, 'r=1&g=x%2Fy'],
    ['form', { explode: false }, OBJECT, 'p=r,1,g,x%2Fy'],
    ['form', { explode: false }, ['a,b', 'c'], 'p=a%2Cb,c'],
    ['form', { allowReserved: true }, 'a:/?#[]@!$&()*+,;=', 'p=a:/?%23[]@!$%26()*%2B,;%3D'],
    ['spaceDelimited', {}, LIST, 'p=a%20b%20c%26d'],
    ['pipeDelimited', {}, LIST, 'p=a%20b%7Cc%26d'],
    ['deepObject', {}, { ...OBJECT, in: { a: [1] } }, 'p%5Br%5D=1&p%5Bg%5D=x%2Fy&p%5Bin%5D%5Ba%5D%5B0%5D=1'],
    ['deepObject', {}, LIST, 'p%5B0%5D=a%20b&p%5B1%5D=c%26d'],
  ])('of the style %s with %j and %j', (...[style, fields, value, written]) => {
    const operation = operationOf('/x', { parameters: [{ name: 'p', in: 'query', style, ...fields }] });
    expect(request(operation, { p: value }).url).toBe(`${BASE}/x?${written}`);
  });

  it.each([9_007_199_254_740_992, -9_007_199_254_740_994])('is not sent when it may have lost digits: %d', (id) => {
    const operation = operationOf('/x', { parameters: [{ name: 'p', in: 'query', schema: { type: 'integer' } }] });
    expect(() => request(operation, { p: id })).toThrow(/^p: is larger than 9007199254740991/);
    expect(() => request(operation, { p: { a: [1, id] } })).toThrow(/^p\.a\.1: /);
    expect(request(operation, { p: 1e20 }).url).toBe(`${BASE}/x?p=100000000000000000000`);
  });

  it('of JSON is JSON', () => {
    const parameters = [{ name: 'p', in: 'query', content: { 'application/json': { schema: { type: 'object' } } } }];
    expect(request(operationOf('/x', { parameters }), { p: { a: 1 } }).url).toBe(`${BASE}/x?p=%7B%22a%22%3A1%7D`);
  });

  it('that is not given is not sent', () => {
    expect(request(operationOf('/x', { parameters: [{ name: 'p', in: 'query' }] }), {}).url).toBe(`${BASE}/x`);
  });
});

describe('a path parameter', () => {
  const inPath = (fields: object, path = '/a/{p}/b') =>
    operationOf(path, { parameters: [{ name: 'p', in: 'path', ...fields }] });
  it.each<[object, unknown, string]>([
    [{}, 'a/b?c#d%2e', '/a/a%2Fb%3Fc%23d%252e/b'],
    [{}, LIST, '/a/a%20b,c%26d/b'],
    [{}, OBJECT, '/a/r,1,g,x%2Fy/b'],
    [{ explode: true }, OBJECT, '/a/r=1,g=x%2Fy/b'],
    [{ style: 'label', explode: true }, LIST, '/a/.a%20b.c%26d/b'],
    [{ style: 'label' }, OBJECT, '/a/.r,1,g,x%2Fy/b'],
    [{ style: 'matrix' }, LIST, '/a/;p=a%20b,c%26d/b'],
    [{ style: 'matrix', explode: true }, LIST, '/a/;p=a%20b;p=c%26d/b'],
    [{ style: 'matrix', explode: true }, OBJECT, '/a/;r=1;g=x%2Fy/b'],
  ])('with %j and %j', (fields, value, path) => {
    expect(request(inPath(fields), { p: value }).url).toBe(BASE + path);
  });

  it.each(['..', '.', ''])('cannot lead elsewhere with "%s"', (value) => {
    expect(() => request(inPath({}), { p: value })).toThrow(ArgumentRefused);
  });

  it('cannot lead elsewhere with what stands beside it', () => {
    expect(() => request(inPath({}, '/a/.{p}'), { p: '.' })).toThrow(ArgumentRefused);
    expect(new URL(request(inPath({}), { p: '\\..\\..\ud800' }).url).pathname).toMatch(/^\/v2\/a\/[^/]+\/b$/);
  });
});

describe('a header parameter', () => {
  it('is a list of its values, and never another line', () => {
    const operation = operationOf('/x', { parameters: [{ name: 'X-Ids', in: 'header' }] });
    expect(request(operation, { 'X-Ids': [1, 2] }).headers).toContainEqual(['X-Ids', '1,2']);
    expect(() => request(operation, { 'X-Ids': 'a\r\nauthorization: b' })).toThrow(/no header can hold/);
  });
});

describe('cookie parameters', () => {
  it('are one header, and none of them holds another', () => {
    const parameters = ['a', 'b', 'c'].map((name) => ({ name, in: 'cookie' }));
    const { headers } = request(operationOf('/x', { parameters }), { a: '1; c=2', c: ['x', 'y'] });
    expect(headers).toContainEqual(['cookie', 'a=1%3B%20c%3D2; c=x; c=y']);
    expect(request(operationOf('/x', { parameters }), {}).headers.flat()).not.toContain('cookie');
  });
});

describe('a body', () => {
  const bodyOf = ({ body }: { body?: string | undefined }): string | undefined =>
    body === undefined ? undefined : Buffer.from(body, 'base64').toString();
  const schema = { type: 'object', properties: { id: {}, tags: {}, meta: {} } };

  it('is the object of its members, under their own names', () => {
    const operation = operationOf(
      '/x/{id}',
      {
        parameters: [{ name: 'id', in: 'path' }],
        requestBody: { content: { 'application/merge-patch+json': { schema } } },
      },
      'patch',
    );
    const sent = request(operation, { id: 7, body_id: null, tags: ['a'] });
    expect(sent).toMatchObject({
      url: `${BASE}/x/7`,
      method: 'PATCH',
      headers: [
        ['accept', expect.any(String)],
        ['content-type', 'application/merge-patch+json'],
      ],
    });
    expect(bodyOf(sent)).toBe('{"id":null,"tags":["a"]}');
    expect(bodyOf(request(operation, { id: 7 }))).toBeUndefined();
  });

  it('that is needed is there', () => {
    const operation = operationOf(
      '/x',
      { requestBody: { required: true, content: { 'application/json': { schema } } } },
      'post',
    );
    expect(bodyOf(request(operation, {}))).toBe('{}');
  });

  it('is a form, with the styles of its members', () => {
    const encoding = { meta: { style: 'deepObject', explode: true } };
    const content = { 'application/x-www-form-urlencoded': { schema, encoding } };
    const operation = operationOf('/x', { requestBody: { content } }, 'post');
    expect(bodyOf(request(operation, { id: { a: 1 }, tags: ['a b', 'c'], meta: { k: 'v' } }))).toBe(
      'id=%7B%22a%22%3A1%7D&tags=a%20b&tags=c&meta%5Bk%5D=v',
    );
  });

  it('is text', () => {
    const operation = operationOf('/x', { requestBody: { required: true, content: { 'text/plain': {} } } }, 'post');
    expect(bodyOf(request(operation, { body: 'plain' }))).toBe('plain');
  });

  it('is in no request that reads', () => {
    expect(
      operationOf('/x', { requestBody: { required: true, content: { 'application/json': { schema } } } }).body,
    ).toBeUndefined();
  });
});
