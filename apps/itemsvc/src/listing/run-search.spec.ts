import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { runSearch, type SearchLimits } from './run-search.js';

let dataDir: string;
let store: EmbeddedMongo;
let connection: Connection;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'run-search-'));
  store = await startEmbeddedMongo({ dataDir });
  connection = await createConnection(store.uri).asPromise();
  const records = Array.from({ length: 300 }, (_, index) => ({
    _id: String(index) as never,
    text: 'x'.repeat(20_000),
  }));
  await connection.collection('records').insertMany(records);
});
afterAll(async () => {
  await connection.close();
  await store.close();
  await rm(dataDir, { recursive: true });
});

/** Looks for something that takes a while to be found in each record, and is in none. */
const search = (limits?: SearchLimits) =>
  runSearch<{ _id: string; text: string }>({
    collection: connection.collection('records'),
    scope: {},
    query: { filter: {}, projection: undefined, sort: {}, offset: 0, pageSize: 10 },
    isWanted: ({ text }) => text.repeat(20).normalize('NFKC').includes('y'),
    ...(limits && { limits }),
  });

describe('a search', () => {
  it('looks through no more records, and for no longer, than it may', async () => {
    const refusals = [
      [{ documents: 299, timeMs: 10_000 }, 'leaves more than 299 records to look through; narrow it'],
      [{ documents: 300, timeMs: 5 }, 'leaves more to look through than 5 ms allow; narrow it'],
    ] as const;
    for (const [limits, message] of refusals) {
      await expect(search(limits)).rejects.toMatchObject({
        code: 'ValidationFailed',
        message: expect.stringContaining(message),
      });
    }
    expect((await search()).total).toBe(0);
  });

  it('lets what else the process does come in between', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const before = turns;
    await search();
    clearInterval(timer);
    expect(turns - before).toBeGreaterThan(10);
  });
});
