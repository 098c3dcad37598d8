import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { type Connection, mongo, createConnection, Schema } from 'mongoose';
import { startEmbeddedMongo } from '#libs/embedded-mongo';
import { endWritesWithTheirSockets } from '#libs/mongo-driver';
import { type EmbeddedMongo } from './embedded-mongo.js';
import { startThread } from './embedded-mongo.js';

const { Binary, Decimal128, Long, MongoClient, ObjectId } = mongo;
let folder: string;
let store: EmbeddedMongo;
let connection: Connection;
const faults: object[] = [];

beforeAll(async () => {
  endWritesWithTheirSockets();
  folder = mkdtempSync(join(tmpdir(), 'mongo-spec-'));
  store = await startEmbeddedMongo({
    dataDir: folder,
    expiryIntervalMs: 50,
    logger: { error: (details) => faults.push(details) },
  });
  connection = await createConnection(store.uri, { dbName: 'test' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await store.close();
  rmSync(folder, { recursive: true });
  expect(faults).toEqual([]);
});

const collection = (name: string): mongo.Collection => connection.getClient().db('test').collection(name);
const index = (
  on: mongo.Collection,
  key: mongo.IndexSpecification,
  options: mongo.CreateIndexesOptions = {},
): Promise<string> => on.createIndex(key, options, {});
const command = (body: mongo.Document): Promise<mongo.Document> => connection.getClient().db('test').command(body);

describe('mongoose on the embedded store', () => {
  const schema = new Schema(
    { _name: { type: String, required: true }, _namespaces: [String], n: Number, nested: { x: Number } },
    { timestamps: true },
  );
  schema.index({ _namespaces: 1, _name: 1 }, { unique: true });

  it('creates, finds, pages, updates, replaces, counts and deletes', async () => {
    const Item = connection.model('Item', schema);
    await Item.init();
    await Item.insertMany(
      Array.from({ length: 250 }, (_, i) => ({
        _name: `item${String(i).padStart(3, '0')}`,
        _namespaces: ['a', i % 2 ? 'odd' : 'even'],
        n: i,
      })),
    );
    const page = await Item.find({ _namespaces: 'odd' }, { _name: 1, n: 1, _id: 0 })
      .sort({ _name: -1 })
      .skip(2)
      .limit(2)
      .lean();
    expect(page).toEqual([
      { _name: 'item245', n: 245 },
      { _name: 'item243', n: 243 },
    ]);
    expect(await Item.find({}).batchSize(20).lean()).toHaveLength(250);
    expect(await Item.countDocuments({ _namespaces: 'odd', n: { $lt: 10 } })).toBe(5);
    expect(await Item.countDocuments({ _namespaces: 'odd' })).toBe(125);
    expect(await Item.estimatedDocumentCount()).toBe(250);
    expect(await Item.distinct('_namespaces', { n: { $lt: 2 } })).toEqual(['a', 'even', 'odd']);

    expect(await Item.updateOne({ _name: 'item001' }, { $set: { 'nested.x': 7 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
    });
    expect(await Item.updateMany({ n: { $gte: 240 } }, { $inc: { n: 1000 } })).toMatchObject({ modifiedCount: 10 });
    const upserted = await Item.updateOne({ _name: 'new' }, { $set: { _namespaces: ['b'] } }, { upsert: true });
    expect(upserted.upsertedCount).toBe(1);
    const after = await Item.findOneAndUpdate(
      { _name: 'new' },
      { $push: { _namespaces: 'c' } },
      { returnDocument: 'after' },
    );
    expect(after?._namespaces).toEqual(['b', 'c']);
    await Item.replaceOne({ _name: 'new' }, { _name: 'newer', _namespaces: ['b'] });
    expect(await Item.findOneAndDelete({ _name: 'newer' }).lean()).toMatchObject({ _namespaces: ['b'] });
    const result = await Item.bulkWrite([
      { insertOne: { document: { _name: 'bulk', _namespaces: ['z'] } } },
      { updateOne: { filter: { _name: 'bulk' }, update: { $set: { n: 1 } } } },
      { deleteMany: { filter: { _namespaces: 'even' } } },
    ]);
    expect(result).toMatchObject({ insertedCount: 1, modifiedCount: 1, deletedCount: 125 });
    const document = await Item.findOne({ _name: 'bulk' }).orFail();
    document.n = 5;
    await document.save();
    expect(await Item.exists({ n: 5 })).not.toBeNull();
  });

  it('aggregates', async () => {
    await collection('orders').insertMany([
      { item: 'a', qty: 2, tags: ['x', 'y'], shop: 1 },
      { item: 'b', qty: 5, tags: [], shop: 2 },
      { item: 'a', qty: 3, shop: 1 },
    ]);
    await collection('shops').insertMany([
      { _id: 1 as never, name: 'one' },
      { _id: 2 as never, name: 'two' },
    ]);
    const run = (pipeline: mongo.Document[]): Promise<mongo.Document[]> =>
      collection('orders').aggregate(pipeline).toArray();
    expect(
      await run([
        {
          $group: {
            _id: '$item',
            total: { $sum: '$qty' },
            mean: { $avg: '$qty' },
            most: { $max: '$qty' },
            n: { $sum: 1 },
          },
        },
        { $sort: { _id: 1 } },
      ]),
    ).toEqual([
      { _id: 'a', total: 5, mean: 2.5, most: 3, n: 2 },
      { _id: 'b', total: 5, mean: 5, most: 5, n: 1 },
    ]);
    expect(
      await run([
        { $match: { shop: 1, $expr: { $gt: ['$qty', 2] } } },
        { $lookup: { from: 'shops', localField: 'shop', foreignField: '_id', as: 'shop' } },
        { $unwind: '$shop' },
        { $project: { _id: 0, name: '$shop.name', double: { $multiply: ['$qty', 2] } } },
      ]),
    ).toEqual([{ name: 'one', double: 6 }]);
    expect(
      await run([
        {
          $facet: {
            count: [{ $count: 'n' }],
            first: [{ $sort: { qty: -1 } }, { $limit: 1 }, { $project: { item: 1, _id: 0 } }],
          },
        },
      ]),
    ).toEqual([{ count: [{ n: 3 }], first: [{ item: 'b' }] }]);
    expect(await run([{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }, { $count: 'n' }])).toEqual([
      { n: 4 },
    ]);
    expect(await run([{ $match: { item: 'nothing' } }, { $count: 'n' }])).toEqual([]);
    expect(
      await run([
        {
          $lookup: {
            from: 'shops',
            let: { s: '$shop' },
            pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$s'] } } }],
            as: 's',
          },
        },
        { $sort: { qty: 1 } },
        { $limit: 1 },
        { $project: { _id: 0, 's.name': 1 } },
      ]),
    ).toEqual([{ s: [{ name: 'one' }] }]);
    expect(
      await run([{ $addFields: { big: { $cond: [{ $gte: ['$qty', 3] }, 'yes', 'no'] } } }, { $sortByCount: '$big' }]),
    ).toEqual([
      { _id: 'yes', count: 2 },
      { _id: 'no', count: 1 },
    ]);
    await collection('exact').insertOne({
      long: Long.fromString('9007199254740993'),
      b1: new Binary(Buffer.from([0xff])),
      b2: new Binary(Buffer.from([0xfe])),
    });
    await expect(
      collection('exact')
        .aggregate([{ $group: { _id: '$long' } }])
        .toArray(),
    ).rejects.toThrow(/2\^53/);
    expect(
      await collection('exact')
        .find({ $expr: { $eq: ['$b1', '$b2'] } })
        .toArray()
        .catch((error: unknown) => String(error)),
    ).toMatch(/2\^53/);
  });
});

describe('indexes', () => {
  it('are unique for each element of an array, for compounds, and where they are sparse or partial', async () => {
    const c = collection('unique');
    await index(c, { ns: 1, name: 1 }, { unique: true });
    await index(c, { email: 1 }, { unique: true, sparse: true });
    await index(c, { key: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await c.insertOne({ ns: ['a', 'b'], name: 'x', key: 1, live: true });
    await c.insertOne({ ns: ['c'], name: 'x', key: 1, live: false });
    await expect(c.insertOne({ ns: ['z', 'b'], name: 'x' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { ns: 1, name: 1 },
    });
    await expect(c.insertOne({ ns: 'q', name: 'q', key: 1, live: true })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { key: 1 },
      keyValue: { key: 1 },
    });
    await expect(c.updateOne({ ns: 'c' }, { $push: { ns: 'a' } } as never)).rejects.toMatchObject({ code: 11000 });
    await c.insertOne({ ns: 'q', name: 'q', email: null });
    await expect(c.insertOne({ ns: 'r', email: null })).rejects.toMatchObject({
      code: 11000,
      keyValue: { email: null },
    });
    await expect(c.insertOne({ _id: (await c.findOne())!._id })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { _id: 1 },
    });
    await expect(
      collection('unique2')
        .insertMany([{ a: 1 }, { a: 1 }])
        .then(() => index(collection('unique2'), { a: 1 }, { unique: true })),
    ).rejects.toMatchObject({ code: 11000 });
    expect(await collection('unique2').indexes()).toHaveLength(1);
    const failed = await c
      .insertMany([{ _id: 1 as never, ns: '1' }, { _id: 1 as never }, { _id: 2 as never, ns: '2' }], { ordered: false })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 11000, insertedCount: 2, writeErrors: [{ index: 1 }] });
  });

  it('serve equality, $in, ranges, prefixes and an order that they have', async () => {
    const c = collection('planned');
    await index(c, { ns: 1, name: 1 });
    await index(c, { at: -1 });
    await c.insertMany(Array.from({ length: 300 }, (_, i) => ({ ns: ['all', `n${i % 3}`], name: `t${i}`, at: i })));
    const stage = async (filter: object, sort: Record<string, 1 | -1> = {}): Promise<unknown> =>
      (await c.find(filter).sort(sort).explain('queryPlanner'))['queryPlanner'].winningPlan;
    const ns = { stage: 'IXSCAN', indexName: 'ns_1_name_1' };
    expect(await stage({ ns: 'all', name: 't5' })).toEqual(ns);
    expect(await stage({ ns: { $in: ['n1', 'n2'] } })).toEqual(ns);
    expect(await stage({ ns: 'all' }, { name: -1 })).toEqual(ns);
    expect(await stage({ ns: 'all', name: { $gt: 't2' } }, { name: 1 })).toEqual(ns);
    expect(await stage({ at: { $gt: 290 } })).toEqual({ stage: 'IXSCAN', indexName: 'at_-1' });
    expect(await stage({ name: 't5' })).toEqual({ stage: 'COLLSCAN' });
    expect(await stage({ ns: 'all' }, { at: 1, name: 1 })).toMatchObject({ stage: 'SORT' });

    const scanned = collection('scanned');
    await scanned.insertMany(await c.find().toArray());
    const same = async (filter: object, sort: Record<string, 1 | -1>): Promise<void> => {
      const read = async (from: mongo.Collection): Promise<unknown[]> => from.find(filter).sort(sort).toArray();
      const found = await read(c);
      expect(found).toEqual(await read(scanned));
      expect(await c.countDocuments(filter)).toBe(found.length);
    };
    for (const filter of [
      { ns: 'all' },
      { ns: 'n1', name: { $gte: 't10', $lt: 't20' } },
      { ns: 'n1', name: { $gt: 't10', $lte: 't19' } },
      { ns: { $gt: 'n1' } },
      { ns: { $gte: 'n1', $gt: 'all' } },
      { ns: { $in: ['n1', 'all'] } },
      { at: { $gt: 10, $lte: 20 } },
      { at: { $lt: 5 } },
      { ns: 'n1', $and: [{ ns: 'all' }] },
      { ns: null },
      { at: { $in: [1, 1, 5] } },
      { at: 'x' },
    ]) {
      await same(filter, { name: 1 });
      await same(filter, { at: -1 });
    }
  });

  it('lead from what equals one value to what comes after it', async () => {
    const c = collection('passed');
    await index(c, { group: 1, at: 1 });
    const groups = ['a', 'a\0', 'a\u0001', 'ab', 'b'];
    await c.insertMany(groups.flatMap((group) => Array.from({ length: 20 }, (_, at) => ({ group, at }))));
    const seen: unknown[] = [];
    for (let last = ''; ;) {
      const next = await c.findOne({ group: { $gt: last } }, { sort: { group: 1, at: 1 } });
      if (next === null) break;
      last = next['group'];
      seen.push([last, next['at']]);
    }
    expect(seen).toEqual(groups.map((group) => [group, 0]));
  });

  it('expire documents', async () => {
    const c = collection('expiring');
    await index(c, { at: 1 }, { expireAfterSeconds: 60 });
    await c.insertMany([
      { at: new Date(Date.now() - 61_000) },
      { at: [new Date(), new Date(0)] },
      { at: new Date() },
      { at: 0 },
      {},
    ]);
    while ((await c.countDocuments()) > 3) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await c.countDocuments({ at: { $type: 'date' } })).toBe(1);
  });

  it('are listed as they were made, and refused when they contradict each other', async () => {
    const c = collection('listed');
    await index(c, { a: 1, 'b.c': -1 }, { unique: true, name: 'mine' });
    await index(c, { a: 1, 'b.c': -1 }, { unique: true, name: 'mine' });
    expect(await c.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, 'b.c': -1 }, name: 'mine', unique: true },
    ]);
    await expect(index(c, { a: 1, 'b.c': -1 }, { unique: true, name: 'other' })).rejects.toMatchObject({
      code: 85,
    });
    await expect(index(c, { z: 1 }, { name: 'mine' })).rejects.toMatchObject({ code: 86 });
    await c.dropIndex('mine');
    expect(await c.indexes()).toHaveLength(1);
  });
});

