import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type Readable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { mongo } from 'mongoose';
import { entryFile } from '#libs/entry';
import { startEmbeddedMongo } from '#libs/embedded-mongo';

/** Starts the store, writes one document after another, and prints the number of each that is acknowledged. */
const WRITER = `
  const { startEmbeddedMongo } = await import(process.argv[1]);
  const { default: { mongo } } = await import('mongoose');
  const store = await startEmbeddedMongo({ dataDir: process.argv[2] });
  const client = await mongo.MongoClient.connect(store.uri);
  const numbers = client.db('d').collection('numbers');
  for (let n = Number(process.argv[3]); ; n++) {
    await numbers.insertOne({ _id: n });
    await numbers.updateOne({ _id: 'last' }, { $set: { n } }, { upsert: true });
    process.stdout.write(n + '\\n');
  }`;

type Writer = ChildProcessByStdio<null, Readable, null>;

describe('durability', () => {
  let dataDir: string;
  const children: Writer[] = [];

  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'mongo-durable-'));
  });
  afterAll(() => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true });
  });

  function startWriter(from: number): Writer {
    const index = entryFile(import.meta.url, 'index.js');
    const child = spawn(process.execPath, ['--input-type=module', '--eval', WRITER, index, dataDir, String(from)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  }

  it('keeps every acknowledged write of a process that was killed, and refuses a second process meanwhile', async () => {
    let written = 0;
    for (const writes of [5, 25, 60]) {
      const child = startWriter(written);
      const goal = written + writes;
      for await (const line of createInterface({ input: child.stdout })) {
        written = Number(line) + 1;
        if (written === goal) {
          await expect(startEmbeddedMongo({ dataDir })).rejects.toThrow(/in use by another process/);
          child.kill('SIGKILL');
        }
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

      const store = await startEmbeddedMongo({ dataDir });
      const client = await mongo.MongoClient.connect(store.uri);
      const numbers = client.db('d').collection('numbers');
      const found = await numbers
        .find({ _id: { $type: 'number' } as never })
        .sort({ _id: 1 })
        .toArray();
      expect(found.length).toBeGreaterThanOrEqual(written);
      expect(found.map(({ _id }) => _id)).toEqual(found.map((_, n) => n));
      expect((await numbers.findOne({ _id: 'last' as never }))?.['n']).toBeGreaterThanOrEqual(written - 1);
      written = found.length;
      await client.close();
      await store.close();
    }
  });
});
