import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { buildConnector } from 'undici';
import { Agents } from './agents.js';
import { startServer, type TestServer } from './testing/test-fetch.js';

let server: TestServer;
let sockets: Socket[];
let agents: Agents;
beforeEach(async () => {
  server = await startServer((_request, response) => {
    response.end('answer');
  });
  sockets = [];
  const connect = buildConnector({});
  agents = new Agents(
    ({ target }, callback) => {
      connect({ ...target, hostname: '127.0.0.1' }, (...result) => {
        const [, socket] = result;
        if (socket !== null) sockets.push(socket);
        callback(...result);
      });
    },
    10,
    100,
  );
});
afterEach(async () => {
  await agents.destroy();
  await server[Symbol.asyncDispose]();
});

const forever = new AbortController().signal;
const request = async (partition: string, host: string): Promise<string> => {
  const origin = `http://${host}.test:${server.port}`;
  const answer = await agents.of(partition, origin).request({ path: '/', method: 'GET' }, forever);
  return answer.body.text();
};
const open = (): number => sockets.filter((socket) => !socket.destroyed).length;

describe('Agents', () => {
  it('keep connections to the last origins of a partition, however many it has', async () => {
    await request('b', 'other');
    for (let index = 0; index < 60; index++) expect(await request('a', `n${index}`)).toBe('answer');
    await turn();
    expect([sockets.length, open()]).toEqual([61, 21]);
    await request('a', 'n59');
    await request('b', 'other');
    expect(sockets).toHaveLength(61);
  });

  it('close those of origins used longest ago when a partition has many', async () => {
    for (let index = 0; index < 12; index++) {
      await Promise.all(Array.from({ length: 10 }, () => request('a', `n${index}`)));
    }
    while (open() > 50) await turn();
    const before = sockets.length;
    await request('a', 'n11');
    expect(sockets).toHaveLength(before);
  });

  it('close those of partitions used longest ago when there are many in all', async () => {
    await request('old', 'n0');
    const [first] = sockets;
    for (let index = 0; index < 20; index++) {
      await Promise.all(Array.from({ length: 10 }, () => request(`p${index}`, 'n0')));
    }
    while (open() > 110) await turn();
    expect(first?.destroyed).toBe(true);
  });

  it('let what is in flight end when its origin gives way', async () => {
    let answered = (_text: string): void => undefined;
    await server[Symbol.asyncDispose]();
    server = await startServer((received, response) => {
      if (received.headers.host?.startsWith('slow') === true) answered = (text) => response.end(text);
      else response.end('answer');
    });
    const slow = request('a', 'slow');
    for (let index = 0; index < 30; index++) await request('a', `n${index}`);
    answered('at last');
    expect(await slow).toBe('at last');
  });
});
