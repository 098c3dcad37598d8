/** What namespaces use, now and by day: counted from what is stored, and kept when it is there no more. */
import { countAnswerSchema, storageAnswerSchema, usageAnswerSchema } from '#libs/contracts';
import { putContent, uploadFile } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type OpenDatabase, openDatabase } from '../support/open-database.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  FILES,
  ITEMS,
  type Json,
  newNamespace,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { callTool } from './support/mcp.ts';
import { asPrincipal, SERVICE_KEY } from './support/run-tokens.ts';

const METRICS = '/usagemetricssvc/api/v1';
const DAY_MS = 86_400_000;

let database: OpenDatabase;
let product: LocalProcess;
let space: string;
const start = (): Promise<LocalProcess> =>
  startLocalProcess({ environment: { SERVICE_KEY, MONGODB_URI: database.uri, USAGE_ROLLUP_MS: '1000' } });
beforeAll(async () => {
  database = await openDatabase();
  product = await start();
});
afterAll(async () => {
  await product.stop();
  await database.close();
});
beforeEach(() => {
  space = newNamespace();
});

const stored = (name: string) => database.collection(name);
const get = (what: string, query: Record<string, string> = {}): Promise<Json> =>
  done(product, within(space, `${METRICS}/${what}`, query));
const usage = async (query: Record<string, string> = {}): Promise<Json> => (await get('usage', query))._list[0];
/** The date so many days ago, in UTC. */
const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const daysOf = (entry: Json): Json[] => entry._days;
const dayOf = (entry: Json, date: string): Json => daysOf(entry).find((day) => day._date === date);

/** Puts records of runs that were asked for at the times where the service keeps such. */
async function putRuns(...times: string[]): Promise<void> {
  const expires = new Date(Date.now() + DAY_MS);
  await stored('runs').insertMany(
    times.map((time) => ({
      _id: crypto.randomUUID(),
      _namespaces: [space],
      _status: 'succeeded',
      _queuedAt: new Date(time),
      _changedAt: new Date(time),
      _expiresAt: expires,
    })),
  );
}

const keptRuns = async (date: string): Promise<number> => {
  const day = await stored('usagedays').findOne({ _id: `${space} ${date}` });
  const runs: Record<string, number> = day?._runs ?? {};
  return Object.values(runs).reduce((sum, count) => sum + count, 0);
};

