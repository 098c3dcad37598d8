import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { endWritesWithTheirSockets } from './ended-writes.js';

/** The driver's watch over a server, of its insides: only there is the moment before it hears that a socket ended. */
interface Watch {
  connection: { socket: Socket };
  requestCheck(): void;
}
interface Insides {
  topology: { s: { servers: Map<string, { monitor: Watch }> } };
}

let dataDir: string;
let store: EmbeddedMongo;
let client: mongo.MongoClient;

beforeAll(async () => {
  endWritesWithTheirSockets();
  dataDir = await mkdtemp(join(tmpdir(), 'ended-writes-'));
  store = await startEmbeddedMongo({ dataDir });
  // No check but the one that is asked for.
  client = new mongo.MongoClient(store.uri, { heartbeatFrequencyMS: 60_000, minHeartbeatFrequencyMS: 1 });
  await client.connect();
});
afterAll(async () => {
  await client.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});

describe('A write of the driver', () => {
  it('on a socket that ended a moment before fails, and the server is found again', async () => {
    const things = client.db('test').collection('things');
    await things.insertOne({ name: 'before' });
    const [server] = (client as unknown as Insides).topology.s.servers.values();
    const { monitor } = server!;
    const failed = once(client, 'serverHeartbeatFailed');
    monitor.connection.socket.destroy();
    monitor.requestCheck();
    // Never, when the write waits for the socket to drain.
    await failed;
    await things.insertOne({ name: 'after' });
    expect(await things.countDocuments()).toBe(2);
  });
});