describe('sorting and projecting', () => {
  it('orders values of different types as MongoDB does', async () => {
    const values = [
      true,
      'b',
      null,
      3,
      new Date(1),
      [5, -1],
      { a: 1 },
      new ObjectId(),
      Long.fromString('9007199254740993'),
      9007199254740992,
      Decimal128.fromString('3.5'),
      new Binary(Buffer.from('x')),
      [],
    ];
    await collection('types').insertMany(values.map((v, i) => ({ _id: i as never, v })));
    const ids = (await collection('types').find().sort({ v: 1 }).toArray()).map(({ _id }) => Number(_id));
    expect(ids).toEqual([12, 2, 5, 3, 10, 9, 8, 1, 6, 11, 7, 0, 4]);
  });

  it.each([
    [{ a: 1 }, { _id: 1, a: 1 }],
    [
      { a: 0, _id: 0 },
      { list: [1, 2, 3], sub: [{ x: 1, y: 2 }, 5] },
    ],
    [{ 'sub.x': 1, _id: 0 }, { sub: [{ x: 1 }] }],
    [
      { 'sub.x': 0, list: 0 },
      { _id: 1, a: 1, sub: [{ y: 2 }, 5] },
    ],
    [
      { list: { $slice: -2 }, sub: 0 },
      { _id: 1, a: 1, list: [2, 3] },
    ],
    [{ sub: { $elemMatch: { x: 1 } }, _id: 0 }, { sub: [{ x: 1, y: 2 }] }],
  ])('projects %j', async (projection, expected) => {
    const c = collection('projected');
    await c.replaceOne({ _id: 1 as never }, { a: 1, list: [1, 2, 3], sub: [{ x: 1, y: 2 }, 5] }, { upsert: true });
    expect(await c.findOne({}, { projection })).toEqual(expected);
  });
});

