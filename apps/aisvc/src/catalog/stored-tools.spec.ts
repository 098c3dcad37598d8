import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { LocalChangeFeed } from '#libs/change-feed';
import { startEmbeddedMongo } from '#libs/embedded-mongo';
import { TOOL_MODEL, toolMongoSchema, type ToolRecord } from '../tools/tool.record.js';
import { ToolsRepository } from '../tools/tools.repository.js';
import { StoredTools } from './stored-tools.js';

/** A feed of which other processes are told, too, and may hear nothing. */
class SharedFeed extends LocalChangeFeed {
  override readonly missesNothing: boolean = false;
  override live: boolean = true;
  readonly #gaps: (() => void)[] = [];

  override onGap(listener: () => void): void {
    this.#gaps.push(listener);
  }

  gap(): void {
    for (const listener of this.#gaps) listener();
  }
}

let folder: string;
let store: Awaited<ReturnType<typeof startEmbeddedMongo>>;
let connection: Connection;
let tools: ToolsRepository;
let feed: SharedFeed;
let stored: StoredTools;
let space = '';
let spaces = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stored-tools-'));
  store = await startEmbeddedMongo({ dataDir: folder, logger: { error: () => undefined } });
  connection = await createConnection(store.uri, { dbName: 'test' }).asPromise();
  tools = new ToolsRepository(connection.model<ToolRecord>(TOOL_MODEL, toolMongoSchema));
  await tools.onModuleInit();
});
afterAll(async () => {
  await connection.close();
  await store.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  space = `space${String(++spaces)}`;
  feed = new SharedFeed();
  stored = new StoredTools({ tools, feed, maxTools: 1_000 });
});

const record = (_name: string, fields: Partial<ToolRecord> = {}): ToolRecord => ({
  _id: `${space}-${_name}`,
  _name,
  _description: 'x',
  _namespaces: [space],
  _schema: { type: 'object' },
  _script: { _userType: 'scripts', _scriptName: 'answer' },
  _revision: 1,
  _metadata: { _createdAt: '', _createdById: '', _updatedAt: '', _updatedById: '' },
  ...fields,
});
const announce = (...ids: string[]): Promise<void> =>
  feed.publish({ topic: 'tools', namespaces: [space], ids: ids.map((id) => `${space}-${id}`) });
const listed = async (): Promise<ToolRecord[]> => [...(await stored.of(space))];
const names = async (): Promise<string[]> => (await listed()).map(({ _name }) => _name);

describe('StoredTools', () => {
  it('is the same list while nothing changes', async () => {
    await tools.insert([record('b'), record('a')]);
    const first = await stored.of(space);
    expect([...first].map(({ _name }) => _name)).toEqual(['a', 'b']);
    expect(await stored.of(space)).toBe(first);
    await announce('a');
    expect(await stored.of(space)).toBe(first);
    await feed.publish({ topic: 'tools', namespaces: ['another'] });
    expect(await stored.of(space)).toBe(first);
  });

  it('reads again what changed, and keeps the rest', async () => {
    await tools.insert([record('a'), record('b'), record('c'), record('d')]);
    const [a, , c] = await stored.of(space);
    await tools.insert([record('bb')]);
    await tools.replace({ record: record('b', { _name: 'z', _revision: 2 }), revision: 1 });
    await tools.delete(record('d'));
    await announce('bb', 'b', 'd');
    const after = await listed();
    expect(after.map(({ _name }) => _name)).toEqual(['a', 'bb', 'c', 'z']);
    expect([after[0], after[2]]).toEqual([a, c]);
    expect(after[0]).toBe(a);
    expect(after[2]).toBe(c);
  });

  it('takes a name from one tool to another', async () => {
    await tools.insert([record('a'), record('b')]);
    await stored.of(space);
    await tools.delete(record('a'));
    await tools.replace({ record: record('b', { _name: 'a', _revision: 2 }), revision: 1 });
    await announce('a', 'b');
    expect((await listed()).map(({ _id, _name }) => [_id, _name])).toEqual([[`${space}-b`, 'a']]);
  });

  it('compares all after a gap, and for a change that names no tools', async () => {
    await tools.insert([record('a'), record('b')]);
    const [a] = await stored.of(space);
    await tools.insert([record('c')]);
    expect(await names()).toEqual(['a', 'b']);
    feed.gap();
    const after = await listed();
    expect(after.map(({ _name }) => _name)).toEqual(['a', 'b', 'c']);
    expect(after[0]).toBe(a);
    await tools.delete(record('b'));
    await feed.publish({ topic: 'tools', namespaces: [space] });
    expect(await names()).toEqual(['a', 'c']);
  });

  it('believes nothing that it has while the feed is not live', async () => {
    await tools.insert([record('a')]);
    await stored.of(space);
    feed.live = false;
    await tools.insert([record('b')]);
    expect(await names()).toEqual(['a', 'b']);
    await tools.delete(record('a'));
    expect(await names()).toEqual(['b']);
  });

  it('misses no change that is announced while it reads', async () => {
    await tools.insert(Array.from({ length: 300 }, (_, index) => record(`t${String(index).padStart(3, '0')}`)));
    for (let round = 0; round < 20; round++) {
      const reading = stored.of(space);
      const name = `new${String(round).padStart(2, '0')}`;
      await tools.insert([record(name)]);
      await announce(name);
      expect((await names()).includes(name)).toBe(true);
      await reading;
      if (round % 5 === 0) feed.gap();
    }
    expect(await names()).toHaveLength(320);
  });

  it('goes on after the store was away', async () => {
    await tools.insert([record('a')]);
    const away = new Error('away');
    let isAway = true;
    const unsteady = new StoredTools({
      feed,
      maxTools: 1_000,
      tools: Object.assign(Object.create(tools) as ToolsRepository, {
        inNamespace: (namespace: string) => {
          if (isAway) throw away;
          return tools.inNamespace(namespace);
        },
      }),
    });
    await expect(unsteady.of(space)).rejects.toBe(away);
    isAway = false;
    expect(await unsteady.of(space)).toHaveLength(1);
  });

  it('keeps what it knows of a few tools in all, and of the namespace that is asked for', async () => {
    await tools.insert(Array.from({ length: 1_500 }, (_, index) => record(`t${String(index)}`)));
    const first = await stored.of(space);
    expect(first).toHaveLength(1_500);
    expect(await stored.of(space)).toBe(first);
    await stored.of(`${space}-another`);
    expect(await stored.of(space)).not.toBe(first);
  });
});
