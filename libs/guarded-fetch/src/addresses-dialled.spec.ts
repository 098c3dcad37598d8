/** No address that is not public is dialled, by whatever name it is reached. */
import { PrivateHosts } from '#libs/guarded-fetch';
import { resolveBySystem } from './dial.js';
import { startServer, TestFetch, type TestServer } from './testing/test-fetch.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer((_request, response) => {
    response.end('internal');
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const closed = { privateHosts: new PrivateHosts([]) };
const NOT_ALLOWED = { name: 'FetchError', code: 'AddressNotAllowed' };

describe('a fetch', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://0.0.0.0:PORT/',
    'http://[::1]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[fd00:ec2::254]/',
    'http://10.0.0.1/',
  ])('of %s is refused though the host is listed', async (url) => {
    await using fetching = new TestFetch(closed);
    await expect(fetching.fetch(url.replace('PORT', String(server.port)))).rejects.toMatchObject(NOT_ALLOWED);
    expect(server.requests).toEqual([]);
  });

  it('of localhost is refused, as the resolver of the system has it', async () => {
    await using fetching = new TestFetch({ ...closed, resolve: resolveBySystem });
    await expect(fetching.fetch(`http://localhost:${server.port}/`)).rejects.toMatchObject(NOT_ALLOWED);
    expect(server.connections()).toBe(0);
  });

  it.each([
    [['127.0.0.1']],
    [['1.1.1.1', '127.0.0.1']],
    [['127.0.0.1', '1.1.1.1']],
    [['169.254.169.254']],
    [['::ffff:127.0.0.1']],
    [['2606:4700::1111', 'fd00:ec2::254']],
    [[]],
  ])('of a name whose addresses are %j is refused', async (addresses) => {
    await using fetching = new TestFetch({ ...closed, resolve: () => Promise.resolve(addresses) });
    await expect(fetching.fetch(`http://rebind.test:${server.port}/`)).rejects.toMatchObject({
      ...NOT_ALLOWED,
      message: '"rebind.test" has no public address, and only such may be reached.',
    });
    expect(server.connections()).toBe(0);
  });

  it('looks the same whatever listens at a refused address', async () => {
    await using fetching = new TestFetch({ ...closed, resolve: () => Promise.resolve(['127.0.0.1']) });
    const messages = await Promise.all(
      [server.port, 1].map((port) => fetching.fetch(`http://name.test:${port}/`).catch(String)),
    );
    expect(messages[0]).toBe(messages[1]);
  });

  it('asks the resolver once for a dial, and again for the next', async () => {
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    let asked = 0;
    const one = await startServer((_request, response) => {
      response.writeHead(200, { connection: 'close' }).end('first');
    });
    await using _ = one;
    await using fetching = new TestFetch({ resolve: () => Promise.resolve(answers[asked++] ?? []) });
    const url = `http://opened.test:${one.port}/`;
    expect((await fetching.fetch(url)).body.toString()).toBe('first');
    expect(asked).toBe(1);
    await expect(fetching.fetch(url)).rejects.toMatchObject(NOT_ALLOWED);
    expect(asked).toBe(2);
    expect(one.requests).toHaveLength(1);
  });

  it('reaches a private address where an operator opened the host, at that port', async () => {
    const resolve = () => Promise.resolve(['127.0.0.1']);
    await using fetching = new TestFetch({ privateHosts: new PrivateHosts([`name.test:${server.port}`]), resolve });
    expect((await fetching.fetch(`http://name.test:${server.port}/`)).status).toBe(200);
    await expect(fetching.fetch(`http://name.test:${server.port + 1}/`)).rejects.toMatchObject(NOT_ALLOWED);
    await expect(fetching.fetch(`http://other.test:${server.port}/`)).rejects.toMatchObject(NOT_ALLOWED);
  });

  it('of a host that an operator opened does not reach the metadata of a cloud', async () => {
    for (const address of ['169.254.169.254', 'fd00:ec2::254', '0.0.0.0']) {
      await using fetching = new TestFetch({ resolve: () => Promise.resolve([address]) });
      await expect(fetching.fetch('http://opened.test/')).rejects.toMatchObject(NOT_ALLOWED);
    }
    await using fetching = new TestFetch({ privateHosts: new PrivateHosts(['169.254.169.254']) });
    await expect(fetching.fetch('http://169.254.169.254/')).rejects.toMatchObject(NOT_ALLOWED);
  });

  it('is refused when a host that is allowed redirects to one that is not, by list or by address', async () => {
    const targets = [
      'http://169.254.169.254/',
      `http://localhost:${server.port}/`,
      `http://inside.test:${server.port}/`,
    ];
    const redirecting = await startServer((request, response) => {
      response.writeHead(302, { location: targets[Number(request.url?.slice(1))] }).end();
    });
    await using _ = redirecting;
    await using fetching = new TestFetch();
    const before = server.requests.length;
    const listed = ['127.0.0.1', '169.254.169.254', 'localhost', 'inside.test'];
    for (const [index, target] of targets.entries()) {
      const url = `${redirecting.url}/${index}`;
      await expect(fetching.fetch(url)).rejects.toMatchObject({
        code: 'HostNotAllowed',
        message: expect.stringContaining(`redirects to "${new URL(target).host}"`),
      });
      const hosts = [...listed, ...listed.map((host) => `${host}:${server.port}`), new URL(url).host];
      await expect(fetching.fetch(url, { hosts })).rejects.toMatchObject(NOT_ALLOWED);
    }
    expect(server.requests).toHaveLength(before);
  });

  it('of a host that is not listed does not ask the resolver', async () => {
    let asked = 0;
    await using fetching = new TestFetch({ resolve: () => Promise.resolve([`127.0.0.${++asked}`]) });
    for (const hosts of [[], ['example.com'], ['*.evil.test'], ['evil.test:81']]) {
      await expect(fetching.fetch('http://evil.test/', { hosts })).rejects.toMatchObject({
        code: 'HostNotAllowed',
        message: '"evil.test" is not one of the hosts that are allowed here.',
      });
    }
    expect(asked).toBe(0);
  });
});
