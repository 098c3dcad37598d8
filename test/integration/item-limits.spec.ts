import { type Principal, RunTokens } from '#libs/access';
import { startEmbeddedMongo } from '#libs/embedded-mongo';
import { mongo } from 'mongoose';
import { rm } from 'node:fs/promises';
import { request } from 'node:http';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  everything,
  file,
  FILES,
  ITEMS,
  type Json,
  newNamespace,
  script,
  store,
  valuesOf,
  within,
} from './support/api.ts';

const SERVICE_KEY = 'the-service-key-of-these-tests-is-long-enough';

let product: LocalProcess;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SERVICE_KEY } });
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

const config = (data: unknown, fields: object = {}) => ({
  _name: 'Settings',
  _userType: 'settings',
  _itemClass: 'UserConfig',
  _version: { _userData: data },
  ...fields,
});
const list = (path: string, query: Record<string, string> = {}) => rest(product, within(space, path, query));

/** The product as somebody reaches it who may use only the namespaces. */
async function as(namespaces: Principal['namespaces']): Promise<{ url: string; token: string }> {
  const principal: Principal = { id: 'somebody', kind: 'run', namespaces };
  return { url: product.url, token: await new RunTokens(SERVICE_KEY).issue(principal, { ttlMs: 60_000 }) };
}