describe('the usage of a namespace', () => {
  it('counts files, items, their versions, bytes and runs', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'four' });
    await putContent(product, _id, 'sixsix');
    await store(product, within(space, FILES), [{ _name: 'empty' }]);
    const [made] = await store(product, within(space, ITEMS), [script(declares('answer')), collection()]);
    await done(product, `${ITEMS}/${String(made._id)}/versions`, { body: { _userData: declares('answer') } });
    await store(product, within(space, TOOLS), [tool('answer')]);
    for (let count = 0; count < 3; count++)
      await callTool(product, `nsfilter=${space}`, { name: 'answer', arguments: {} });
    const now = {
      _fileCount: 2,
      _fileVersionCount: 2,
      _itemCount: 2,
      _itemVersionCount: 3,
      _storageBytes: 10,
      _runCount: 3,
    };
    await eventually('the runs are recorded', async () => (await usage())._runCount === 3);
    const answer = await get('usage');
    expect(usageAnswerSchema.parse(answer)).toEqual(answer);
    expect(answer).toMatchObject({ _from: ago(29), _to: ago(0), _list: [{ _namespace: space, ...now }] });
    expect(answer._list[0]._days).toHaveLength(30);
    expect(dayOf(answer._list[0], ago(0))).toEqual({ _date: ago(0), ...now });
    expect(dayOf(answer._list[0], ago(1))).toMatchObject({ _fileCount: null, _storageBytes: null, _runCount: 0 });
    for (const [what, count] of [
      ['files', 2],
      ['fileversions', 2],
      ['items', 2],
      ['itemversions', 3],
      ['runs', 3],
    ] as const) {
      const counted = await get(what, { _from: ago(0) });
      expect(countAnswerSchema.parse(counted)).toEqual(counted);
      const _days = [{ _date: ago(0), _count: count }];
      expect(counted).toEqual({ _from: ago(0), _to: ago(0), _list: [{ _namespace: space, _count: count, _days }] });
    }
    const storage = await get('storage', { _from: ago(0) });
    expect(storageAnswerSchema.parse(storage)).toEqual(storage);
    expect(storage._list).toEqual([{ _namespace: space, _bytes: 10, _days: [{ _date: ago(0), _bytes: 10 }] }]);
  });

  it('falls when something is deleted', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'four' });
    await uploadFile(product, space, { name: 'b', content: 'two' });
    expect(await usage()).toMatchObject({ _fileCount: 2, _storageBytes: 7 });
    await done(product, `${FILES}/${_id}`, { method: 'DELETE' });
    expect(await usage()).toMatchObject({ _fileCount: 1, _fileVersionCount: 1, _storageBytes: 3 });
  });

  it('keeps what was run on each day when the records of the runs are gone, also after a restart', async () => {
    await store(product, within(space, ITEMS), [collection()]);
    await putRuns(
      `${ago(3)}T00:00:00.000Z`,
      `${ago(3)}T23:59:59.999Z`,
      `${ago(2)}T00:00:00.000Z`,
      `${ago(2)}T12:10:00.000Z`,
      `${ago(2)}T12:50:00.000Z`,
    );
    await eventually('the runs are counted', async () => (await keptRuns(ago(2))) === 3);
    await stored('runs').deleteMany({ _namespaces: space, _queuedAt: { $lt: new Date(`${ago(2)}T12:30:00Z`) } });
    await product.kill();
    product = await start();
    const countedAt = (await stored('usagedays').findOne({ _id: `${space} ${ago(0)}` }))!._countedAt;
    await eventually('it was counted again', async () => {
      const day = await stored('usagedays').findOne({ _id: `${space} ${ago(0)}` });
      return day!._countedAt > countedAt;
    });
    const entry = await usage({ _from: ago(3) });
    expect(daysOf(entry).map((day) => day._runCount)).toEqual([2, 3, 0, 0]);
    expect(entry._runCount).toBe(5);
    expect((await get('runs', { _from: ago(2), _to: ago(2) }))._list).toEqual([
      { _namespace: space, _count: 3, _days: [{ _date: ago(2), _count: 3 }] },
    ]);
  });

  it('is the same however many processes count', async () => {
    await uploadFile(product, space, { name: 'a', content: 'four' });
    await putRuns(`${ago(1)}T10:00:00.000Z`, `${ago(1)}T10:00:00.000Z`);
    const second = await start();
    try {
      for (let round = 0; round < 3; round++) {
        const before = new Date();
        await eventually('it was counted again', async () => {
          const day = await stored('usagedays').findOne({ _id: `${space} ${ago(0)}` });
          return day !== null && day._countedAt > before;
        });
        expect(await usage({ _from: ago(1) })).toMatchObject({ _runCount: 2, _fileCount: 1, _storageBytes: 4 });
        expect(await keptRuns(ago(1))).toBe(2);
      }
    } finally {
      await second.stop();
    }
  });

  it.each([
    ['on a later day', 3],
    ['later today', 0],
  ])('goes on when the clock was ahead and it was counted %s', async (_what, days) => {
    await store(product, within(space, ITEMS), [collection()]);
    await stored('usagedays').insertOne({
      _id: `${space} ${ago(-days)}`,
      _namespaces: [space],
      _date: ago(-days),
      _countedAt: new Date(Date.now() + days * DAY_MS + DAY_MS / 2),
      _expiresAt: new Date(Date.now() + 10 * DAY_MS),
    });
    await putRuns(new Date().toISOString());
    expect(await usage()).toMatchObject({ _runCount: 1, _itemCount: 1 });
    await eventually('it is kept', async () => (await keptRuns(ago(0))) === 1);
  });

  it('stays as it was on days on which nobody counted', async () => {
    await uploadFile(product, space, { name: 'a', content: 'four' });
    const _stock = { _fileCount: 7, _fileVersionCount: 8, _itemCount: 9, _itemVersionCount: 10, _storageBytes: 11 };
    const _expiresAt = new Date(Date.now() + DAY_MS);
    for (const [days, _fileCount] of [
      [6, 6],
      [3, 3],
    ] as const) {
      await stored('usagedays').insertOne({
        _id: `${space} ${ago(days)}`,
        _namespaces: [space],
        _date: ago(days),
        _stock: { ..._stock, _fileCount },
        _countedAt: new Date(Date.now() - days * DAY_MS),
        _expiresAt,
      });
    }
    const files = async (query: Record<string, string>) =>
      daysOf((await get('files', query))._list[0]).map((day) => day._count);
    expect(await files({ _from: ago(7) })).toEqual([null, 6, 6, 6, 3, 3, 3, 1]);
    expect(await files({ _from: ago(4), _to: ago(2) })).toEqual([6, 3, 3]);
  });

  it('adds up the bytes of files that were stored before they were kept', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'four' });
    const other = await uploadFile(product, space, { name: 'b', content: 'three' });
    await putContent(product, _id, 'two');
    await stored('files').updateMany({ _namespaces: space }, { $unset: { _storedBytes: '' } });
    await putContent(product, other._id, 'x');
    await eventually('the bytes are added up', async () => (await usage())._storageBytes === 13);
    expect(await done(product, `${FILES}/${_id}`)).not.toHaveProperty('_storedBytes');
  });

  it('is answered for each namespace that is named', async () => {
    await uploadFile(product, space, { name: 'a', content: 'four' });
    const other = newNamespace();
    await store(product, `${FILES}?nsfilter=${space},${other}`, [{ _name: 'in both' }]);
    const { _list } = await done(product, `${METRICS}/files?nsfilter=${space},${other}&_from=${ago(0)}`);
    expect(_list).toMatchObject([
      { _namespace: space, _count: 2 },
      { _namespace: other, _count: 1 },
    ]);
  });

  it('is told to nobody who may not use the namespace', async () => {
    await uploadFile(product, space, { name: 'a', content: 'four' });
    const stranger = await asPrincipal(product, { kind: 'run', namespaces: ['elsewhere'] });
    for (const path of [within(space, `${METRICS}/usage`), `${METRICS}/usage?nsfilter=nothing_here`]) {
      expect(await rest(stranger, path)).toMatchObject({ status: 404, body: { code: 'NamespaceNotFound' } });
    }
    expect((await rest(product, `${METRICS}/usage`)).body.errors).toMatchObject([{ path: 'nsfilter' }]);
    expect((await rest({ ...product, token: 'nobody' }, within(space, `${METRICS}/usage`))).status).toBe(401);
  });

  it.each([
    [{ _from: 'yesterday' }, '_from', /like 2026-01-31/],
    [{ _to: '2026-02-30' }, '_to', /like 2026-01-31/],
    [{ _from: '2026-01-02', _to: '2026-01-01' }, '_from', /after the last day, 2026-01-01/],
    [{ _from: '2024-01-01', _to: '2025-01-01' }, '_from', /at most 366 days.*2024-01-02 or later/],
    [{ _from: '9999-12-31' }, '_from', /after the last day/],
    [{ from: '2026-01-01' }, 'from', /not a known field/],
  ])('refuses %j', async (query, path, message) => {
    await uploadFile(product, space, { name: 'a', content: 'four' });
    const answer = await rest(product, within(space, `${METRICS}/usage`, query));
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ path, message: expect.stringMatching(message) }] },
    });
  });

  it('covers 366 days, and of the future none', async () => {
    await uploadFile(product, space, { name: 'a', content: 'four' });
    expect((await usage({ _from: '2024-01-01', _to: '2024-12-31' }))._days).toHaveLength(366);
    expect(await get('usage', { _to: '9999-12-31' })).toMatchObject({ _from: ago(29), _to: ago(0) });
  });

  it('is a system tool, whose answer fits its output schema', async () => {
    await uploadFile(product, space, { name: 'a', content: 'four' });
    const call = { name: 'getFileVersionCount_IafUsageMetrics', arguments: { _from: ago(0) } };
    const { result } = await callTool(product, `nsfilter=${space}`, call);
    expect(result.isError ?? false).toBe(false);
    expect(result.structuredContent._list).toMatchObject([{ _namespace: space, _count: 1 }]);
  });
});
