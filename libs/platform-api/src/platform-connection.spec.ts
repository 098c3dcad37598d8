import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PlatformApiError } from './platform-api-error.js';
import { createPlatformApi } from './platform-api.js';

const asked: { url: string | undefined; authorization: string | undefined }[] = [];
let server: Server;
let baseUrl: string;
beforeAll(async () => {
  server = createServer(({ url, headers: { authorization } }, response) => {
    asked.push({ url, authorization });
    if (url?.includes('silent') === true) return;
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

  it.each(['tools.example.com', 'file:///tmp', 'http://host/?a=b', 'http://host/#a', ''])(
    'refuses the base URL "%s"',
    (wrong) => {
      expect(() => createPlatformApi({ baseUrl: wrong, token: 'secret' })).toThrow(TypeError);
    },
  );
});
