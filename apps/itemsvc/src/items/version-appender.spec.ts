import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, type Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { ScriptAnalyser } from '../script-analysis/script-analyser.js';
import {
  ITEM_MODEL,
  ITEM_VERSION_MODEL,
  itemMongoSchema,
  type ItemRecord,
  type ItemVersionRecord,
  itemVersionMongoSchema,
} from './item.record.js';
import { ItemVersionsRepository } from './item-versions.repository.js';
import { type ItemFields, ItemsRepository, type ItemState } from './items.repository.js';
import { type ItemChange, VersionAppender } from './version-appender.js';

const analyser = new ScriptAnalyser();
let dataDir: string;
let store: EmbeddedMongo;
let connection: Connection;
let versions: ItemVersionsRepository;
let items: ItemsRepository;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'version-appender-'));
  store = await startEmbeddedMongo({ dataDir });
  connection = await createConnection(store.uri, { dbName: 'toolrack', autoIndex: false }).asPromise();
  versions = new ItemVersionsRepository(
    connection.model<ItemVersionRecord>(
      ITEM_VERSION_MODEL,
      itemVersionMongoSchema as unknown as Schema<ItemVersionRecord>,
    ),
  );
  items = itemsRepository(ItemsRepository);
  await versions.onModuleInit();
  await items.onModuleInit();
});
afterAll(async () => {
  await connection.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
});

function itemsRepository<T extends ItemsRepository>(
  Repository: new (...parameters: ConstructorParameters<typeof ItemsRepository>) => T,
): T {
  const schema = itemMongoSchema as unknown as Schema<ItemRecord>;
  return new Repository(connection.models[ITEM_MODEL] ?? connection.model<ItemRecord>(ITEM_MODEL, schema), connection);
}

/** Its writes of items begin when they are let go. */
class SleepingItems extends ItemsRepository {
  readonly asleep = Promise.withResolvers<undefined>();
  readonly awake = Promise.withResolvers<undefined>();

  override async change(state: ItemState, fields: ItemFields): Promise<ItemRecord | null> {
    this.asleep.resolve(undefined);
    await this.awake.promise;
    return super.change(state, fields);
  }
}

/** Its connection is lost once the store has done what it was asked. */
class ItemsOfALostConnection extends ItemsRepository {
  override async change(state: ItemState, fields: ItemFields): Promise<ItemRecord | null> {
    await super.change(state, fields);
    throw new Error('connection 3 to the store closed');
  }
}

const metadata: Metadata = { _createdAt: '', _createdById: 'admin', _updatedAt: '', _updatedById: 'admin' };
const now = (): Metadata => ({ ...metadata, _createdAt: new Date().toISOString() });
let count = 0;

async function newItem(): Promise<ItemRecord> {
  const id = `item-${String(++count)}`;
  const record: ItemRecord = {
    _id: id,
    _name: 'Settings',
    _description: '',
    _namespaces: ['demo'],
    _userType: 'settings',
    _itemClass: 'UserConfig',
    _tipId: `${id}-1`,
    _tipVersion: 1,
    _tipBytes: 100,
    _revision: 1,
    _fence: 0,
    _functions: [],
    _metadata: now(),
  };
  await versions.insert([version(record, { _id: record._tipId, _version: 1 })]);
  await items.insert([record]);
  return record;
}

const version = (item: ItemRecord, fields: { _id: string; _version: number; _metadata?: Metadata }) => ({
  _userItemDbId: item._id,
  _namespaces: item._namespaces,
  _userData: 'first',
  _metadata: now(),
  ...fields,
});

const adds = (userData: string): ItemChange => ({
  userData,
  dataPath: '_userData',
  fields: {},
  revision: undefined,
  metadata: (current) => current,
  created: now(),
});

/** The data of the versions that can be seen, the newest first. */
async function history(item: ItemRecord): Promise<unknown[]> {
  const current = await items.byId(item._id);
  const page = await versions.page({ id: item._id, tipVersion: current!._tipVersion }, { offset: 0, pageSize: 10 });
  expect(page[0]?._id).toBe(current?._tipId);
  return page.map(({ _userData }) => _userData);
}

describe('an addition', () => {
  it('clears away what a process left that ended before it was done', async () => {
    const item = await newItem();
    const _metadata = { ...metadata, _createdAt: new Date(Date.now() - 3_000).toISOString() };
    await versions.insert([version(item, { _id: 'left', _version: 2, _metadata })]);
    await new VersionAppender(items, versions, analyser).apply(item, adds('second'));
    expect(await history(item)).toEqual(['second', 'first']);
    expect(await versions.byId('left')).toBeNull();
  });

  it('waits for what a process left a moment ago, and is not refused', async () => {
    const item = await newItem();
    await versions.insert([version(item, { _id: 'just left', _version: 2 })]);
    await new VersionAppender(items, versions, analyser).apply(item, adds('second'));
    expect(await history(item)).toEqual(['second', 'first']);
  });

  it('that slept between its two writes loses neither its own data nor that of others', async () => {
    const item = await newItem();
    const sleeping = itemsRepository(SleepingItems);
    const slow = new VersionAppender(sleeping, versions, analyser).apply(item, adds('slow'));
    await sleeping.asleep.promise;
    await new VersionAppender(items, versions, analyser).apply(item, adds('fast'));
    sleeping.awake.resolve(undefined);
    await slow;
    expect(await history(item)).toEqual(['slow', 'fast', 'first']);
  });

  it('that works on an item read long ago leaves the versions that came since', async () => {
    const item = await newItem();
    const _metadata = { ...metadata, _createdAt: new Date(Date.now() - 3_600_000).toISOString() };
    await versions.insert([version(item, { _id: `${item._id}-2`, _version: 2, _metadata })]);
    await items.change(item, { _tipId: `${item._id}-2`, _tipVersion: 2 });
    await new VersionAppender(items, versions, analyser).apply(item, adds('third'));
    expect(await history(item)).toEqual(['third', 'first', 'first']);
  });

  it('whose answer from the store was lost keeps the version that is the newest now', async () => {
    const item = await newItem();
    const appender = new VersionAppender(itemsRepository(ItemsOfALostConnection), versions, analyser);
    await expect(appender.apply(item, adds('second'))).rejects.toThrow('connection 3');
    expect(await history(item)).toEqual(['second', 'first']);
  });
});
