import { echo, requestIn } from './testing/answers.js';
import { LIMITS, startServer, TestFetch, type TestServer } from './testing/test-fetch.js';

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

describe('a request', () => {
  it('reaches the server with its method, headers and body, and the answer comes back whole', async () => {
    const response = await fetching.fetch(`${server.url}/a%20b?c=d#e`, {
      method: 'patch',
      headers: [
        ['X-Two', 'one'],
        ['x-two', 'two'],
        ['Content-Type', 'text/plain'],
      ],
      body: Buffer.from('büdy'),
    });
    expect(response).toMatchObject({
      status: 200,
      statusText: 'OK',
      redirected: false,
      url: `${server.url}/a%20b?c=d`,
    });
    expect(response.headers.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]);
    expect(requestIn(response)).toMatchObject({
      method: 'PATCH',
      url: '/a%20b?c=d',
      headers: { 'x-two': 'one, two', 'user-agent': 'toolrack', 'content-length': '5', accept: '*/*' },
      body: 'büdy',
    });
  });

  it.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('may be a %s', async (method) => {
    const response = await fetching.fetch(server.url, { method });
    expect([response.status, server.requests.at(-1)?.method]).toEqual([200, method]);
  });

  it.each([
    ['a method that is not offered', { method: 'TRACE' }, /TRACE/],
    ['CONNECT', { method: 'CONNECT' }, /CONNECT/],
    ['a method that is none', { method: 'GET / HTTP/1.1\r\nX: y' }, /none of/],
    ['a body where there is none', { body: Buffer.from('x') }, /has no body/],
    ['a line break in a value', { headers: [['x', 'a\r\nHost: evil']] }, /line break/],
    ['a line feed in a value', { headers: [['x', 'a\nb']] }, /line break/],
    ['a null in a value', { headers: [['x', 'a\0']] }, /line break/],
    ['a character that no header holds', { headers: [['x', '€']] }, /line break or another/],
    ['a line break in a name', { headers: [['x\r\ny', 'a']] }, /not the name/],
    ['an empty name', { headers: [['', 'a']] }, /not the name/],
    ['too many headers', { headers: Array.from({ length: 101 }, (_, index) => [`x-${index}`, 'a']) }, /more than 100/],
    ['headers that are too large', { headers: [['x', 'a'.repeat(33 * 1024)]] }, /more than 32768/],
  ] as [string, object, RegExp][])('with %s is refused', async (_what, request, message) => {
    const before = server.requests.length;
    await expect(fetching.fetch(server.url, request)).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringMatching(message),
    });
    expect(server.requests).toHaveLength(before);
  });

  it.each([
    'Host',
    'Connection',
    'keep-alive',
    'Transfer-Encoding',
    'content-length',
    'TE',
    'Trailer',
    'Upgrade',
    'Expect',
    'Via',
    'Proxy-Authorization',
    'proxy-connection',
    'Sec-Fetch-Site',
    'HTTP2-Settings',
  ])('that sets %s is refused', async (name) => {
    await expect(fetching.fetch(server.url, { headers: [[name, 'x']] })).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: `The header "${name}" cannot be set: it is the client's own.`,
    });
  });

  it.each([
    ['ftp://a.test/', /neither https nor http/],
    ['file:///etc/passwd', /neither https nor http/],
    ['data:text/plain,x', /neither https nor http/],
    ['/relative', /not an absolute URL/],
    ['http://', /not an absolute URL/],
    ['http://user@a.test/', /a name or a password/],
    ['http://user:pass@a.test/', /a name or a password/],
    [`http://a.test/${'x'.repeat(17_000)}`, /more than 16384/],
  ])('to %s is refused', async (url, message) => {
    await expect(fetching.fetch(url, { hosts: ['a.test'] })).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: expect.stringMatching(message),
    });
  });

  it('with a body above the limit is refused, and one at the limit is sent', async () => {
    const body = Buffer.alloc(LIMITS.requestBytes, 'x');
    await expect(
      fetching.fetch(server.url, { method: 'POST', body: Buffer.concat([body, body]) }),
    ).rejects.toMatchObject({ code: 'RequestTooLarge' });
    await using taking = await startServer((request, response) => {
      request.resume().on('end', () => response.end());
    });
    expect((await fetching.fetch(taking.url, { method: 'POST', body })).status).toBe(200);
  });

  it('takes no proxy from the environment', async () => {
    process.env.http_proxy = 'http://127.0.0.1:1';
    try {
      await using own = new TestFetch();
      expect((await own.fetch(server.url)).status).toBe(200);
    } finally {
      delete process.env.http_proxy;
    }
  });
});
