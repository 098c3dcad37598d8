/** What scripts fetch from other servers: through a tool's call, the sandbox and the guarded fetch of the worker. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  declares,
  done,
  ITEMS,
  type Json,
  newNamespace,
  script,
  secret,
  SECRETS,
  SETTINGS,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, textOf } from './support/mcp.ts';

const VALUE = 'the value/of+the "secret"';

/** A server outside, which repeats what it was sent in every way it knows. */
const outside: RequestListener = (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://outside');
  const sent = request.headers.authorization ?? '';
  switch (pathname) {
    case '/echo': {
      const json = JSON.stringify({ headers: request.headers, encoded: encodeURIComponent(sent) });
      response.writeHead(200, { 'x-echo': sent, 'content-type': 'application/json' });
      response.end(`${json}\n${Buffer.from(sent).toString('base64')}\n${sent}`);
      break;
    }
    case '/away':
      response
        .writeHead(302, {
          location: `http://localhost:${String(request.socket.localPort)}/echo?t=${encodeURIComponent(sent)}`,
        })
        .end();
      break;
    case '/moved':
      response.writeHead(302, { location: `/echo?t=${encodeURIComponent(sent)}` }).end();
      break;
    case '/large':
      response.end(Buffer.alloc(200_000, 'x'));
      break;
    case '/slow':
      response.write('never ends');
      break;
    default:
      response.end('plain');
  }
};

let product: LocalProcess;
let server: Server;
let requests: IncomingMessage[] = [];
let host: string;
let space: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    outside(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const limits = { FETCH_RESPONSE_BYTES: '100000', FETCH_TIMEOUT_MS: '1000' };
  product = await startLocalProcess({
    environment: { FETCH_PRIVATE_HOSTS: '127.0.0.1', LOG_LEVEL: 'debug', ...limits },
  });
});
afterAll(async () => {
  await product.stop();
  server.closeAllConnections();
  server.close();
});

const SOURCE = `async ${declares(
  'request',
  `const { path, url = 'http://' + input.host + path, ...init } = input;
  try {
    const response = await fetch(url, init);
    return { status: response.status, url: response.url, headers: [...response.headers], text: await response.text() };
  } catch (error) {
    console.log(error);
    return { name: error.name, code: error.code, message: error.message };
  }`,
)}`;

const allow = (...hosts: string[]) =>
  done(product, within(space, SETTINGS), { method: 'PUT', body: { _fetchHosts: hosts } });

beforeEach(async () => {
  requests = [];
  space = newNamespace();
  await store(product, within(space, ITEMS), [script(SOURCE)]);
  const _script = { _userType: 'scripts', _scriptName: 'request' };
  await store(product, within(space, TOOLS), [tool('request', { _schema: { type: 'object' }, _script })]);
  await allow(host);
});

/** What a script says of a fetch, and all that a client sees of it. */
async function request(input: object): Promise<{ said: Json; seen: string }> {
  const message = await callTool(product, `nsfilter=${space}`, {
    name: 'request',
    arguments: { host, path: '/', ...input },
  });
  return { said: JSON.parse(textOf(message)), seen: JSON.stringify(message) };
}
const authorized = { headers: { authorization: 'Bearer {{secrets.TOKEN}}' } };