describe('GridFS', () => {
  it('stores, reads, reads a range of, and deletes 1 MB', async () => {
    const bucket = new mongo.GridFSBucket(connection.getClient().db('files'), { chunkSizeBytes: 100_000 });
    const content = Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * 7) % 251));
    const upload = bucket.openUploadStream('file', { metadata: { a: 1 } });
    upload.end(content);
    await once(upload, 'finish');
    const read = async (options = {}): Promise<Buffer> =>
      Buffer.concat(await bucket.openDownloadStream(upload.id, options).toArray());
    expect((await read()).equals(content)).toBe(true);
    expect((await read({ start: 150_000, end: 450_001 })).equals(content.subarray(150_000, 450_001))).toBe(true);
    await bucket.delete(upload.id);
    await expect(read()).rejects.toThrow(/FileNotFound/);
    expect(await connection.getClient().db('files').collection('fs.chunks').countDocuments()).toBe(0);
  });
});

describe('what the store does not do', () => {
  it.each<mongo.Document>([
    { find: 'c', filter: {}, collation: { locale: 'en' } },
    { find: 'c', filter: {}, hint: { a: 1 } },
    { find: 'c', filter: {}, tailable: true },
    { find: 'c', filter: {}, let: {} },
    { find: 'c', filter: { $where: 'true' } },
    { find: 'c', filter: { $expr: { $function: { body: 'x', args: [], lang: 'js' } } } },
    { find: 'c', sort: { a: { $meta: 'textScore' } } },
    { find: 'c', projection: { a: { $add: [1, 2] } } },
    { find: 'c', projection: { 'a.$': 1 } },
    { find: 'c', readConcern: { level: 'snapshot' } },
    { insert: 'c', documents: [{}], writeConcern: { w: 2 } },
    { insert: 'c', documents: [{}], unknownOption: 1 },
    { insert: 'c', documents: [{}], bypassDocumentValidation: true },
    { update: 'c', updates: [{ q: {}, u: [{ $set: { a: 1 } }] }] },
    { update: 'c', updates: [{ q: {}, u: { $set: { a: 1 } }, collation: { locale: 'en' } }] },
    { delete: 'c', deletes: [{ q: {}, limit: 1, hint: 'a' }] },
    { findAndModify: 'c', update: { $set: { a: 1 } }, collation: { locale: 'en' } },
    { aggregate: 'c', pipeline: [{ $out: 'd' }], cursor: {} },
    { aggregate: 'c', pipeline: [{ $merge: 'd' }], cursor: {} },
    { aggregate: 'c', pipeline: [{ $changeStream: {} }], cursor: {} },
    { aggregate: 'c', pipeline: [{ $graphLookup: {} }], cursor: {} },
    { aggregate: 'c', pipeline: [{ $group: { _id: null, a: { $accumulator: {} } } }], cursor: {} },
    { aggregate: 'c', pipeline: [{ $project: { a: { $function: {} } } }], cursor: {} },
    { aggregate: 'c', pipeline: [{ $project: { a: { $regexFind: {} } } }], cursor: {} },
    {
      aggregate: 'c',
      pipeline: [{ $lookup: { from: 'd', as: 'x', pipeline: [{ $match: { $where: '1' } }] } }],
      cursor: {},
    },
    { aggregate: 'c', pipeline: [{ $facet: { a: [{ $out: 'x' }] } }], cursor: {} },
    { aggregate: 1, pipeline: [{ $currentOp: {} }], cursor: {} },
    { createIndexes: 'c', indexes: [{ key: { a: 'text' }, name: 'a' }] },
    { createIndexes: 'c', indexes: [{ key: { a: '2dsphere' }, name: 'a' }] },
    { createIndexes: 'c', indexes: [{ key: { a: 'hashed' }, name: 'a' }] },
    { createIndexes: 'c', indexes: [{ key: { '$**': 1 }, name: 'a' }] },
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', collation: { locale: 'en' } }] },
    { createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a', hidden: true }] },
    { create: 'c', capped: true, size: 1 },
    { create: 'c', timeseries: { timeField: 'a' } },
    { create: 'c', viewOn: 'd', pipeline: [] },
    { create: 'c', validator: {} },
    { explain: { find: 'c' }, verbosity: 'executionStats' },
    { explain: { count: 'c' }, verbosity: 'queryPlanner' },
    { collMod: 'c' },
    { mapReduce: 'c', map: 'x', reduce: 'y', out: 'z' },
    { renameCollection: 'test.c', to: 'test.d' },
    { listDatabases: 1 },
  ])('refuses %j', async (body) => {
    const failure = await command(body).then(
      ({ writeErrors }) => (writeErrors as mongo.Document[] | undefined)?.[0]?.['errmsg'],
      (error: unknown) => String(error),
    );
    expect(failure).toMatch(/not supported|unknown|expected/i);
    expect(await collection('c').countDocuments()).toBe(0);
  });

  it('refuses transactions with code 20', async () => {
    await expect(command({ insert: 'c', documents: [{}], autocommit: false })).rejects.toMatchObject({ code: 20 });

    const session = connection.getClient().startSession();
    session.startTransaction();
    // What the driver makes of error 20 during a transaction, as it does with a MongoDB that has no replica set.
    await expect(collection('c').insertOne({}, { session })).rejects.toThrow(/does not support retryable writes/);
    await session.abortTransaction().catch(() => undefined);
    await session.endSession();
  });
});

describe('hostile input', () => {
  it('is matched in linear time', async () => {
    await collection('hostile').insertOne({ text: `${'a'.repeat(20_000)}b` });
    expect(await collection('hostile').countDocuments({ text: { $regex: '^(a+)+$' } })).toBe(0);
    await expect(collection('hostile').findOne({ text: { $regex: '(a)\\1' } })).rejects.toThrow(/linear time/);
  });

  it('cannot reach Object.prototype through __proto__', async () => {
    const hostile = JSON.parse(
      '{"_id": 1, "__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    ) as mongo.Document;
    await collection('proto').insertOne(hostile);
    await collection('proto').updateOne({ _id: 1 as never }, { $set: { 'a.__proto__.polluted': true } });
    expect(Object.keys((await collection('proto').findOne())!)).toEqual(['_id', '__proto__', 'constructor', 'a']);
    expect(await collection('proto').countDocuments({ polluted: true })).toBe(0);
    await expect(
      collection('proto')
        .aggregate([{ $project: { x: '$__proto__' } }])
        .toArray(),
    ).rejects.toThrow(/__proto__/);
  });

  it('that nests too deep is an error', async () => {
    const nest = (depth: number): mongo.Document =>
      Array.from({ length: depth }).reduce<mongo.Document>((inner) => ({ a: inner }), {});
    await collection('deep').insertOne(nest(95));
    await expect(collection('deep').insertOne(nest(120))).rejects.toThrow(/deep/);
    await expect(collection('deep').findOne(nest(5_000))).rejects.toThrow(/deep/);
    expect(await collection('deep').countDocuments()).toBe(1);
  });

  it('that is not the protocol ends its connection only', async () => {
    const path = decodeURIComponent(/mongodb:\/\/([^/]+)/.exec(store.uri)![1]!);
    for (const bytes of [
      Buffer.alloc(16),
      Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
      Buffer.from('ffffff7f0000000000000000dd070000', 'hex'),
    ]) {
      const socket = connect(path);
      socket.write(bytes);
      socket.resume();
      await once(socket, 'close');
    }
    expect(await command({ ping: 1 })).toEqual({ ok: 1 });
  });
});

describe('the store', () => {
  it('keeps its folder and socket to its user', () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'mongodb.sock')).mode & 0o777).toBe(0o600);
  });

  it('refuses a second start on the same folder, and allows it after close', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'mongo-spec-'));
    chmodSync(dataDir, 0o755);
    const first = await startEmbeddedMongo({ dataDir });
    await expect(startEmbeddedMongo({ dataDir })).rejects.toThrow(`${dataDir} is in use by another process`);
    await Promise.all([first.close(), first.close()]);
    expect(readdirSync(dataDir)).toEqual(['mongodb.sqlite']);
    const second = await startEmbeddedMongo({ dataDir });
    await second.close();
    rmSync(dataDir, { recursive: true });
  });

  it('puts its socket elsewhere when the path of the folder is too long', async () => {
    const root = mkdtempSync(join(tmpdir(), 'mongo-spec-'));
    const dataDir = join(root, 'x'.repeat(120));
    mkdirSync(dataDir);
    const long = await startEmbeddedMongo({ dataDir });
    const client = await MongoClient.connect(long.uri);
    expect(await client.db('a').command({ ping: 1 })).toEqual({ ok: 1 });
    const path = decodeURIComponent(/mongodb:\/\/([^/]+)/.exec(long.uri)![1]!);
    await client.close();
    await long.close();
    expect([path.length < 100, existsSync(path)]).toEqual([true, false]);
    rmSync(root, { recursive: true });
  });

  it('tells when its thread has died, and fails the connections', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'mongo-spec-'));
    const failed: Error[] = [];
    const { mongo: dying, worker } = await startThread({ dataDir, onFailure: (error) => failed.push(error) });
    const client = await MongoClient.connect(dying.uri, { serverSelectionTimeoutMS: 300 });
    await worker.terminate();
    await expect(client.db('a').command({ ping: 1 })).rejects.toThrow();
    expect(failed.map(({ message }) => message)).toEqual([expect.stringContaining(dataDir)]);
    await client.close();
    await dying.close();
    const again = await startEmbeddedMongo({ dataDir });
    await again.close();
    rmSync(dataDir, { recursive: true });
  });
});