/** A body as it is, for what JSON.stringify cannot write. */
async function post(path: string, body: string) {
  const response = await fetch(new URL(path, product.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, body: (await response.json()) as Json };
}

describe('what lies in several namespaces', () => {
  it('is shown to who may use one of them, with that one only, and is not changed', async () => {
    const other = newNamespace();
    const path = `${ITEMS}?nsfilter=${space},${other}`;
    const [item, records] = await store(product, path, [config(1), collection()]);
    const [stored] = await store(product, `${FILES}?nsfilter=${space},${other}`, [file()]);
    const [record] = await store(product, `${ITEMS}/${String(records._id)}/relateditems`, [{ a: 1 }]);
    const before = await everything(product, space);
    const somebody = await as([space]);
    const related = `${ITEMS}/${String(records._id)}/relateditems`;
    for (const one of [
      `${ITEMS}/${String(item._id)}`,
      `${FILES}/${String(stored._id)}`,
      `${related}/${String(record._id)}`,
    ]) {
      expect(await rest(somebody, one)).toMatchObject({ status: 200, body: { _namespaces: [space] } });
    }
    const shown = await rest(somebody, within(space, ITEMS));
    expect(valuesOf(shown.body, '_namespaces')).toEqual([[space], [space]]);

    const writes: [string, string, unknown][] = [
      ['PATCH', `${ITEMS}/${String(item._id)}`, { _name: 'Mine' }],
      ['PUT', `${ITEMS}/${String(item._id)}`, { _name: 'Mine', _userType: 'settings' }],
      ['DELETE', `${ITEMS}/${String(item._id)}`, undefined],
      ['POST', `${ITEMS}/${String(item._id)}/versions`, { _userData: 2 }],
      ['POST', related, [{ b: 1 }]],
      ['PATCH', `${related}/${String(record._id)}`, { b: 1 }],
      ['PUT', `${related}/${String(record._id)}`, { b: 1 }],
      ['DELETE', `${related}/${String(record._id)}`, undefined],
      ['PUT', `${FILES}/${String(stored._id)}/content`, 'text'],
      ['DELETE', `${FILES}/${String(stored._id)}`, undefined],
    ];
    for (const [method, one, body] of writes) {
      const answer = await rest(somebody, one, { method, ...(body === undefined ? {} : { body }) });
      expect([method, one, answer.status, answer.body.code]).toEqual([method, one, 403, 'Forbidden']);
      expect(answer.text).not.toContain(other);
    }
    expect(await everything(product, space)).toBe(before);
    const both = await as([space, other]);
    for (const [method, one, body] of writes.slice(0, 1)) {
      expect((await rest(both, one, { method, body })).status).toBe(200);
    }
  });
});

describe('a body', () => {
  it('keeps keys named constructor', async () => {
    const data = { constructor: 'Bosch', inner: [{ constructor: { a: 1 } }] };
    const [item] = await store(product, within(space, ITEMS), [config(data)]);
    expect((await done(product, `${ITEMS}/${String(item._id)}`))._versions[0]._userData).toEqual(data);
  });

  it.each([
    ['{"a\\u0000b": 1}', /null character/],
    ['{"a": [{"_bsontype": "Long"}]}', /_bsontype/],
    ['[1e400]', /1e400/],
    ['{"n": 12345678901234567890}', /12345678901234567890/],
  ])('that holds %s is refused by name, and nothing is stored', async (data, says) => {
    const element = JSON.stringify(config('DATA')).replace('"DATA"', data);
    const answer = await post(within(space, ITEMS), `[${element}]`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'MalformedJson', detail: expect.stringMatching(says) } });
    expect((await list(ITEMS)).status).toBe(404);
  });

  it('whose data would be too large for the store is refused by its element', async () => {
    const zeros = new Array(1_900_000).fill(0);
    const created = await rest(product, within(space, ITEMS), { body: [config(1), config(zeros)] });
    expect(created).toMatchObject({
      status: 413,
      body: { code: 'PayloadTooLarge', errors: [{ path: '[1]._version._userData' }] },
    });
    expect((await list(ITEMS)).status).toBe(404);

    const [item, records] = await store(product, within(space, ITEMS), [config(1), collection()]);
    const one = `${ITEMS}/${String(item._id)}`;
    const added = await rest(product, `${one}/versions`, { body: { _userData: zeros } });
    expect(added).toMatchObject({ status: 413, body: { errors: [{ path: '_userData' }] } });
    const patched = await rest(product, one, { method: 'PATCH', body: { _version: { _userData: zeros } } });
    expect(patched).toMatchObject({ status: 413, body: { errors: [{ path: '_version._userData' }] } });
    const related = `${ITEMS}/${String(records._id)}/relateditems`;
    const record = await rest(product, related, { body: [{ zeros }] });
    expect(record).toMatchObject({ status: 413, body: { errors: [{ path: '[0]' }] } });
    expect(await done(product, `${one}/versions`)).toMatchObject({ _total: 1 });
    expect(await done(product, related)).toMatchObject({ _total: 0 });
  });

  it('may declare many functions, but not more than 20,000 times namespaces', async () => {
    const scripts = (count: number): object[] =>
      Array.from({ length: count }, (_, number) => {
        const names = Array.from({ length: 1_000 }, (_, index) => `f${String(number)}_${String(index)}`);
        return script(names.map((name) => declares(name)).join(''));
      });
    const spaces = Array.from({ length: 10 }, newNamespace).join(',');
    expect(await rest(product, `${ITEMS}?nsfilter=${spaces}`, { body: scripts(3) })).toMatchObject({
      status: 400,
      body: { errors: [{ path: '[2]._version._userData', message: expect.stringMatching(/30000 .* 20000/) }] },
    });
    await store(product, within(space, ITEMS), scripts(6));
    const again = await rest(product, within(space, ITEMS), { body: scripts(6).slice(5) });
    expect(again).toMatchObject({ status: 409, body: { errors: { length: 50 } } });
  });

  it('of a script that is not one is refused where its source stands', async () => {
    const [item] = await store(product, within(space, ITEMS), [script(declares('answer'))]);
    const one = `${ITEMS}/${String(item._id)}`;
    const body = { _version: { _userData: 'function (' } };
    const patched = await rest(product, one, { method: 'PATCH', body });
    expect(patched).toMatchObject({ status: 400, body: { errors: [{ path: '_version._userData' }] } });
    const put = await rest(product, one, { method: 'PUT', body: { _name: 'x', _userType: 'scripts', ...body } });
    expect(put).toMatchObject({ status: 400, body: { errors: [{ path: '_version._userData' }] } });
  });
});

describe('a query', () => {
  beforeEach(async () => {
    await store(product, within(space, ITEMS), [config(1)]);
    await store(product, within(space, FILES), [file({ _tags: ['a'] })]);
  });

  const OTHER_TYPES: [string, object][] = [
    [ITEMS, { _tipVersion: 'abc' }],
    [ITEMS, { _tipVersion: '1' }],
    [ITEMS, { _name: { a: 1 } }],
    [ITEMS, { _name: { $size: 1 } }],
    [ITEMS, { _tipVersion: { $regex: '1' } }],
    [ITEMS, { _name: { $in: [{ a: 1 }] } }],
    [ITEMS, { _namespaces: { a: 1 } }],
    [FILES, { _tags: { a: 1 } }],
    [FILES, { _tipVersion: [] }],
  ];
  it.each(OTHER_TYPES)('of %s for values of another type finds nothing: %j', async (path, query) => {
    expect(await list(path, { query: JSON.stringify(query) })).toMatchObject({ status: 200, body: { _total: 0 } });
  });

  it.each([ITEMS, FILES])('of %s for what the store cannot hold is refused', async (path) => {
    for (const query of ['{"_name": {"_bsontype": "Long"}}', '{"_name": {"a\\u0000": 1}}']) {
      expect(await list(path, { query })).toMatchObject({ status: 400, body: { code: 'ValidationFailed' } });
    }
  });
});

