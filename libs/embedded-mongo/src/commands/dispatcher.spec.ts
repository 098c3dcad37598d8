import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '../storage/store.js';
import { type Document } from '../values/bson.js';
import { type Answer, type Context } from './command.js';
import { Cursors } from './cursors.js';
import { COMMANDS, dispatch } from './dispatcher.js';

describe('every command', () => {
  let folder: string;
  let context: Omit<Context, 'database'> & { store: Store };
  const faults: unknown[] = [];
  const send = (body: Document): Answer =>
    dispatch(
      () => ({ ...body, $db: 'd' }),
      context,
      (fault) => faults.push(fault),
    );

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mongo-commands-'));
    context = { store: new Store(join(folder, 'file')), cursors: new Cursors(), connectionId: 1 };
  });
  afterAll(() => {
    context.store.close();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.keys(COMMANDS))('%s refuses a field that it does not know, by name', (name) => {
    for (const field of ['collation', 'someday', '__proto__x', 'apiVersion']) {
      expect(send({ [name]: 'c', [field]: { locale: 'en' } })).toMatchObject({
        ok: 0,
        code: 40415,
        errmsg: expect.stringContaining(`'${name}.${field}'`),
      });
    }
  });

  it.each(Object.keys(COMMANDS))('%s refuses to be part of a transaction', (name) => {
    for (const field of ['txnNumber', 'startTransaction', 'autocommit']) {
      expect(send({ [name]: 'c', [field]: 1 })).toMatchObject({ ok: 0, code: 20 });
    }
  });

  it('that is not in the table is refused by name, also when Object.prototype has it', () => {
    for (const name of ['mapReduce', 'toString', '__proto__', 'constructor']) {
      expect(send(Object.fromEntries([[name, 1]]))).toMatchObject({
        ok: 0,
        code: 59,
        errmsg: expect.stringContaining(name),
      });
    }
  });

  it('answers a fault with an error and leaves the store usable', () => {
    context.store.transaction(() => context.store.ensureCollection('d', 'c'));
    const broken = {
      ...context,
      store: Object.create(context.store, {
        collection: {
          value: () => {
            throw new TypeError('fault');
          },
        },
      }) as Store,
    };
    const told: unknown[] = [];
    expect(
      dispatch(
        () => ({ find: 'c', $db: 'd' }),
        broken,
        (fault) => told.push(fault),
      ),
    ).toMatchObject({ ok: 0, code: 1 });
    expect(told).toHaveLength(1);
    expect(send({ count: 'c' })).toEqual({ n: 0, ok: 1 });
    expect(faults).toEqual([]);
  });
});

describe('cursors', () => {
  it('end when read out, killed, or idle for ten minutes', () => {
    let now = 0;
    const cursors = new Cursors(() => now);
    const documents = [1, 2, 3].map((n) => Buffer.from([n]));
    const open = (): bigint => cursors.open('d.c', documents, { batchSize: 1 }).id;
    expect(cursors.open('d.c', documents, { batchSize: 3 }).id).toBe(0n);
    const read = open();
    expect(cursors.next(read, 'd.c', 1)).toMatchObject({ id: read, batch: [documents[1]] });
    expect(cursors.next(read, 'd.c')).toMatchObject({ id: 0n, batch: [documents[2]] });
    expect(() => cursors.next(read, 'd.c')).toThrow(/not found/);
    const killed = open();
    expect([cursors.kill(killed), cursors.kill(killed)]).toEqual([true, false]);
    const idle = open();
    expect(() => cursors.next(idle, 'd.other')).toThrow(/not found/);
    now = 600_001;
    cursors.expireIdle();
    expect(() => cursors.next(idle, 'd.c')).toThrow(/not found/);
  });
});
