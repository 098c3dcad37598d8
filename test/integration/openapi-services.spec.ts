/** Other people's APIs: documents over REST, their operations as tools, and calls to a server outside. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  done,
  everything,
  FILTERS,
  filter,
  ITEMS,
  type Json,
  newNamespace,
  RUNS,
  script,
  secret,
  SECRETS,
  SERVICES,
  SETTINGS,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { callTool, listedNames, listTools, textOf } from './support/mcp.ts';
import { allow as grant, asUser, newUserId } from './support/users.ts';

const VALUE = 'key/of+the "pet shop"';

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let product: LocalProcess;
let server: Server;
let host: string;
let received: Received[] = [];
let space: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body: await readText(request) });
      const { pathname } = new URL(url, 'http://outside');
      const json = { 'content-type': 'application/json; charset=utf-8' };
      if (pathname === '/v1/pets/missing')
        response.writeHead(404, json).end(JSON.stringify({ error: 'no pet', sent: headers }));
      else if (pathname === '/v1/pets')
        response.writeHead(200, { ...json, link: '</v1/pets?page=2>; rel="next"' }).end('[{"id":1}]');
      else if (pathname === '/v1/picture')
        response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from('png'));
      else if (pathname === '/v1/away')
        response.writeHead(302, { location: `http://localhost:${port()}/v1/pets` }).end();
      else if (pathname === '/v1/onward')
        response
          .writeHead(302, { location: `http://localhost:${port()}/v1/login?next=${encodeURIComponent(url)}` })
          .end();
      else if (pathname === '/v1/large')
        response.writeHead(200, json).end(JSON.stringify({ text: 'x'.repeat(150_000) }));
      else if (pathname === '/v1/slow') response.write('never ends');
      else if (method === 'DELETE') response.writeHead(204).end();
      else if (pathname === '/v1/pets/decoded')
        response.end(Buffer.from(headers.authorization?.slice(6) ?? '', 'base64'));
      else response.writeHead(200, json).end(JSON.stringify({ method, url, headers }));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${port()}`;
  const limits = { FETCH_RESPONSE_BYTES: '100000', FETCH_TIMEOUT_MS: '3000' };
  product = await startLocalProcess({
    environment: { FETCH_PRIVATE_HOSTS: '127.0.0.1,localhost', LOG_LEVEL: 'debug', ...limits },
  });
});
const port = (): string => String((server.address() as AddressInfo).port);
afterAll(async () => {
  await product.stop();
  server.closeAllConnections();
  server.close();
});

const ID = { name: 'petId', in: 'path', required: true, schema: { type: 'string' } };
const pet = {
  type: 'object',
  required: ['name'],
  properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
};
const petShop = (fields: object = {}) => ({
  openapi: '3.0.3',
  info: { title: 'Pet shop', version: '1.2' },
  servers: [{ url: `http://${host}/v1` }],
  security: [{ key: [] }],
  paths: {
    '/pets': {
      get: {
        operationId: 'listPets',
        summary: 'List pets',
        tags: ['pets'],
        parameters: [{ name: 'limit', in: 'query', schema: { type: 'integer', maximum: 100, nullable: true } }],
      },
      post: {
        operationId: 'addPet',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
        },
      },
    },
    '/pets/{petId}': { parameters: [ID], get: { operationId: 'getPet' }, delete: { operationId: 'deletePet' } },
    '/broken': { get: { operationId: 'broken', parameters: [{ $ref: 'https://elsewhere.example/p.json' }] } },
    '/picture': { get: { operationId: 'picture', security: [] } },
    '/away': { get: {} },
    '/large': { get: {} },
    '/slow': { get: {} },
  },
  components: { schemas: { Pet: pet }, securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } } },
  ...fields,
});
const service = (fields: object = {}) => ({ _name: 'PetShop', _document: petShop(), ...fields });
const READS = [
  'get_away_PetShop',
  'get_large_PetShop',
  'get_slow_PetShop',
  'getPet_PetShop',
  'listPets_PetShop',
  'picture_PetShop',
].sort();

const allow = (...hosts: string[]) =>
  done(product, within(space, SETTINGS), { method: 'PUT', body: { _fetchHosts: hosts } });
const url = (extra = ''): string => `nsfilter=${space}&_serviceName=PetShop${extra}`;
const call = (name: string, args: object = {}): Promise<Json> =>
  callTool(product, url(), { name: `${name}_PetShop`, arguments: args });
const create = async (fields: object = {}): Promise<Json> =>
  (await store(product, within(space, SERVICES), [service(fields)]))[0];
const refusal = async (elements: unknown, path = within(space, SERVICES), method = 'POST'): Promise<Json> => {
  const answer = await rest(product, path, { method, body: elements as object });
  return { status: answer.status, code: answer.body.code, errors: answer.body.errors };
};

beforeEach(async () => {
  received = [];
  space = newNamespace();
  await allow(host);
});

describe('a service', () => {
  it('says which tools its document makes, and which operations it could not make into tools', async () => {
    const created = await create({ _description: 'Pets.' });
    expect(created).toMatchObject({
      _irn: `aisvc:openapi-service:${created._id}`,
      _name: 'PetShop',
      _namespaces: [space],
      _title: 'Pet shop',
      _apiVersion: '1.2',
      _openapi: '3.0.3',
      _baseUrl: `http://${host}/v1`,
      _toolCount: 6,
      _problemCount: 1,
      _problems: [
        {
          _operation: 'GET /broken',
          _code: 'RemoteReference',
          _message: expect.stringContaining('within the document only'),
        },
      ],
    });
    expect(created._tools).toContainEqual({ _name: 'getPet_PetShop', _operation: 'GET /pets/{petId}' });
    const list = await done(product, within(space, SERVICES));
    expect(list).toMatchObject({ _total: 1, _list: [{ _id: created._id, _toolCount: 6 }] });
    expect(list._list[0]).not.toHaveProperty('_tools');
    expect(await done(product, `${SERVICES}/${created._id}`)).toEqual(created);
  });

  it('has tools in the namespace, and nowhere else', async () => {
    await create();
    expect((await listedNames(product, url())).sort()).toEqual(READS);
    const [one] = await listTools(product, url('&_name=listPets_PetShop'));
    expect(one).toEqual({
      name: 'listPets_PetShop',
      title: 'List pets',
      description: 'List pets\n(GET /pets of Pet shop)',
      inputSchema: {
        type: 'object',
        properties: { limit: { type: ['integer', 'null'], maximum: 100 } },
        additionalProperties: false,
      },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    });
    const elsewhere = newNamespace();
    await store(product, within(elsewhere, SECRETS), [secret('A')]);
    expect(await listedNames(product, `nsfilter=${elsewhere}&_serviceName=PetShop`)).toEqual([]);
  });

  it('has the operations that are named, in YAML as well', async () => {
    await store(product, within(space, SERVICES), [
      service({ _operations: ['addPet', 'DELETE /pets/{petId}'] }),
      service({
        _name: 'Other',
        _document: `openapi: 3.1.0\ninfo: {}\npaths:\n  /a:\n    get: {operationId: readA}\n`,
        _baseUrl: `http://${host}`,
      }),
    ]);
    const tools = await listTools(product, `nsfilter=${space}&_type=user_mcp_tool`);
    expect(tools.map(({ name }) => name).sort()).toEqual(['addPet_PetShop', 'deletePet_PetShop', 'readA_Other']);
    expect(tools.find(({ name }) => name === 'addPet_PetShop').annotations).toEqual({
      readOnlyHint: false,
      destructiveHint: true,
      idempotentHint: false,
      openWorldHint: true,
    });
  });

  it('is selected by filters, by the name of the service and by tags', async () => {
    await create();
    await store(product, within(space, FILTERS), [
      filter('both', { _serviceName: { $in: ['PetShop', 'IafPassSvc'] }, _type: 'user_mcp_tool' }),
      filter('tagged', { _tags: { $in: ['pets'] } }),
    ]);
    expect((await listedNames(product, `nsfilter=${space}&filter=both`)).sort()).toEqual(READS);
    expect(await listedNames(product, `nsfilter=${space}&filter=tagged`)).toEqual(['listPets_PetShop']);
  });

  it('is changed as a whole or in parts, by the document that is stored, and deleted with its tools', async () => {
    const { _id, _metadata } = await create({ _operations: ['getPet'] });
    const path = `${SERVICES}/${_id}`;
    const patched = await rest(product, path, { method: 'PATCH', body: { _name: 'Shop', _operations: null } });
    expect(patched).toMatchObject({
      status: 200,
      body: { _name: 'Shop', _toolCount: 6, _metadata: { _createdAt: _metadata._createdAt } },
    });
    expect(await listedNames(product, `nsfilter=${space}&_serviceName=Shop`)).toHaveLength(6);
    expect(await listedNames(product, url())).toEqual([]);
    const etag = patched.headers.get('etag')!;
    expect(
      (await rest(product, path, { method: 'PATCH', body: { _description: 'New.' }, headers: { 'if-match': etag } }))
        .status,
    ).toBe(200);
    expect((await rest(product, path, { method: 'DELETE', headers: { 'if-match': etag } })).status).toBe(412);
    const replaced = await done(product, path, {
      method: 'PUT',
      body: { _name: 'PetShop', _document: petShop({ paths: { '/pets': { get: {} } } }) },
    });
    expect(replaced).toMatchObject({
      _description: '',
      _tools: [{ _name: 'get_pets_PetShop', _operation: 'GET /pets' }],
      _problems: [],
    });
    await done(product, path, { method: 'PATCH', body: { _baseUrl: `http://${host}/v2` } });
    await callTool(product, url(), { name: 'get_pets_PetShop', arguments: {} });
    expect(received.map((request) => request.url)).toEqual(['/v2/pets']);
    expect((await rest(product, path, { method: 'DELETE' })).status).toBe(204);
    expect((await rest(product, path)).status).toBe(404);
  });

  it('is there when it is all that a namespace holds', async () => {
    const alone = newNamespace();
    await store(product, within(alone, SERVICES), [service()]);
    expect(await listedNames(product, `nsfilter=${alone}&_serviceName=PetShop`)).toHaveLength(6);
  });
});

describe('what is refused', () => {
  it.each<[string, object, object]>([
    [
      'a name of the platform',
      { _name: 'IafFileSvc' },
      { path: '[0]._name', message: expect.stringContaining("platform's own") },
    ],
    ['a name with other signs', { _name: 'Pet_Shop' }, { path: '[0]._name' }],
    ['a document of another version', { _document: { swagger: '2.0' } }, { path: '[0]._document.openapi' }],
    [
      'a text that is no document',
      { _document: '{"a":' },
      { path: '[0]._document', message: expect.stringContaining('line 1') },
    ],
    ['a base URL with a password', { _baseUrl: 'https://a:b@example.com' }, { path: '[0]._baseUrl' }],
    ['an operation that there is not', { _operations: ['getPets'] }, { path: '[0]._operations[0]' }],
    ['a way without a secret', { _auth: { in: 'header', name: 'X-Key' } }, { path: '[0]._secretName' }],
    ['a header that is none', { _secretName: 'KEY', _auth: { in: 'header', name: 'a:b' } }, { path: '[0]._auth.name' }],
    ['a field that there is not', { _url: 'x' }, { path: '[0]._url' }],
  ])('is %s', async (_, fields, problem) => {
    const before = await everything(product, space);
    const answer = await refusal([service(fields), service({ _name: 'Fine' })]);
    expect(answer).toMatchObject({ status: 400, code: 'ValidationFailed', errors: [problem] });
    expect(await everything(product, space)).toBe(before);
  });

  it('is a document that is larger than any, and one that is made to be slow', async () => {
    const tooLarge = await refusal([service({ _document: `"${'x'.repeat(9 * 1024 * 1024)}"` })]);
    expect(tooLarge).toMatchObject({
      status: 400,
      errors: [{ path: '[0]._document', message: expect.stringContaining('8388608') }],
    });
    const laughs = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array(12).fill(`*l${at}`).join()}]`,
    ).join('\n');
    const growing = await refusal([service({ _document: `l0: &l0 lol\n${laughs}` })]);
    expect(growing).toMatchObject({ status: 400, errors: [{ path: '[0]._document' }] });
    expect((await refusal([service({ _document: `"${'x'.repeat(13 * 1024 * 1024)}"` })])).status).toBe(413);
  });

  it('is a name that is taken: of a service, or of a tool of either kind', async () => {
    await create();
    expect(await refusal([service()])).toMatchObject({ status: 409, errors: [{ path: '[0]._name' }] });
    await store(product, within(space, ITEMS), [script('function answer() {}')]);
    const clash = await refusal([tool('getPet_PetShop')], within(space, TOOLS));
    expect(clash).toMatchObject({ status: 409, errors: [{ path: '[0]._name' }] });
    await store(product, within(space, TOOLS), [tool('getPet_Second')]);
    const other = await refusal([service({ _name: 'Second' })]);
    expect(other).toMatchObject({
      status: 409,
      errors: [{ path: '[0]._name', message: expect.stringContaining('getPet_Second') }],
    });
    expect(await refusal([service({ _name: 'Twice' }), service({ _name: 'Twice' })])).toMatchObject({ status: 409 });
  });
});

describe('a call', () => {
  it('sends the arguments where the document says, and answers with the data', async () => {
    await create({ _operations: ['getPet', 'addPet', 'deletePet'] });
    const { result } = await call('getPet', { petId: 'a/b?c' });
    expect(result.structuredContent).toMatchObject({ method: 'GET', url: '/v1/pets/a%2Fb%3Fc' });
    expect(result._meta['toolrack/runId']).toEqual(expect.any(String));
    await call('addPet', { name: 'Rex', tags: ['dog'] });
    expect(received[1]).toMatchObject({
      method: 'POST',
      body: '{"name":"Rex","tags":["dog"]}',
      headers: { 'content-type': 'application/json' },
    });
    expect(textOf(await call('deletePet', { petId: '1' }))).toBe('204 No Content');
  });

  it('tells a model of the next page, and shows pictures', async () => {
    await create();
    const { result } = await call('listPets', { limit: 2 });
    const content: { text: string }[] = result.content;
    expect(content.map(({ text }) => text)).toEqual(['link: </v1/pets?page=2>; rel="next"', '[{"id":1}]']);
    expect((await call('picture')).result.content).toEqual([{ type: 'image', data: 'cG5n', mimeType: 'image/png' }]);
  });

  it('is an error that says what was wrong', async () => {
    await create();
    const missing = await call('getPet', { petId: 'missing' });
    expect(missing.result.isError).toBe(true);
    expect(textOf(missing)).toMatch(/^HttpError: GET \/pets\/\{petId\} answered 404 Not Found: \{"error":"no pet"/);
    expect(textOf(await call('listPets', { limit: 1000 }))).toMatch(/limit: must be/);
    expect(textOf(await call('getPet', { petId: '..' }))).toMatch(/must not be "\." or "\.\."/);
    expect(textOf(await call('get_away'))).toMatch(/^FetchError: .*redirects to "localhost/);
    expect(textOf(await call('get_large'))).toMatch(/^FetchError: /);
    expect(textOf(await call('get_slow'))).toMatch(/^FetchError: /);
    expect(received.map((request) => request.url)).toEqual(['/v1/pets/missing', '/v1/away', '/v1/large', '/v1/slow']);
  });

  it('reaches hosts that the namespace lists, and no others', async () => {
    await create();
    await allow();
    const refused = await call('getPet', { petId: '1' });
    expect(textOf(refused)).toBe(
      `FetchError: "${host}" is not one of the hosts that are allowed here. They are the _fetchHosts of the settings of the namespace "${space}".`,
    );
    await done(product, `${SERVICES}/${(await done(product, within(space, SERVICES)))._list[0]._id}`, {
      method: 'PATCH',
      body: { _baseUrl: 'http://169.254.169.254/latest' },
    });
    expect(textOf(await call('getPet', { petId: '1' }))).toMatch(/not one of the hosts/);
    expect(received).toEqual([]);
  });

  it('ends when its caller is gone', async () => {
    await create();
    const gone = new AbortController();
    const { _list } = await done(product, within(space, TOOLS, { _name: 'get_slow_PetShop' }));
    const called = fetch(`${product.url}${TOOLS}/${String(_list[0]._id)}/call`, {
      method: 'POST',
      headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
      body: '{}',
      signal: gone.signal,
    });
    await eventually('the request outside', () => Promise.resolve(received.length > 0));
    gone.abort();
    await expect(called).rejects.toThrow(/abort/);
    const [run] = await eventually('the record of the run', async () => {
      const runs = await done(product, within(space, RUNS, { _toolName: 'get_slow_PetShop', _status: 'failed' }));
      return runs._total > 0 && (runs._list as Json[]);
    });
    expect(run._error).toMatchObject({ code: 'RunCancelled' });
  });

  it('is tried over REST, and has a record', async () => {
    await create();
    const [listed] = (await done(product, within(space, TOOLS, { _name: 'getPet_PetShop' })))._list;
    expect(listed).toMatchObject({
      _type: 'user_mcp_tool',
      _toolConfig: { _serviceName: 'PetShop' },
      _script: null,
      _namespaces: [space],
    });
    expect(await done(product, `${TOOLS}/${listed._id}`)).toEqual(listed);
    expect((await rest(product, `${TOOLS}/${listed._id}`, { method: 'DELETE' })).status).toBe(405);
    const trial = await done(product, `${TOOLS}/${listed._id}/call`, { body: { arguments: { petId: '7' } } });
    expect(trial).toMatchObject({ isError: false, structuredContent: { url: '/v1/pets/7' }, run: { hostCalls: 1 } });
    const started = await done(product, `${TOOLS}/${listed._id}/call?async=true`, {
      body: { arguments: { petId: '8' } },
    });
    const left = await eventually('the result of the run', async () => {
      const { body } = await rest(product, `${RUNS}/${String(started.runId)}`);
      return body._status === 'succeeded' ? body : undefined;
    });
    expect(left._result.url).toBe('/v1/pets/8');
    const record = await eventually('the record of the run', async () => {
      const answer = await rest(product, `${RUNS}/${trial.run.runId}`);
      return answer.status === 200 && answer.body._status === 'succeeded' ? answer.body : undefined;
    });
    expect(record).toMatchObject({
      _tool: { _id: listed._id },
      _script: { _userType: 'PetShop', _scriptName: 'getPet', _version: 1 },
    });
  });
});

describe('the secret of a service', () => {
  const traces = [
    VALUE,
    encodeURIComponent(VALUE),
    JSON.stringify(VALUE).slice(1, -1),
    Buffer.from(VALUE).toString('base64'),
  ];
  const requireUnseen = (text: string): void => {
    for (const trace of traces) expect(text).not.toContain(trace);
  };
  beforeEach(async () => {
    await store(product, within(space, SECRETS), [secret('PET_KEY', { _value: VALUE, _hosts: [host] })]);
  });

  it('reaches the API as its document says, and nobody else ever sees it', async () => {
    const created = await create({ _secretName: 'PET_KEY' });
    expect(created._auth).toEqual({ in: 'header', name: 'X-Api-Key' });
    const message = await call('getPet', { petId: '1' });
    expect(received[0]!.headers['x-api-key']).toBe(VALUE);
    expect(message.result.structuredContent.headers['x-api-key']).toBe('[secret PET_KEY]');
    const failed = await call('getPet', { petId: 'missing' });
    expect(textOf(failed)).toContain('[secret PET_KEY]');
    await call('picture');
    expect(received.at(-1)!.headers['x-api-key']).toBeUndefined();
    const record = await eventually('the record of the run', async () => {
      const answer = await rest(product, `${RUNS}/${message.result._meta['toolrack/runId']}`);
      return answer.status === 200 ? answer.text : undefined;
    });
    requireUnseen(JSON.stringify([message, failed, created, record, product.output()]));
  });

  it.each<[object, (request: Received) => void]>([
    [
      { in: 'query', name: 'key' },
      (request) => {
        expect(new URL(request.url, 'http://a').searchParams.get('key')).toBe(VALUE);
      },
    ],
    [
      { in: 'header', name: 'Authorization', scheme: 'Token' },
      ({ headers }) => {
        expect(headers.authorization).toBe(`Token ${VALUE}`);
      },
    ],
  ])('is sent as the service says: %j', async (_auth, check) => {
    await create({ _secretName: 'PET_KEY', _auth });
    const message = await call('getPet', { petId: '1' });
    check(received[0]!);
    requireUnseen(JSON.stringify(message));
  });

  it.each<[string, object, RegExp]>([
    ['in a URL', { in: 'query', name: 'key' }, /^FetchError: .* redirects to "localhost:\d+" with a secret in the URL/],
    ['in a header', { in: 'header', name: 'X-Key' }, /"url":"\/v1\/login/],
  ])('follows no redirection to another origin %s', async (_, _auth, said) => {
    await allow(host, `localhost:${port()}`);
    await create({ _secretName: 'PET_KEY', _auth, _document: petShop({ paths: { '/onward': { get: {} } } }) });
    const message = await call('get_onward');
    expect(textOf(message)).toMatch(said);
    const there = received.filter(({ headers }) => headers.host !== host);
    requireUnseen(JSON.stringify([message, there]));
  });

  it('is encoded for basic authentication', async () => {
    await store(product, within(space, SECRETS), [secret('BASIC', { _value: 'user:password', _hosts: [host] })]);
    await create({ _secretName: 'BASIC', _auth: { in: 'header', name: 'Authorization', scheme: 'Basic' } });
    const message = await call('getPet', { petId: '1' });
    expect(received[0]!.headers.authorization).toBe(`Basic ${Buffer.from('user:password').toString('base64')}`);
    expect(JSON.stringify(message)).not.toMatch(/user:password|dXNlcjpwYXNzd29yZA/);
    expect(textOf(await call('getPet', { petId: 'decoded' }))).toBe('[secret BASIC]');
  });

  it('goes with others where an API wants several at once', async () => {
    const other = 'other-value-0123456789';
    await store(product, within(space, SECRETS), [secret('OTHER', { _value: other, _hosts: [host] })]);
    const _moreSecrets = [
      { _secretName: 'OTHER', _auth: { in: 'header', name: 'X-Client-Id' } },
      { _secretName: 'OTHER', _auth: { in: 'cookie', name: 'sid' } },
    ];
    const parameters = [{ name: 'x-client-id', in: 'header', required: true, schema: { type: 'string' } }];
    const _document = petShop({ paths: { '/ids': { get: { operationId: 'ids', parameters } } } });
    const { _id, ...created } = await create({ _secretName: 'PET_KEY', _moreSecrets, _document });
    expect(created).toMatchObject({ _auth: { in: 'header', name: 'X-Api-Key' }, _moreSecrets });
    const message = await call('ids');
    expect(received[0]!.headers).toMatchObject({ 'x-api-key': VALUE, 'x-client-id': other, cookie: `sid=${other}` });
    expect(message.result.structuredContent.headers).toMatchObject({
      'x-api-key': '[secret PET_KEY]',
      'x-client-id': '[secret OTHER]',
      cookie: 'sid=[secret OTHER]',
    });
    const path = `${SERVICES}/${String(_id)}`;
    const required = { status: 400, errors: [{ path: '[0]._secretName' }] };
    expect(await refusal([service({ _name: 'Second', _moreSecrets })])).toMatchObject(required);
    const again = { _secretName: 'OTHER', _auth: { in: 'header', name: 'X-API-KEY' } };
    expect(await refusal({ _moreSecrets: [again] }, path, 'PATCH')).toMatchObject({
      status: 400,
      errors: [{ path: '_moreSecrets[0]._auth', message: 'is where another secret is sent' }],
    });
    expect((await done(product, path, { method: 'PATCH', body: { _description: 'New.' } }))._moreSecrets).toEqual(
      _moreSecrets,
    );
    const changed = await done(product, path, { method: 'PATCH', body: { _moreSecrets: null } });
    expect(changed).toMatchObject({ _secretName: 'PET_KEY' });
    expect(changed).not.toHaveProperty('_moreSecrets');
    await call('ids', { 'x-client-id': 'mine' });
    expect(received[1]!.headers).toMatchObject({ 'x-api-key': VALUE, 'x-client-id': 'mine' });
    await done(product, path, { method: 'PATCH', body: { _moreSecrets } });
    const open = await done(product, path, { method: 'PATCH', body: { _secretName: null } });
    for (const field of ['_secretName', '_auth', '_moreSecrets']) expect(open).not.toHaveProperty(field);
  });

  it('goes nowhere that it is not for, and no argument names another', async () => {
    await store(product, within(space, SECRETS), [secret('ELSEWHERE', { _hosts: ['api.example.com'] })]);
    const parameters = [{ name: 'X-Note', in: 'header', schema: { type: 'string' } }];
    const _document = petShop({ paths: { '/pets': { get: { operationId: 'note', parameters } } } });
    const { _id } = await create({ _secretName: 'ELSEWHERE', _document });
    expect(textOf(await call('note'))).toMatch(/^FetchError: The secret "ELSEWHERE" is not for/);
    await done(product, `${SERVICES}/${_id}`, { method: 'PATCH', body: { _secretName: 'GONE' } });
    expect(textOf(await call('note'))).toMatch(/There is no secret "GONE"/);
    expect(received).toEqual([]);
    await done(product, `${SERVICES}/${_id}`, { method: 'PATCH', body: { _secretName: null } });
    await call('note', { 'X-Note': '{{secrets.PET_KEY}}' });
    expect(received[0]!.headers['x-note']).toBe('{{secrets.PET_KEY}}');
  });
});

describe('users', () => {
  it('see and call the tools of a service by grants on it, and make and change services by grants alone', async () => {
    const { _id } = await create();
    const annaId = newUserId();
    const anna = await asUser(product, annaId, space);
    const path = `${SERVICES}/${String(_id)}`;
    const listed = (): Promise<string[]> => listedNames(anna, url());
    const called = async (): Promise<Json> => {
      const call = { name: 'getPet_PetShop', arguments: { petId: '1' } };
      return (await callTool(anna, url(), call)).result?.structuredContent?.url;
    };
    const patch = async (): Promise<number> =>
      (await rest(anna, path, { method: 'PATCH', body: { _description: 'New.' } })).status;
    const allowed = (...actions: string[]) =>
      grant(product, space, { to: annaId, resource: `aisvc:openapi-service:${String(_id)}`, actions });

    expect([await listed(), await called(), (await rest(anna, path)).status]).toEqual([[], undefined, 404]);
    expect((await done(anna, within(space, SERVICES)))._list).toEqual([]);
    expect((await rest(anna, within(space, SERVICES), { body: [service({ _name: 'Mine' })] })).status).toBe(403);
    await allowed('READ');
    expect([(await listed()).sort(), await called(), await patch()]).toEqual([READS, undefined, 403]);
    await allowed('RUN', 'EDIT');
    expect([await called(), await patch()]).toEqual(['/v1/pets/1', 200]);
    await grant(product, space, { to: annaId, resource: 'aisvc:openapi-service:*', actions: ['CREATE'] });
    expect((await rest(anna, within(space, SERVICES), { body: [service({ _name: 'Mine' })] })).status).toBe(201);
  });
});
