import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection, type Model, type Schema } from 'mongoose';
import type { JsonValue } from '#libs/contracts';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { ITEM_VERSION_MODEL, type ItemVersionRecord, itemVersionMongoSchema } from '../items/item.record.js';
import { ItemVersionsRepository } from '../items/item-versions.repository.js';
import { ScriptAnalyser } from '../script-analysis/script-analyser.js';
import { UnreadVersions } from './unread-versions.js';

let dataDir: string;
let store: EmbeddedMongo;
let connection: Connection;
let model: Model<ItemVersionRecord>;
let versions: ItemVersionsRepository;
const analyser = new ScriptAnalyser();
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'unread-versions-'));
  store = await startEmbeddedMongo({ dataDir });
  connection = await createConnection(store.uri, { dbName: 'toolrack', autoIndex: false }).asPromise();
  model = connection.model(ITEM_VERSION_MODEL, itemVersionMongoSchema as unknown as Schema<ItemVersionRecord>);
  versions = new ItemVersionsRepository(model);
});
afterAll(async () => {
  await analyser.onApplicationShutdown();
  await connection.close();
  await store.close();
  rmSync(dataDir, { recursive: true });
});

/** As a version was stored before versions kept what they declare. */
const insert = (_id: string, _userData: JsonValue): Promise<void> => {
  const _metadata = { _createdAt: '', _createdById: 'admin', _updatedAt: '', _updatedById: 'admin' };
  return versions.insert([{ _id, _userItemDbId: 'item', _namespaces: ['demo'], _version: 1, _userData, _metadata }]);
};
const kept = async (id: string): Promise<unknown> => (await versions.declarations({ ids: [id] }))[0]?._functions;

describe('an old version', () => {
  it('is read once, and keeps what it declares', async () => {
    await insert('old', '/** @param {string} input.id */\nfunction answer(input) {}');
    expect(await kept('old')).toBeUndefined();
    const unread = new UnreadVersions(versions, analyser);
    const declared = [{ name: 'answer', inputSchema: { required: ['id'] } }];
    expect(await unread.functionsOf('old', 'demo')).toMatchObject(declared);
    expect(await kept('old')).toMatchObject(declared);
  });

  it('declares nothing when it cannot be read, or is no script', async () => {
    await insert('broken', 'function (');
    await insert('data', { a: 1 });
    const unread = new UnreadVersions(versions, analyser);
    for (const id of ['broken', 'data', 'gone']) {
      expect(await unread.functionsOf(id, 'demo')).toEqual([]);
      expect(await kept(id)).toBeUndefined();
    }
  });
});