describe('a page', () => {
  const MIB = 1024 * 1024;

  it('ends early when its entries are large, and the next one goes on after the last', async () => {
    const data = (name: string): string => `${name}${'x'.repeat(3 * MIB)}`;
    const [item] = await store(product, within(space, ITEMS), [config(data('a'), { _name: 'a' })]);
    for (const name of ['b', 'c', 'd'])
      await store(product, within(space, ITEMS), [config(data(name), { _name: name })]);
    const names: string[] = [];
    while (names.length < 4) {
      const query = { sort: '{"_name": 1}', _offset: String(names.length), _pageSize: '1000' };
      const { body } = await list(ITEMS, query);
      expect(body).toMatchObject({ _offset: names.length, _pageSize: 1000, _total: 4 });
      expect(body._list).toHaveLength(2);
      for (const { _name, _versions } of body._list) expect(_versions[0]._userData).toBe(data(_name));
      names.push(...valuesOf(body, '_name'));
    }
    expect(names).toEqual(['a', 'b', 'c', 'd']);
    const slim = await list(ITEMS, { project: '{"_versions": 0}' });
    expect(slim.body._list).toHaveLength(4);

    const versions = `${ITEMS}/${String(item._id)}/versions`;
    for (const name of ['2', '3', '4']) await done(product, versions, { body: { _userData: data(name) } });
    expect(valuesOf(await done(product, versions), '_version')).toEqual([4, 3]);
    expect(valuesOf(await done(product, `${versions}?_offset=2`), '_version')).toEqual([2, 1]);

    const [{ _id }] = await store(product, within(space, ITEMS), [collection()]);
    const related = `${ITEMS}/${String(_id)}/relateditems`;
    for (const n of [1, 2, 3]) await store(product, related, [{ n, data: data('') }]);
    expect(valuesOf(await done(product, `${related}?sort={"n":1}`), 'n')).toEqual([1, 2]);
    expect(valuesOf(await done(product, `${related}?sort={"n":1}&_offset=2`), 'n')).toEqual([3]);
  });
});

describe('a deletion', () => {
  it('honours If-Match, a weak one too', async () => {
    const [item, records] = await store(product, within(space, ITEMS), [config(1), collection()]);
    const related = `${ITEMS}/${String(records._id)}/relateditems`;
    const [record] = await store(product, related, [{ a: 1 }]);
    const [stored] = await store(product, within(space, FILES), [file()]);
    const things: [string, string, RequestInit['method'], unknown][] = [
      [`${ITEMS}/${String(item._id)}`, '', 'PATCH', { _name: 'Other' }],
      [`${related}/${String(record._id)}`, '', 'PATCH', { a: 2 }],
      [`${FILES}/${String(stored._id)}`, '/content', 'PUT', 'text'],
    ];
    for (const [path, below, method, body] of things) {
      const etag = (await rest(product, path)).headers.get('etag')!;
      expect(etag).toMatch(/^"\d+"$/);
      await done(product, path + below, { method: method!, body });
      const stale = await rest(product, path, { method: 'DELETE', headers: { 'if-match': etag } });
      expect([path, stale.status]).toEqual([path, 412]);
      const current = (await rest(product, path)).headers.get('etag')!;
      const answer = await rest(product, path, { method: 'DELETE', headers: { 'if-match': `W/${current}` } });
      expect([path, answer.status]).toEqual([path, 204]);
    }
  });
});

describe('parameters', () => {
  it('take nsfilter once, and a namespace that it names twice as one', async () => {
    const twice = await rest(product, `${ITEMS}?nsfilter=a&nsfilter=b`);
    expect(twice).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'nsfilter', message: expect.stringMatching(/once.*commas/) }] },
    });
    const [item] = await store(product, `${ITEMS}?nsfilter=${space},${space}`, [config(1)]);
    expect(item._namespaces).toEqual([space]);
  });

  it('take a Content-Type of at most 200 characters', async () => {
    const [stored] = await store(product, within(space, FILES), [file()]);
    const put = (type: string) =>
      rest(product, `${FILES}/${String(stored._id)}/content`, {
        method: 'PUT',
        body: 1,
        headers: { 'content-type': type },
      });
    expect(await put(`text/${'x'.repeat(196)}`)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'Content-Type' }] },
    });
    expect(await put(`text/${'x'.repeat(195)}`)).toMatchObject({ status: 200 });
  });
});

