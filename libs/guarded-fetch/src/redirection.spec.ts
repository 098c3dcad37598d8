import type { RequestListener } from 'node:http';
import { echo, requestIn } from './testing/answers.js';
import { startServer, TestFetch, type TestServer } from './testing/test-fetch.js';

let server: TestServer;
let fetching: TestFetch;
beforeAll(async () => {
  server = await startServer(echo);
  fetching = new TestFetch();
});
afterAll(async () => {
  await fetching[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe('a redirection', () => {
  /** Redirects as the path says: `/<status>/<rest of the chain>`, ends with an echo. */
  const redirecting: RequestListener = (request, response) => {
    const [, status, rest] = /^\/(\d{3})(\/.*)$/.exec(request.url ?? '') ?? [];
    if (status === undefined) echo(request, response);
    else {
      request.resume();
      response.writeHead(Number(status), { location: rest }).end('Moved.');
    }
  };
  let here: TestServer;
  beforeAll(async () => {
    here = await startServer(redirecting);
  });
  afterAll(() => here[Symbol.asyncDispose]());

  it.each([
    { status: 301, method: 'POST', becomes: 'GET' },
    { status: 302, method: 'POST', becomes: 'GET' },
    { status: 303, method: 'POST', becomes: 'GET' },
    { status: 303, method: 'PUT', becomes: 'GET' },
    { status: 301, method: 'PUT', becomes: 'PUT' },
    { status: 302, method: 'PATCH', becomes: 'PATCH' },
    { status: 307, method: 'POST', becomes: 'POST' },
    { status: 308, method: 'POST', becomes: 'POST' },
  ])('by $status makes of a $method a $becomes', async ({ status, method, becomes }) => {
    const headers: [string, string][] = [['content-type', 'text/plain']];
    const response = await fetching.fetch(`${here.url}/${status}/end`, { method, headers, body: Buffer.from('body') });
    expect(response).toMatchObject({ redirected: true, url: `${here.url}/end`, status: 200 });
    const seen = requestIn(response);
    const [body, type] = becomes === 'GET' ? ['', undefined] : ['body', 'text/plain'];
    expect([seen.method, seen.body, seen.headers['content-type']]).toEqual([becomes, body, type]);
  });

  it('is followed five times and not a sixth', async () => {
    expect((await fetching.fetch(`${here.url}${'/302'.repeat(5)}/end`)).url).toBe(`${here.url}/end`);
    await expect(fetching.fetch(`${here.url}${'/302'.repeat(6)}/end`)).rejects.toMatchObject({
      code: 'RedirectNotAllowed',
      message: expect.stringContaining('more than 5 times'),
    });
  });

  it('is an error, or is handed over, as the request says', async () => {
    await expect(fetching.fetch(`${here.url}/302/end`, { redirect: 'error' })).rejects.toMatchObject({
      code: 'RedirectNotAllowed',
    });
    const manual = await fetching.fetch(`${here.url}/302/end`, { redirect: 'manual' });
    expect(manual).toMatchObject({ status: 302, redirected: false, url: `${here.url}/302/end` });
    expect(manual.headers).toContainEqual(['location', '/end']);
    expect(manual.body.toString()).toBe('Moved.');
  });

  it('takes credentials along within the origin, and to no other', async () => {
    const other = here.url.replace('127.0.0.1', 'other.test');
    await using away = await startServer((request, response) => {
      request.resume();
      response.writeHead(307, { location: request.url === '/away' ? `${other}/end` : '/end' }).end();
    });
    const headers: [string, string][] = [
      ['Authorization', 'Bearer x'],
      ['Cookie', 'a=b'],
      ['X-Api-Key', 'key'],
      ['X-Plain', 'plain'],
    ];
    const request = { headers, confidentialHeaders: ['X-API-Key'] };
    const same = requestIn(await fetching.fetch(`${here.url}/307/end`, request)).headers;
    expect(same).toMatchObject({ authorization: 'Bearer x', cookie: 'a=b', 'x-api-key': 'key', 'x-plain': 'plain' });
    const hosts = [new URL(away.url).host, new URL(other).host];
    const across = requestIn(await fetching.fetch(`${away.url}/away`, { ...request, hosts })).headers;
    expect(across).toMatchObject({ 'x-plain': 'plain' });
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(across).not.toHaveProperty(name);
  });

  it('takes a URL with what is confidential to no other origin', async () => {
    const other = here.url.replace('127.0.0.1', 'other.test');
    await using away = await startServer((request, response) => {
      const isAtEnd = request.url?.startsWith('/end') === true;
      response
        .writeHead(isAtEnd ? 200 : 302, { location: `${request.url === '/within' ? '' : other}/end?key=s3cr3t` })
        .end();
    });
    const hosts = [new URL(away.url).host, new URL(other).host];
    const request = { hosts, isConfidential: (text: string) => text.includes('s3cr3t') };
    expect(await fetching.fetch(`${away.url}/within`, request)).toMatchObject({ status: 200, redirected: true });
    const seen = here.requests.length;
    await expect(fetching.fetch(`${away.url}/away`, request)).rejects.toMatchObject({
      code: 'RedirectNotAllowed',
      message: expect.stringMatching(/redirects to "other\.test:\d+" with a secret in the URL/),
    });
    expect(here.requests).toHaveLength(seen);
  });

  it.each([
    ['ftp://127.0.0.1/', /neither https nor http/],
    ['javascript:alert(1)', /neither https nor http/],
    ['http://', /not an absolute URL/],
    ['http://a:b@127.0.0.1/', /a name or a password/],
  ])('to %s is not followed', async (location, message) => {
    await using odd = await startServer((_request, response) => {
      response.writeHead(302, { location }).end();
    });
    await expect(fetching.fetch(odd.url)).rejects.toMatchObject({
      code: 'RedirectNotAllowed',
      message: expect.stringMatching(message),
    });
  });

  it('that says no place is a response like others', async () => {
    await using odd = await startServer((_request, response) => {
      response.writeHead(302).end('nowhere');
    });
    expect(await fetching.fetch(odd.url)).toMatchObject({ status: 302, redirected: false });
  });

  it('does not wait for its own body', async () => {
    await using endless = await startServer((_request, response) => {
      response.writeHead(302, { location: `${server.url}/` });
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => {
        clearInterval(timer);
      });
    });
    const hosts = [endless.url, server.url].map((url) => new URL(url).host);
    expect((await fetching.fetch(endless.url, { hosts })).url).toBe(`${server.url}/`);
  });
});
