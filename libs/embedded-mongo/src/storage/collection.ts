import { type DatabaseSync, type StatementSync } from 'node:sqlite';
import { BSONRegExp, ObjectId } from 'bson';
import { CommandError } from '../command-error.js';
import { checkStorable, decode, type Document, encode, isDocument, MAX_DOCUMENT_BYTES } from '../values/bson.js';
import { encodeKey } from '../values/key-encoding.js';
import { valuesAt } from '../values/path.js';
import { Index } from './index.js';
import { type IndexSpec, parseIndexSpec } from './index-spec.js';
import { blob, int, type SqlRow } from './sqlite.js';

/** A stored document: its row number and its BSON. */
export interface Row {
  n: number;
  bytes: Buffer;
}

const CHUNK = 512;
const NEW_ROW = -1;

/** One collection: a table of BSON by `_id`, and its indexes. Callers hold the transaction (`Store.transaction`). */
export class Collection {
  readonly idIndex: Index;
  readonly #statements = new Map<string, StatementSync>();

  constructor(
    private readonly sql: DatabaseSync,
    readonly id: number,
    readonly names: { database: string; collection: string },
    readonly indexes: Index[],
  ) {
    const spec = parseIndexSpec({ name: '_id_', key: { _id: 1 } });
    this.idIndex = new Index(sql, spec, { id: 0, table: this.table, column: 'k', arrays: 0 });
  }

  get table(): string {
    return `c${this.id}`;
  }

  get namespace(): string {
    return `${this.names.database}.${this.names.collection}`;
  }

  count(): number {
    return int(this.#prepare('SELECT count(*) AS total FROM %').get()?.['total']);
  }

  row(n: number): Row | undefined {
    return toRow(this.#prepare('SELECT n, doc FROM % WHERE n = ?').get(n));
  }

  rowById(key: Buffer): Row | undefined {
    return toRow(this.#prepare('SELECT n, doc FROM % WHERE k = ?').get(key));
  }

  /** All rows in the order they were stored. Read in chunks, so that writes between two of them are allowed. */
  *rows(): Generator<Row> {
    const select = this.#prepare('SELECT n, doc FROM % WHERE n > ? ORDER BY n LIMIT ?');
    for (let last = 0; ;) {
      const found: SqlRow[] = select.all(last, CHUNK);
      for (const { n, doc } of found) yield { n: (last = int(n)), bytes: blob(doc) };
      if (found.length < CHUNK) return;
    }
  }

  /**
   * Stores the client's own bytes, or the same with `_id` made or moved to the front.
   *
   * @returns the document's `_id`
   * @throws CommandError DuplicateKey, or for a document that cannot be stored; nothing is written then
   */
  insert(bytes: Buffer): unknown {
    const given = decode(bytes);
    checkStorable(given);
    const inPlace = Object.keys(given)[0] === '_id';
    const document = inPlace ? given : { _id: new ObjectId(), ...given };
    const stored = inPlace ? bytes : encode(document);
    checkSize(stored);
    const id = document['_id'];
    const key = encodeKey(checkedId(id));
    if (this.rowById(key) !== undefined) throw this.#duplicate(this.idIndex, document);
    const keys = this.#keysOf(document, NEW_ROW);
    const { lastInsertRowid } = this.#prepare('INSERT INTO %(k, doc) VALUES (?, ?)').run(key, stored);
    for (const [index, list] of keys) index.add(list, Number(lastInsertRowid));
    return id;
  }

  /** @returns true when the stored bytes changed. @throws CommandError as `insert` does */
  replace(row: Row, before: Document, changed: Document): boolean {
    checkStorable(changed);
    const bytes = encode(changed);
    if (bytes.equals(row.bytes)) return false;
    checkSize(bytes);
    const keys = this.#keysOf(changed, row.n);
    this.#prepare('UPDATE % SET doc = ? WHERE n = ?').run(bytes, row.n);
    for (const [index, now] of keys) {
      const old = index.keysOf(before);
      index.remove(without(old, now), row.n);
      index.add(without(now, old), row.n);
    }
    return true;
  }

  remove(row: Row, document: Document): void {
    for (const index of this.indexes) index.remove(index.keysOf(document), row.n);
    this.#prepare('DELETE FROM % WHERE n = ?').run(row.n);
  }

  /** Fills a new index. @throws CommandError DuplicateKey when documents stored before break its uniqueness */
  fill(index: Index): void {
    for (const row of this.rows()) {
      const document = decode(row.bytes);
      const keys = index.keysOf(document);
      this.#checkUnique(index, { keys, row: row.n, document });
      index.add(keys, row.n);
    }
  }

  #keysOf(document: Document, row: number): [Index, Buffer[]][] {
    return this.indexes.map((index) => {
      const keys = index.keysOf(document);
      this.#checkUnique(index, { keys, row, document });
      return [index, keys];
    });
  }

  #checkUnique(index: Index, { keys, row, document }: { keys: Buffer[]; row: number; document: Document }): void {
    if (index.spec.unique && keys.some((key) => index.taken(key, row))) throw this.#duplicate(index, document);
  }

  #duplicate({ spec }: { spec: IndexSpec }, document: Document): CommandError {
    const keyValue = Object.fromEntries(spec.fields.map(({ path }) => [path, keyValueAt(document, path)]));
    const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
    return new CommandError(
      'DuplicateKey',
      `E11000 duplicate key error collection: ${this.namespace} index: ${spec.name} dup key: { ${shown.join(', ')} }`,
      { keyPattern: spec.key, keyValue },
    );
  }

  #prepare(template: string): StatementSync {
    const known = this.#statements.get(template);
    if (known !== undefined) return known;
    const statement = this.sql.prepare(template.replaceAll('%', this.table));
    this.#statements.set(template, statement);
    return statement;
  }
}

function toRow(found: SqlRow | undefined): Row | undefined {
  return found === undefined ? undefined : { n: int(found['n']), bytes: blob(found['doc']) };
}

function without(keys: Buffer[], others: Buffer[]): Buffer[] {
  const known = new Set(others.map((key) => key.toString('latin1')));
  return keys.filter((key) => !known.has(key.toString('latin1')));
}

function keyValueAt(document: Document, path: string): unknown {
  const values = valuesAt(document, path.split('.'));
  return values.length > 1 ? values : (values[0] ?? null);
}

function checkedId(id: unknown): unknown {
  if (Array.isArray(id) || id instanceof BSONRegExp || id === undefined) {
    throw new CommandError('InvalidIdField', "The '_id' value cannot be an array, a regex or undefined");
  }
  if (isDocument(id) && Object.keys(id).some((name) => name.startsWith('$'))) {
    throw new CommandError('DollarPrefixedFieldName', "_id fields may not contain '$'-prefixed fields");
  }
  return id;
}

function checkSize(bytes: Buffer): void {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `object too large: ${bytes.length} bytes, at most ${MAX_DOCUMENT_BYTES}`,
    );
  }
}
