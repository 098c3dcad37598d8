import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import type { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { echo, startRawServer } from './testing/answers.js';
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

describe('https', () => {
  let folder: string;
  let certificate: string;
  let secure: { url: string; close: () => void };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guarded-fetch-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=opened.test', '-addext', 'subjectAltName=DNS:opened.test'];
    const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert];
    await promisify(execFile)('openssl', ['req', '-x509', '-days', '1', ...made, ...subject]);
    certificate = await readFile(cert, 'utf8');
    const listener: RequestListener = (request, response) => {
      if (request.url === '/reused') {
        response.setHeader('connection', 'close').end(String((request.socket as TLSSocket).isSessionReused()));
      } else if (request.url === '/down') response.writeHead(302, { location: `${server.url}/` }).end();
      else response.end('secure');
    };
    const https = createHttpsServer({ key: await readFile(key), cert: certificate }, listener);
    https.listen(0, '127.0.0.1');
    await once(https, 'listening');
    const { port } = https.address() as AddressInfo;
    secure = {
      url: `https://opened.test:${port}`,
      close: () => {
        https.closeAllConnections();
        https.close();
      },
    };
  });
  afterAll(async () => {
    secure.close();
    await rm(folder, { recursive: true });
  });

  it('is spoken with those whose certificate is valid for their name', async () => {
    await using trusting = new TestFetch({ certificateAuthorities: [certificate] });
    expect((await trusting.fetch(secure.url)).body.toString()).toBe('secure');
    const certificateInvalid = { code: 'Unreachable', message: expect.stringMatching(/certificate/) };
    await expect(fetching.fetch(secure.url)).rejects.toMatchObject(certificateInvalid);
    await expect(trusting.fetch(secure.url.replace('opened', 'other'))).rejects.toMatchObject(certificateInvalid);
  });

  it('resumes the session of an earlier connection, of the same partition only', async () => {
    await using trusting = new TestFetch({ certificateAuthorities: [certificate] });
    const reused = async (partition: string): Promise<string> =>
      (await trusting.fetch(`${secure.url}/reused`, { partition })).body.toString();
    expect([await reused('a'), await reused('a'), await reused('b')]).toEqual(['false', 'true', 'false']);
  });

  it('does not fall back to http by a redirection', async () => {
    await using trusting = new TestFetch({ certificateAuthorities: [certificate] });
    const hosts = [secure.url, server.url].map((url) => new URL(url).host);
    await expect(trusting.fetch(`${secure.url}/down`, { hosts })).rejects.toMatchObject({
      code: 'RedirectNotAllowed',
      message: expect.stringContaining('redirects from https to http'),
    });
  });
});

describe('partitions', () => {
  it('keep their connections for further requests, and share them with nobody', async () => {
    const ports = { a: new Set<number>(), b: new Set<number>() };
    await using own = new TestFetch();
    for (const partition of ['a', 'a', 'b', 'a', 'b', 'a'] as const) {
      await own.fetch(server.url, { partition });
      ports[partition].add(server.requests.at(-1)!.socket.remotePort!);
    }
    expect(ports.a.size).toBeLessThan(4);
    expect([...ports.a].filter((port) => ports.b.has(port))).toEqual([]);
  });

  it('wait for nobody but themselves', async () => {
    await using silent = await startRawServer('', { ends: false });
    await using own = new TestFetch();
    const leave = new AbortController();
    const stuck = Array.from({ length: 10 }, () => own.fetch(silent.url, { signal: leave.signal }).catch(String));
    const waiting = own.fetch(server.url);
    const given = own.fetch(server.url, { signal: AbortSignal.timeout(50) });
    await expect(given).rejects.toMatchObject({ code: 'Cancelled' });
    expect((await own.fetch(server.url, { partition: 'b' })).status).toBe(200);
    leave.abort();
    await Promise.all(stuck);
    expect((await waiting).status).toBe(200);
  });
});
