/** Names whose servers are silent, and hosts that let nobody in, cost those who want them and nobody else. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { echo } from './testing/answers.js';
import { NameServers } from './testing/name-servers.js';
import { portOf, startServer, TestFetch, type TestServer } from './testing/test-fetch.js';
import { PrivateHosts } from './private-hosts.js';

const NAMES = ['a1.test', 'a2.test', 'b1.test', 'c1.test'];

let server: TestServer;
let servers: NameServers;
beforeAll(async () => {
  server = await startServer(echo);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  servers = new NameServers();
});

const fetching = (limits = {}): TestFetch =>
  new TestFetch({ privateHosts: new PrivateHosts(NAMES), resolve: servers.resolve, limits });
/** `a1` is a host of the partition `a`. */
const url = (name: string): string => `http://${name}.test:${server.port}/`;
const partitionOf = (name: string): string => name.slice(0, 1);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(5);
}

describe('a name whose server is silent', () => {
  it('does not hold up who wants another one', async () => {
    await using own = fetching();
    const leave = new AbortController();
    const stuck = Array.from({ length: 10 }, (_, index) =>
      own.fetch(url(`a${1 + (index % 2)}`), { partition: 'a', signal: leave.signal }).catch(String),
    );
    for (const name of ['b1', 'c1']) {
      const other = own.fetch(url(name), { partition: partitionOf(name) });
      await until(() => servers.open.join() === ['a1.test', `${name}.test`].join());
      servers.answer(`${name}.test`);
      expect((await other).status).toBe(200);
    }
    leave.abort();
    await Promise.all(stuck);
    servers.answerAll();
  });

  it.each([
    ['the first byte', { firstByteMs: 500 }, `"a1.test:PORT" did not answer within 500 ms.`],
    ['the whole', { timeoutMs: 500 }, 'The fetch took longer than 500 ms.'],
  ])('ends a fetch at the limit of %s, asked for or not', async (_what, limits, message) => {
    await using own = fetching(limits);
    const error = { code: 'TimeLimitExceeded', message: message.replace('PORT', String(server.port)) };
    await expect(own.fetch(url('a1'), { partition: 'a' })).rejects.toMatchObject(error);
    // Its place is taken still, and what waits for it has its time as well.
    const waiting = { ...error, message: error.message.replace('a1', 'a2') };
    await expect(own.fetch(url('a2'), { partition: 'a' })).rejects.toMatchObject(waiting);
    expect(servers.asked).toEqual(['a1.test']);
    servers.answer('a1.test');
    const next = own.fetch(url('a2'), { partition: 'a' });
    await until(() => servers.asked.join() === ['a1.test', 'a2.test'].join());
    servers.answer('a2.test');
    expect((await next).status).toBe(200);
  });

  it('ends a fetch with the run that wants it', async () => {
    await using own = fetching();
    const gone = { signal: AbortSignal.timeout(50), partition: 'a' };
    await expect(own.fetch(url('a1'), gone)).rejects.toMatchObject({ code: 'Cancelled' });
    servers.answerAll();
  });

  it('is asked for once by all that are dialled at a time', async () => {
    await using own = fetching();
    const before = server.connections();
    const all = Array.from({ length: 5 }, () => own.fetch(url('a1'), { partition: 'a' }));
    await until(() => servers.open.join() === ['a1.test'].join());
    servers.answer('a1.test');
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(servers.asked).toEqual(['a1.test']);
    expect(server.connections() - before).toBe(5);
  });
});

describe('a host that accepts and says nothing', () => {
  it('keeps no connection of a fetch that has ended before it was made', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => {
      sockets.add(socket);
      socket
        .resume()
        .on('error', () => undefined)
        .on('close', () => sockets.delete(socket));
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    await using own = new TestFetch();
    // The handshake of TLS does not come to an end.
    const target = `https://127.0.0.1:${portOf(silent)}/`;
    const leave = new AbortController();
    const all = Array.from({ length: 5 }, () => own.fetch(target, { signal: leave.signal }).catch(String));
    await until(() => sockets.size === 5);
    leave.abort();
    expect(new Set(await Promise.all(all))).toEqual(new Set(['FetchError: The fetch was cancelled.']));
    await until(() => sockets.size === 0);
    silent.close();
  });
});
