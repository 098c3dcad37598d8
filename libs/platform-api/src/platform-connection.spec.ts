import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { etagOf } from './etags.js';
import { PlatformApiError } from './platform-api-error.js';
import { createPlatformApi } from './platform-api.js';

const PROBLEM = '{"code":"TooManyRequests","detail":"Too many wait.","correlationId":"c-1"}';
const asked: { url: string | undefined; authorization: string | undefined }[] = [];
let server: Server;
let baseUrl: string;
beforeAll(async () => {
  server = createServer(({ url, headers: { authorization } }, response) => {
    asked.push({ url, authorization });
    if (url?.includes('silent') === true) return;
    if (url?.includes('half') === true) {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{', () => response.destroy());
      return;
    }
    const [, status, body] = /files\/(\d+)(?:-([a-z]+))?/.exec(url ?? '') ?? [];
    if (status !== undefined) {
      response.writeHead(Number(status), { location: '/elsewhere', 'retry-after': '7', etag: '"3"' });
      response.end(body === 'problem' ? PROBLEM : body);
      return;
    }
    response.setHeader('content-type', 'application/json').end('{"_id":"a"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('a platform API that is given a base URL and a token', () => {
  it.each(['', '/', '/toolrack', '/toolrack/'])('calls beneath the base URL: …%s', async (path) => {
    const api = createPlatformApi({ baseUrl: baseUrl + path, token: 'secret' });
    await expect(api.IafFileSvc.getFile('a', { _namespaces: ['demo'] })).resolves.toEqual({ _id: 'a' });
    expect(asked.at(-1)).toEqual({
      url: `${path.replace(/\/$/, '')}/filesvc/api/v1/files/a?nsfilter=demo`,
      authorization: 'Bearer secret',
    });
  });

  it('takes what does not answer in time for unavailable', async () => {
    const api = createPlatformApi({ baseUrl, token: 'secret', timeoutMs: 20 });
    const call = api.IafFileSvc.getFile('silent', {});
    await expect(call).rejects.toThrow(PlatformApiError);
    await expect(call).rejects.toMatchObject({ status: 503, code: 'Unavailable' });
  });

  it('ends its calls with the reason of the signal', async () => {
    const leaving = new AbortController();
    const api = createPlatformApi({ baseUrl, token: 'secret', signal: leaving.signal });
    const call = api.IafFileSvc.getFile('silent', {});
    leaving.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });

  it('reads no more of an answer than it may', async () => {
    const api = createPlatformApi({ baseUrl, token: 'secret', maxBytes: 5 });
    await expect(api.IafFileSvc.getFile('a', {})).rejects.toMatchObject({ code: 'AnswerTooLarge' });
  });

  it('ends one call with the signal of its ctx', async () => {
    const api = createPlatformApi({ baseUrl, token: 'secret' });
    const call = api.IafFileSvc.getFile('silent', { signal: AbortSignal.timeout(20) });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(api.IafFileSvc.getFile('a', {})).resolves.toEqual({ _id: 'a' });
  });

  it('says when a call may be repeated, and by which id it is found in the logs', async () => {
    const call = createPlatformApi({ baseUrl, token: 'secret' }).IafFileSvc.getFile('429-problem', {});
    await expect(call).rejects.toMatchObject({
      code: 'TooManyRequests',
      message: 'Too many wait.',
      retryAfterMs: 7_000,
      correlationId: 'c-1',
    });
  });

  it.each([
    ['503-html', 503, 'The service answered 503.'],
    ['200-html', 503, 'What answered is no service of Toolrack: the answer is not JSON.'],
    ['302-html', 503, 'What answered redirects to "/elsewhere"; the base URL must be where Toolrack itself answers.'],
    ['half', 503, 'The answer broke off before its end.'],
  ])('takes what is no answer of ours for unavailable: %s', async (id, status, message) => {
    const call = createPlatformApi({ baseUrl, token: 'secret' }).IafFileSvc.getFile(id, {});
    await expect(call).rejects.toMatchObject({ name: 'PlatformApiError', code: 'Unavailable', status, message });
  });

  it('names the base URL that cannot be reached, and why', async () => {
    const call = createPlatformApi({ baseUrl: 'http://127.0.0.1:1', token: 'secret' }).IafFileSvc.getFile('a', {});
    await expect(call).rejects.toThrow(/^http:\/\/127\.0\.0\.1:1 cannot be reached: /);
  });

  it('rejects what it cannot ask for, and tells no ETag of an answer that came without one', async () => {
    const api = createPlatformApi({ baseUrl, token: 'secret' });
    const call = api.IafFileSvc.getFile('.', {});
    await expect(call).rejects.toMatchObject({ code: 'ValidationFailed' });
    const answer = await api.IafFileSvc.getFile('a', {});
    expect(() => etagOf(answer)).toThrow(TypeError);
  });

  it.each([
    { token: '' },
    { token: 'line\n' },
    { token: 'gehört' },
    { timeoutMs: 0 },
    { timeoutMs: Number.NaN },
    { timeoutMs: 1.5 },
    { baseUrl: 'http://ann:pass@tools.example.com' },
  ])('refuses %j', (wrong) => {
    expect(() => createPlatformApi({ baseUrl, token: 'secret', ...wrong })).toThrow(TypeError);
  });

  it.each(['tools.example.com', 'file:///tmp', 'http://host/?a=b', 'http://host/#a', ''])(
    'refuses the base URL "%s"',
    (wrong) => {
      expect(() => createPlatformApi({ baseUrl: wrong, token: 'secret' })).toThrow(TypeError);
    },
  );
});
