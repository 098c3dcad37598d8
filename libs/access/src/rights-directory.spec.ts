import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import {
  ALL_RIGHTS,
  GRANT_COLLECTION,
  granteeKeyOf,
  NO_RIGHTS,
  type Principal,
  RightsDirectory,
  USER_GROUP_COLLECTION,
} from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';

const FILE = { type: 'filesvc:file', id: 'f1' };
const anna: Principal = { id: 'anna', kind: 'user', namespaces: ['a', 'b'] };

let dataDir: string;
let embedded: EmbeddedMongo;
let connection: Connection;
let reads: number;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'toolrack-rights-'));
  embedded = await startEmbeddedMongo({ dataDir });
  connection = await createConnection(embedded.uri, { dbName: 'test', monitorCommands: true }).asPromise();
  connection.getClient().on('commandStarted', ({ commandName }) => {
    if (commandName === 'find') reads++;
  });
});
afterAll(async () => {
  await connection.close();
  await embedded.close();
  await rm(dataDir, { recursive: true });
});

let feed: LocalChangeFeed;
let rights: RightsDirectory;
beforeEach(async () => {
  for (const name of [GRANT_COLLECTION, USER_GROUP_COLLECTION]) await stored(name).deleteMany({});
  reads = 0;
  feed = new LocalChangeFeed();
  rights = new RightsDirectory(connection, feed);
});

const stored = (name: string) => connection.collection<Record<string, unknown> & { _id: string }>(name);
const changed = (namespace: string) => feed.publish({ topic: 'permissions', namespaces: [namespace] });
const grant = (_id: string, namespace: string, grantee: Parameters<typeof granteeKeyOf>[0]) =>
  stored(GRANT_COLLECTION).insertOne({
    _id,
    _granteeKey: granteeKeyOf(grantee),
    _namespaces: [namespace],
    _resource: 'filesvc:file:*',
    _actions: ['READ'],
  });
const mayRead = async (principal: Principal, namespace: string): Promise<boolean> =>
  (await rights.of(principal, namespace)).reason('READ', FILE) !== undefined;

describe('RightsDirectory', () => {
  it('asks no store for those who need no grants, nor for namespaces that are not the principal’s', async () => {
    expect(await rights.of({ id: 'admin', kind: 'admin', namespaces: '*' }, 'a')).toBe(ALL_RIGHTS);
    expect(await rights.of({ id: 'admin', kind: 'run', namespaces: ['a'] }, 'a')).toBe(ALL_RIGHTS);
    expect(await rights.of({ id: 'admin', kind: 'run', namespaces: ['a'] }, 'b')).toBe(NO_RIGHTS);
    expect(await rights.of(anna, 'c')).toBe(NO_RIGHTS);
    expect(reads).toBe(0);
  });

  it('gives a user and its runs what the user and its groups are granted in the namespace', async () => {
    await stored(USER_GROUP_COLLECTION).insertOne({ _id: 'g', _members: ['anna', 'bob'], _namespaces: ['b'] });
    await grant('1', 'a', { _userId: 'anna' });
    await grant('2', 'b', { _userGroupId: 'g' });
    const bob: Principal = { id: 'bob', kind: 'run', namespaces: ['a', 'b'], actsFor: 'user' };
    expect([await mayRead(anna, 'a'), await mayRead(anna, 'b')]).toEqual([true, true]);
    expect([await mayRead(bob, 'a'), await mayRead(bob, 'b')]).toEqual([false, true]);
  });

  it('takes a group for one where it lies, and a user’s id for no group’s', async () => {
    await stored(USER_GROUP_COLLECTION).insertOne({ _id: 'g', _members: ['anna'], _namespaces: ['b'] });
    await grant('1', 'a', { _userGroupId: 'g' });
    await grant('2', 'b', { _userGroupId: 'anna' });
    await grant('3', 'b', { _userId: 'g' });
    expect([await mayRead(anna, 'a'), await mayRead(anna, 'b')]).toEqual([false, false]);
  });

  it('reads once for a user in a namespace until something about permissions changes there', async () => {
    expect(await mayRead(anna, 'a')).toBe(false);
    const once = reads;
    await Promise.all(Array.from({ length: 50 }, () => mayRead(anna, 'a')));
    await changed('b');
    await feed.publish({ topic: 'items', namespaces: ['a'] });
    expect(await mayRead(anna, 'a')).toBe(false);
    expect(reads).toBe(once);
    await grant('1', 'a', { _userId: 'anna' });
    await changed('a');
    expect(await mayRead(anna, 'a')).toBe(true);
    expect(reads).toBe(2 * once);
  });
});