describe('what a crash left', () => {
  const COLLECTIONS = [
    'nameduseritemversions',
    'fileversions',
    'filecontents.files',
    'filecontents.chunks',
    'relateditems',
    'notificationmembers',
  ];
  const counts = (db: mongo.Db): Promise<number[]> =>
    Promise.all(COLLECTIONS.map((name) => db.collection(name).countDocuments()));

  /** Runs on the data folder of a product that is stopped. */
  async function inStore<T>(dataDir: string, work: (db: mongo.Db) => Promise<T>): Promise<T> {
    const embedded = await startEmbeddedMongo({ dataDir });
    const client = await mongo.MongoClient.connect(embedded.uri);
    try {
      return await work(client.db('toolrack'));
    } finally {
      await client.close();
      await embedded.close();
    }
  }

  it('is nothing of an upload that was cut off, or too long', async () => {
    const dataDir = await newDataDir();
    const embedded = await startEmbeddedMongo({ dataDir });
    const client = await mongo.MongoClient.connect(embedded.uri);
    const maxBytes = 1024 * 1024;
    const service = await startLocalProcess({
      environment: { MONGODB_URI: embedded.uri, MAX_FILE_BYTES: String(maxBytes) },
    });
    try {
      const chunks = client.db('toolrack').collection('filecontents.chunks');
      const [stored] = await store(service, within(space, FILES), [file()]);
      const path = `${FILES}/${String(stored._id)}/content`;
      const before = await chunks.countDocuments();
      const tooLong = 'x'.repeat(maxBytes);
      expect((await rest(service, path, { method: 'PUT', body: tooLong })).status).toBe(413);
      expect(await chunks.countDocuments()).toBe(before);

      const sent = request(new URL(path, service.url), {
        method: 'PUT',
        headers: { authorization: `Bearer ${service.token}` },
      });
      sent.once('error', () => undefined);
      await new Promise((resolve) => sent.write(tooLong.slice(0, 900_000), resolve));
      await eventually('bytes to arrive', async () => (await chunks.countDocuments()) > before);
      sent.destroy();
      await eventually('the bytes to be gone', async () => (await chunks.countDocuments()) === before);
    } finally {
      await service.stop();
      await client.close();
      await embedded.close();
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('is swept when the service starts: what belongs to an item, a file or a group that is not there', async () => {
    const dataDir = await newDataDir();
    const long = new Date(Date.now() - 2 * 86_400_000);
    try {
      const first = await startLocalProcess({ dataDir });
      const [item, records] = await store(first, within(space, ITEMS), [config('kept'), collection()]);
      await store(first, `${ITEMS}/${String(records._id)}/relateditems`, [{ kept: true }]);
      const [stored] = await store(first, within(space, FILES), [file()]);
      await done(first, `${FILES}/${String(stored._id)}/content`, { method: 'PUT', body: 'kept' });
      await first.stop();

      const kept = await inStore(dataDir, counts);
      await inStore(dataDir, async (db) => {
        const _metadata = { _createdAt: long.toISOString(), _createdById: 'admin' };
        await db.collection('nameduseritemversions').updateMany({}, { $set: { _metadata } });
        await db.collection('fileversions').updateMany({}, { $set: { _metadata } });
        const orphan = { _id: 'orphan' as unknown as mongo.ObjectId, _version: 1, _metadata };
        await db.collection('nameduseritemversions').insertOne({ ...orphan, _userItemDbId: 'gone' });
        const _contentId = new mongo.ObjectId().toHexString();
        await db.collection('fileversions').insertOne({ ...orphan, _fileId: 'gone', _contentId });
        await db.collection('relateditems').updateMany({}, { $set: { _metadata } });
        await db.collection('relateditems').insertOne({ ...orphan, _collectionId: 'gone' });
        await db.collection('notificationmembers').insertOne({ ...orphan, _groupId: 'gone' });
        const bucket = new mongo.GridFSBucket(db, { bucketName: 'filecontents' });
        for (let left = 0; left < 2; left++) {
          const upload = bucket.openUploadStream('left');
          await new Promise<void>((resolve) => upload.end(Buffer.from('left'), resolve));
        }
        await db.collection('filecontents.files').updateMany({}, { $set: { uploadDate: long } });
      });

      const second = await startLocalProcess({ dataDir });
      expect((await done(second, `${ITEMS}/${String(item._id)}`))._versions[0]._userData).toBe('kept');
      expect((await rest(second, `${FILES}/${String(stored._id)}/content`)).text).toBe('"kept"');
      // Stopping waits for the sweep.
      await second.stop();

      expect(await inStore(dataDir, counts)).toEqual(kept);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
