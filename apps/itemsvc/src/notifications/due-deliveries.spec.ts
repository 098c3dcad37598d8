import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { DeliveriesRepository } from './deliveries.repository.js';
import { type DeliveryRecord, deliveryMongoSchema } from './delivery.record.js';
import { DeliveryShares } from './delivery-shares.js';
import { DueDeliveries } from './due-deliveries.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');
let dataDir: string;
let store: EmbeddedMongo;
let connection: Connection;
let deliveries: DeliveriesRepository;
let due: DueDeliveries;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'due-deliveries-'));
  store = await startEmbeddedMongo({ dataDir });
  connection = await createConnection(store.uri).asPromise();
  deliveries = new DeliveriesRepository(connection.model<DeliveryRecord>('Delivery', deliveryMongoSchema));
  await deliveries.onModuleInit();
});
afterAll(async () => {
  await connection.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});
beforeEach(async () => {
  await connection.collection('notificationdeliveries').deleteMany({});
  due = new DueDeliveries({ deliveries, clock: { now: () => NOW }, leaseMs: 10_000 });
});

let count = 0;
const delivery = (group: string, member: string, dueInMs = -1_000): DeliveryRecord => ({
  _id: `${String(count++)}-${group}-${member}`,
  _messageId: 'message',
  _groupId: group,
  _memberId: member,
  _memberName: member,
  _namespaces: [`of-${group.slice(0, 1)}`],
  _status: 'pending',
  _attempts: 0,
  _dueAt: new Date(NOW + dueInMs),
  _lastAttemptAt: null,
  _httpStatus: null,
  _error: null,
  _createdAt: new Date(NOW),
  _expiresAt: new Date(NOW + 1e9),
});

/** What one request finds. @param wanted at most */
async function found(
  wanted: number,
  shares = new DeliveryShares([], []),
): Promise<{ places: string[]; nextInMs: number }> {
  const search = due.search(shares);
  const places: string[] = [];
  while (places.length < wanted) {
    const next = await search.next();
    if (next === undefined) break;
    const { _groupId, _memberId, _namespaces } = next;
    shares.begin({ _groupId, _memberId, _namespace: _namespaces[0]! });
    places.push(`${_groupId}:${_memberId}`);
  }
  return { places, nextInMs: search.nextDueAt - NOW };
}

describe('what is due', () => {
  it('is found in turns of the groups, also over several requests, the oldest of a group first', async () => {
    await deliveries.insert([
      ...Array.from({ length: 50 }, () => delivery('a', 'm')),
      delivery('b', 'new', -1),
      delivery('b', 'old', -2),
      delivery('c', 'm'),
    ]);
    expect((await found(2)).places).toEqual(['a:m', 'b:old']);
    expect((await found(3)).places).toEqual(['c:m', 'a:m', 'b:new']);
    expect((await found(1)).places).toEqual(['a:m']);
  });

  it('is found of members that answer where those that are slow have their share', async () => {
    await deliveries.insert([
      ...Array.from({ length: 5 }, () => delivery('a', 'slow', -9_000)),
      delivery('a', 'quick', -1),
      delivery('a', 'quicker', -2),
      delivery('a', 'later', 500),
    ]);
    const underWay = [1, 2].map(() => ({ _namespace: 'of-a', _groupId: 'a', _memberId: 'slow' }));
    const { places, nextInMs } = await found(10, new DeliveryShares(underWay, ['slow']));
    expect(places).toEqual(['a:quicker', 'a:quick']);
    expect(nextInMs).toBe(Infinity);
  });

  it('is nobody else’s while an attempt is under way, and is again when its lease has ended', async () => {
    await deliveries.insert([delivery('a', 'm'), delivery('b', 'm', 700)]);
    expect(await found(10)).toEqual({ places: ['a:m'], nextInMs: 700 });
    expect(await found(10)).toEqual({ places: [], nextInMs: 700 });
    await connection.collection('notificationdeliveries').deleteMany({ _groupId: 'b' });
    expect(await found(10)).toEqual({ places: [], nextInMs: 10_000 });
  });

  it('is found once by those who look at one time', async () => {
    await deliveries.insert(Array.from({ length: 12 }, (_, index) => delivery(String.fromCharCode(97 + index), 'm')));
    const both = await Promise.all([found(12), found(12)]);
    expect(both.flatMap(({ places }) => places).sort()).toEqual(
      Array.from({ length: 12 }, (_, index) => `${String.fromCharCode(97 + index)}:m`),
    );
  });
});