describe('a fetch of a script', () => {
  it('reaches a host that the namespace lists', async () => {
    const { said } = await request({ path: '/plain?a=b' });
    expect(said).toMatchObject({ status: 200, text: 'plain', url: `http://${host}/plain?a=b` });
    expect(requests.map(({ url }) => url)).toEqual(['/plain?a=b']);
  });

  it('is refused from the moment on when the host is no longer listed', async () => {
    expect((await request({})).said.status).toBe(200);
    await allow();
    expect((await request({})).said).toEqual({
      name: 'FetchError',
      code: 'HostNotAllowed',
      message: `"${host}" is not one of the hosts that are allowed here. They are the _fetchHosts of the settings of the namespace "${space}".`,
    });
    await allow(host);
    expect((await request({})).said.status).toBe(200);
    expect(requests).toHaveLength(2);
  });

  it('is refused to what another namespace lists', async () => {
    const listing = space;
    space = newNamespace();
    await store(product, within(space, ITEMS), [script(SOURCE)]);
    const _script = { _userType: 'scripts', _scriptName: 'request' };
    await store(product, within(space, TOOLS), [tool('request', { _schema: { type: 'object' }, _script })]);
    expect((await request({})).said).toMatchObject({
      code: 'HostNotAllowed',
      message: expect.not.stringContaining(listing),
    });
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://0.0.0.0:PORT/',
    'http://10.0.0.1/',
  ])('never reaches %s', async (url) => {
    const { said } = await request({ url: url.replace('PORT', host.split(':')[1]!) });
    expect(said).toMatchObject({ name: 'FetchError', code: 'HostNotAllowed' });
    expect(requests).toEqual([]);
  });

  it('does not follow to a host that is not listed', async () => {
    const { said } = await request({ path: '/away' });
    expect(said).toMatchObject({ code: 'HostNotAllowed', message: expect.stringMatching(/redirects to "localhost/) });
    expect(requests.map(({ url }) => url)).toEqual(['/away']);
  });

  it('ends at its limits', async () => {
    expect((await request({ path: '/large' })).said).toMatchObject({ code: 'ResponseTooLarge' });
    expect((await request({ path: '/slow' })).said).toMatchObject({ code: 'TimeLimitExceeded' });
  });

  it('ends with its run', async () => {
    const source = declares('answer', `fetch('http://${host}/slow').catch(() => {}); return sleepless();`);
    const waiting = `async function sleepless() { await new Promise((resolve) => setTimeout(resolve, 300)); return 'done'; }`;
    await store(product, within(space, ITEMS), [script(`async ${source}\n${waiting}`, { _userType: 'leaving' })]);
    const _script = { _userType: 'leaving', _scriptName: 'answer' };
    await store(product, within(space, TOOLS), [tool('leave', { _script })]);
    const closed = new Promise<void>((resolve) => {
      server.once('request', (incoming: IncomingMessage) =>
        incoming.socket.once('close', () => {
          resolve();
        }),
      );
    });
    const message = await callTool(product, `nsfilter=${space}`, { name: 'leave', arguments: {} });
    expect(textOf(message)).toBe('done');
    await closed;
  });
});

describe('a secret in the headers of a fetch', () => {
  beforeEach(async () => {
    await store(product, within(space, SECRETS), [secret('TOKEN', { _value: VALUE, _hosts: [host] })]);
  });

  it('reaches the server, and nothing that comes back shows it', async () => {
    const { said, seen } = await request({ path: '/echo', ...authorized });
    expect(requests[0]!.headers.authorization).toBe(`Bearer ${VALUE}`);
    expect(said.text).toContain('Bearer [secret TOKEN]');
    for (const trace of [
      VALUE,
      'the value',
      encodeURIComponent(VALUE),
      Buffer.from(VALUE).toString('base64').slice(4, -4),
    ]) {
      expect(seen).not.toContain(trace);
    }
    expect(said.headers).toContainEqual(['x-echo', 'Bearer [secret TOKEN]']);
    const moved = await request({ path: '/moved', ...authorized });
    expect(requests.at(-1)!.url).toContain(encodeURIComponent(VALUE));
    expect(moved.said.url).toContain('[secret TOKEN]');
    expect(moved.seen).not.toContain('the%20value');
  });

  it('is in no record of the run and in no line of the log', async () => {
    await request({ path: '/echo', ...authorized });
    await request({ path: '/away', ...authorized });
    const RUNS = '/itemsvc/api/v1/runs';
    await eventually('the runs to be recorded', async () => (await done(product, within(space, RUNS)))._total === 2);
    const ids = valuesOf(await done(product, within(space, RUNS)), '_id');
    const records = await Promise.all(ids.map((id) => rest(product, `${RUNS}/${id}`)));
    expect(records.map(({ status }) => status)).toEqual([200, 200]);
    expect(records.map(({ text }) => text).join('\n') + product.output()).not.toContain('the value');
  });

  it('that was rotated, meant for other hosts or deleted counts for the next fetch', async () => {
    const [{ _id }] = (await done(product, within(space, SECRETS)))._list;
    const path = `${SECRETS}/${String(_id)}`;
    await done(product, path, { method: 'PATCH', body: { _value: 'a rotated value' } });
    await request({ path: '/echo', ...authorized });
    expect(requests.at(-1)!.headers.authorization).toBe('Bearer a rotated value');
    await done(product, path, { method: 'PATCH', body: { _hosts: ['api.example.com'], _value: VALUE } });
    expect((await request({ path: '/echo', ...authorized })).said).toEqual({
      name: 'FetchError',
      code: 'SecretNotAllowed',
      message: `The secret "TOKEN" is not for "${host}"; it may be sent to api.example.com only.`,
    });
    await rest(product, path, { method: 'DELETE' });
    expect((await request({ path: '/echo', ...authorized })).said).toMatchObject({
      code: 'SecretNotAllowed',
      message: 'There is no secret "TOKEN" in the namespace.',
    });
    expect(requests).toHaveLength(1);
  });

  it('is not sent where the namespace does not allow, nor in a URL, nor for a part of an answer', async () => {
    await allow('api.example.com');
    expect((await request(authorized)).said).toMatchObject({ code: 'HostNotAllowed' });
    await allow(host);
    expect((await request({ path: '/?t={{secrets.TOKEN}}' })).said).toMatchObject({
      code: 'SecretNotAllowed',
      message: expect.stringContaining('stands in the URL'),
    });
    const ranged = { headers: { ...authorized.headers, range: 'bytes=3-5' } };
    expect((await request(ranged)).said).toMatchObject({
      code: 'SecretNotAllowed',
      message: expect.stringContaining('range'),
    });
    expect(requests).toEqual([]);
  });
});
