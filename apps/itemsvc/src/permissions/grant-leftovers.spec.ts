import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { GRANT_COLLECTION, granteeKeyOf, ResourceDirectory, USER_GROUP_COLLECTION } from '#libs/access';
import { type Change, LocalChangeFeed } from '#libs/change-feed';
import type { Grantee } from '#libs/contracts';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { createLogger } from '#libs/telemetry';
import { GRANT_MODEL, grantMongoSchema, type GrantRecord } from './grant.record.js';
import { GrantLeftovers } from './grant-leftovers.js';
import { GrantsRepository } from './grants.repository.js';

const ANNA = { _userId: 'anna' };

let dataDir: string;
let embedded: EmbeddedMongo;
let connection: Connection;
let changes: Change[];
let feed: LocalChangeFeed;
let leftovers: GrantLeftovers;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'toolrack-grants-'));
  embedded = await startEmbeddedMongo({ dataDir });
  connection = await createConnection(embedded.uri, { dbName: 'test' }).asPromise();
  connection.model(GRANT_MODEL, grantMongoSchema);
});
afterAll(async () => {
  await connection.close();
  await embedded.close();
  await rm(dataDir, { recursive: true });
});
beforeEach(async () => {
  for (const name of [GRANT_COLLECTION, USER_GROUP_COLLECTION, 'files']) {
    await connection.collection(name).deleteMany({});
  }
  changes = [];
  feed = new LocalChangeFeed();
  const grants = new GrantsRepository(connection.model<GrantRecord>(GRANT_MODEL));
  const logger = createLogger({ service: 'test', level: 'silent' });
  leftovers = new GrantLeftovers(grants, new ResourceDirectory(connection), feed, logger);
  feed.onChange((change) => changes.push(change));
});

const stored = (collection: string, _id: string) =>
  connection
    .collection<{ _id: string; _namespaces: string[]; _metadata: object }>(collection)
    .insertOne({ _id, _namespaces: ['a'], _metadata: {} });
const grant = async (_id: string, _resource: string, _grantee: Grantee = ANNA): Promise<void> => {
  const fields = { _actions: ['READ'], _namespaces: ['a'], _revision: 1, _metadata: {} };
  const _granteeKey = granteeKeyOf(_grantee);
  await connection
    .collection<{ _id: string }>(GRANT_COLLECTION)
    .insertOne({ _id, _resource, _grantee, _granteeKey, ...fields } as { _id: string });
};
const left = async (): Promise<string[]> =>
  (await connection.collection<{ _id: string }>(GRANT_COLLECTION).find({}).toArray()).map(({ _id }) => _id).sort();

describe('a sweep of grants', () => {
  it('removes those whose thing or group is gone, and no other', async () => {
    await stored('files', 'f1');
    await stored(USER_GROUP_COLLECTION, 'g1');
    await grant('1 of a thing', 'filesvc:file:f1');
    await grant('2 of a thing that is gone', 'filesvc:file:f2');
    await grant('3 of a thing of another type', 'itemsvc:nameduseritem:f1');
    await grant('4 of a group', 'filesvc:file:*', { _userGroupId: 'g1' });
    await grant('5 of a group that is gone', 'filesvc:file:f1', { _userGroupId: 'g2' });
    await grant('6 of everything', '*:*:*');
    await grant('7 of a service', 'filesvc:*:*');
    await grant('8 of settings that nobody set', 'itemsvc:namespacesettings:a');
    await grant('9 of what another product keeps', 'graphicssvc:graphic:x');
    await leftovers.sweep(2_000);
    expect((await left()).map((id) => id[0])).toEqual(['1', '4', '6', '7', '8', '9']);
    expect(changes).toEqual([{ topic: 'permissions', namespaces: ['a'] }]);
    await leftovers.sweep(2_000);
    expect(changes).toHaveLength(1);
  });
});

describe('the deletion of a thing', () => {
  it('removes its grants, and those of a group that is deleted', async () => {
    await grant('1', 'filesvc:file:f1');
    await grant('2', 'filesvc:file:f2');
    await grant('3', 'filesvc:file:*', { _userGroupId: 'g1' });
    await grant('4', 'passportsvc:usergroup:g1');
    await feed.publish({ topic: 'deletedThings', namespaces: ['a'], ids: ['filesvc:file:f1'] });
    await feed.publish({ topic: 'deletedThings', namespaces: ['b'], ids: ['filesvc:file:f2'] });
    await leftovers.beforeApplicationShutdown();
    expect(await left()).toEqual(['2', '3', '4']);
    await feed.publish({ topic: 'deletedThings', namespaces: ['a'], ids: ['passportsvc:usergroup:g1'] });
    await leftovers.beforeApplicationShutdown();
    expect(await left()).toEqual(['2']);
  });
});
