import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { echo, startRawServer } from './testing/answers.js';
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

describe('a response', () => {
  const body = Buffer.from('The same words again. '.repeat(100));
  const encodings: [string, Buffer][] = [
    ['gzip', gzipSync(body)],
    ['x-gzip', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['deflate', deflateRawSync(body)],
    ['br', brotliCompressSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['identity', body],
  ];
  const answering = (encoding: string, content: Buffer) =>
    startServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(content);
    });

  it.each(encodings)('in %s is decompressed', async (encoding, content) => {
    await using compressing = await answering(encoding, content);
    expect((await fetching.fetch(compressing.url)).body.toString()).toBe(body.toString());
  });

  it('that has no body has none, whatever it says of compression', async () => {
    await using compressing = await answering('gzip', Buffer.alloc(0));
    expect((await fetching.fetch(compressing.url)).body).toHaveLength(0);
    await using larger = await answering('br', brotliCompressSync(body));
    expect((await fetching.fetch(larger.url, { method: 'HEAD' })).body).toHaveLength(0);
  });

  const bomb = Buffer.alloc(50 * 1024 * 1024);
  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['zstd', zstdCompressSync(bomb)],
  ])('in %s that would grow beyond the limit is refused', async (encoding, content) => {
    expect(content.length).toBeLessThan(LIMITS.responseBytes);
    await using compressing = await answering(encoding, content);
    await expect(fetching.fetch(compressing.url)).rejects.toMatchObject({ code: 'ResponseTooLarge' });
  });

  it.each([
    ['gzip', Buffer.from('not gzip at all')],
    ['gzip', gzipSync(body).subarray(0, 40)],
    ['br', Buffer.alloc(30, 0xff)],
    ['gzip, gzip', gzipSync(gzipSync(body))],
  ])('in %s that cannot be read is refused', async (encoding, content) => {
    await using compressing = await answering(encoding, content);
    await expect(fetching.fetch(compressing.url)).rejects.toMatchObject({
      code: 'InvalidResponse',
      message: expect.stringContaining(new URL(compressing.url).host),
    });
  });

  it('of more bytes than the limit is refused without reading on, whether it says so or not', async () => {
    for (const headers of [{}, { 'content-length': String(1e9) }]) {
      const ending = Promise.withResolvers<undefined>();
      await using flooding = await startServer((_request, response) => {
        response.writeHead(200, headers).on('close', () => {
          ending.resolve(undefined);
        });
        const write = (): void => {
          if (!response.destroyed && response.write(Buffer.alloc(16 * 1024))) setImmediate(write);
        };
        response.on('drain', write).on('error', () => undefined);
        write();
      });
      await expect(fetching.fetch(flooding.url)).rejects.toMatchObject({
        code: 'ResponseTooLarge',
        message: `The body that "${new URL(flooding.url).host}" sends is larger than ${LIMITS.responseBytes} bytes.`,
      });
      await ending.promise;
    }
  });

  it('of exactly the limit is read', async () => {
    await using full = await startServer((_request, response) => {
      response.end(Buffer.alloc(LIMITS.responseBytes));
    });
    expect((await fetching.fetch(full.url)).body).toHaveLength(LIMITS.responseBytes);
  });

  it('whose head alone is wanted is there with its head, whatever becomes of its body', async () => {
    await using odd = await startServer(({ url }, response) => {
      response.writeHead(201, url === '/encoded' ? { 'content-encoding': 'gzip' } : { 'content-length': '1000000' });
      if (url === '/encoded') response.end('not gzip at all');
      else
        response.write('a beginning', () => {
          if (url === '/broken') response.destroy();
        });
    });
    for (const path of ['/encoded', '/endless', '/broken']) {
      const { status, body } = await fetching.fetch(`${odd.url}${path}`, { response: 'head' });
      expect([path, status, body.length]).toEqual([path, 201, 0]);
    }
  });

  it('whose head alone is wanted leaves its connection to later ones, when its body is small', async () => {
    await using brief = await startServer((_request, response) => {
      response.end('ok');
    });
    for (let count = 0; count < 5; count++) await fetching.fetch(brief.url, { response: 'head' });
    expect(brief.connections()).toBeLessThanOrEqual(2);
  });

  it('with headers above the limit is refused', async () => {
    await using raw = await startRawServer(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`);
    await expect(fetching.fetch(raw.url)).rejects.toMatchObject({ code: 'ResponseTooLarge' });
  });

  it.each([
    'nonsense\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n',
    'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc',
    '',
  ])('that is not HTTP (%j) is an error', async (answer) => {
    await using raw = await startRawServer(answer);
    await expect(fetching.fetch(raw.url)).rejects.toMatchObject({
      name: 'FetchError',
      code: expect.stringMatching(/^(?:InvalidResponse|Unreachable)$/),
    });
  });

  it('may have interim ones before it, and ends when they do not', async () => {
    const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\n';
    await using hinting = await startRawServer(`${hint.repeat(3)}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok`);
    expect((await fetching.fetch(hinting.url)).body.toString()).toBe('ok');
    await using endless = await startRawServer(hint.repeat(100), { ends: false });
    await expect(fetching.fetch(endless.url)).rejects.toMatchObject({
      code: 'InvalidResponse',
      message: `"${new URL(endless.url).host}" sends more than 20 interim responses.`,
    });
  });

  it('that does not begin in time is an error', async () => {
    await using silent = await startRawServer('', { ends: false });
    await using hasty = new TestFetch({ limits: { firstByteMs: 100 } });
    await expect(hasty.fetch(silent.url)).rejects.toMatchObject({
      code: 'TimeLimitExceeded',
      message: `"${new URL(silent.url).host}" did not answer within 100 ms.`,
    });
  });

  it('whose body trickles is ended at the limit of the whole', async () => {
    const ending = Promise.withResolvers<undefined>();
    await using slow = await startServer((_request, response) => {
      const timer = setInterval(() => response.write('x'), 10);
      response.on('close', () => {
        clearInterval(timer);
        ending.resolve(undefined);
      });
    });
    await using hasty = new TestFetch({ limits: { timeoutMs: 150 } });
    await expect(hasty.fetch(slow.url)).rejects.toMatchObject({
      code: 'TimeLimitExceeded',
      message: 'The fetch took longer than 150 ms.',
    });
    await ending.promise;
  });

  it('is not waited for when the caller goes away', async () => {
    await using silent = await startRawServer('', { ends: false });
    await expect(fetching.fetch(silent.url, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'Cancelled',
    });
    await expect(fetching.fetch(server.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'Cancelled',
    });
  });

  it('does not come from a port where nobody listens, or a name without address', async () => {
    const free = await startServer(echo);
    await free[Symbol.asyncDispose]();
    const host = new URL(free.url).host;
    await expect(fetching.fetch(free.url)).rejects.toMatchObject({
      code: 'Unreachable',
      message: `"${host}" cannot be reached: it refuses the connection.`,
    });
    await using unresolved = new TestFetch({
      resolve: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' })),
    });
    await expect(unresolved.fetch('http://nowhere.test/')).rejects.toMatchObject({
      code: 'Unreachable',
      message: 'There is no address for "nowhere.test".',
    });
  });
});
