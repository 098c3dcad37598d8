/**
 * The file: one SQLite database that holds every collection and index, and the list of them. Every change runs in
 * a transaction that is on the disk before its command is answered. Only one process has the file open: SQLite's own
 * exclusive lock, which ends with the process however it ends.
 */
import { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../command-error.js';
import { EmbeddedMongoError } from '../embedded-mongo-error.js';
import { decode, encode } from '../values/bson.js';
import { Collection } from './collection.js';
import { Index } from './index.js';
import { describeIndex, type IndexSpec, parseIndexSpec, sameIndex, sameKeys } from './index-spec.js';
import { blob, int, text } from './sqlite.js';

/** How long a new process waits for one that is just ending. */
const LOCK_TIMEOUT_MS = 500;

export class Store {
  readonly #sql: DatabaseSync;
  readonly #collections = new Map<string, Collection>();
  #inTransaction = false;

  /** @throws EmbeddedMongoError when another process has the file open */
  constructor(file: string) {
    this.#sql = openExclusively(file);
    this.#load();
  }

  get collections(): Collection[] {
    return [...this.#collections.values()];
  }

  collection(database: string, name: string): Collection | undefined {
    return this.#collections.get(`${database}.${name}`);
  }

  /** Finds or makes a collection. @throws CommandError InvalidNamespace */
  ensureCollection(database: string, name: string): Collection {
    const known = this.collection(database, name);
    if (known !== undefined) return known;
    if (
      name === '' ||
      name.startsWith('.') ||
      name.endsWith('.') ||
      /[\0$]/.test(name) ||
      !/^[^\0/\\. "$*<>:|?]{1,63}$/.test(database)
    ) {
      throw new CommandError('InvalidNamespace', `Invalid namespace specified '${database}.${name}'`);
    }
    const { lastInsertRowid } = this.#sql.prepare('INSERT INTO ns(db, coll) VALUES (?, ?)').run(database, name);
    const collection = new Collection(this.#sql, Number(lastInsertRowid), { database, collection: name }, []);
    this.#sql.exec(
      `CREATE TABLE ${collection.table}(n INTEGER PRIMARY KEY AUTOINCREMENT, k BLOB NOT NULL UNIQUE, doc BLOB NOT NULL)`,
    );
    this.#collections.set(collection.namespace, collection);
    return collection;
  }

  dropCollection(collection: Collection): void {
    for (const index of collection.indexes) this.dropIndex(collection, index);
    this.#sql.exec(`DROP TABLE ${collection.table}`);
    this.#sql.prepare('DELETE FROM ns WHERE id = ?').run(collection.id);
    this.#collections.delete(collection.namespace);
  }

  /**
   * Makes and fills an index, unless it exists.
   *
   * @throws CommandError when an index of that name, or the same index under another name, is there, or DuplicateKey
   */
  createIndex(collection: Collection, spec: IndexSpec): void {
    const specs = [collection.idIndex, ...collection.indexes].map((index) => index.spec);
    const namesake = specs.find(({ name }) => name === spec.name);
    if (namesake !== undefined) {
      if (sameIndex(namesake, spec)) return;
      const code = sameKeys(namesake, spec) ? 'IndexOptionsConflict' : 'IndexKeySpecsConflict';
      throw new CommandError(
        code,
        `An existing index has the same name as the requested index, '${spec.name}', and is different`,
      );
    }
    const twin = specs.find((known) => sameIndex(known, spec));
    if (twin !== undefined) {
      if (twin.name === '_id_') return;
      throw new CommandError('IndexOptionsConflict', `Index already exists with a different name: ${twin.name}`);
    }
    const insert = this.#sql.prepare('INSERT INTO idx(ns, spec) VALUES (?, ?)');
    const { lastInsertRowid } = insert.run(collection.id, encode(describeIndex(spec)));
    const index = this.#index(Number(lastInsertRowid), spec, 0);
    this.#sql.exec(
      `CREATE TABLE ${index.table}(v BLOB NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (v, n)) WITHOUT ROWID`,
    );
    collection.fill(index);
    collection.indexes.push(index);
  }

  dropIndex(collection: Collection, index: Index): void {
    this.#sql.exec(`DROP TABLE ${index.table}`);
    this.#sql.prepare('DELETE FROM idx WHERE id = ?').run(index.id);
    collection.indexes.splice(collection.indexes.indexOf(index), 1);
  }

  /** What `work` writes is committed together, and is on the disk when this returns; if it throws, nothing is. */
  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work();
    this.#sql.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
    try {
      const result = work();
      this.#sql.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#sql.isTransaction) this.#sql.exec('ROLLBACK');
      this.#load(); // what was made in the transaction is gone from the file, so it must go from memory
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  close(): void {
    if (this.#sql.isOpen) this.#sql.close();
  }

  #load(): void {
    this.#collections.clear();
    for (const { id, db, coll } of this.#sql.prepare('SELECT id, db, coll FROM ns ORDER BY id').all()) {
      const rows = this.#sql.prepare('SELECT id, spec, arrays FROM idx WHERE ns = ? ORDER BY id').all(int(id));
      const indexes = rows.map((row) =>
        this.#index(int(row['id']), parseIndexSpec(decode(blob(row['spec']))), int(row['arrays'])),
      );
      const names = { database: text(db), collection: text(coll) };
      this.#collections.set(
        `${names.database}.${names.collection}`,
        new Collection(this.#sql, int(id), names, indexes),
      );
    }
  }

  #index(id: number, spec: IndexSpec, arrays: number): Index {
    return new Index(this.#sql, spec, { id, table: `i${id}`, column: 'v', arrays });
  }
}

function openExclusively(file: string): DatabaseSync {
  const sql = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS });
  try {
    sql.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;
      BEGIN EXCLUSIVE;
      CREATE TABLE IF NOT EXISTS ns(id INTEGER PRIMARY KEY AUTOINCREMENT, db TEXT NOT NULL, coll TEXT NOT NULL, UNIQUE (db, coll));
      CREATE TABLE IF NOT EXISTS idx(id INTEGER PRIMARY KEY AUTOINCREMENT, ns INTEGER NOT NULL, spec BLOB NOT NULL, arrays INTEGER NOT NULL DEFAULT 0);
      COMMIT;`);
    return sql;
  } catch (error) {
    sql.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === 5) throw new EmbeddedMongoError('locked');
    throw error;
  }
}
