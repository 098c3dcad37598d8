import { type DatabaseSync, type StatementSync } from 'node:sqlite';
import { matcher, type Predicate } from '../query/match.js';
import { type Document } from '../values/bson.js';
import { indexKeys } from './index-keys.js';
import { type IndexSpec } from './index-spec.js';
import { blob, int, type SqlRow } from './sqlite.js';

export interface KeyRange {
  /** First key that belongs to it. */
  from: Buffer;
  /** First key after it. */
  to: Buffer;
}

const FIRST_CHUNK = 16;
const CHUNK = 512;

/**
 * An index: encoded keys and row numbers in a B-tree of SQLite. The index of `_id` is the key column of the
 * collection's own table and is written with it.
 */
export class Index {
  readonly #matches: Predicate | undefined;
  readonly #statements = new Map<string, StatementSync>();

  constructor(
    private readonly sql: DatabaseSync,
    readonly spec: IndexSpec,
    private readonly place: { id: number; table: string; column: string; arrays: number },
  ) {
    const partial = spec.partialFilterExpression;
    this.#matches = partial === undefined ? undefined : matcher(partial);
  }

  get id(): number {
    return this.place.id;
  }

  get table(): string {
    return this.place.table;
  }

  /** True when some document has, or had, an array at one of the fields from `first` on. */
  hasArrays(first = 0, count = 31): boolean {
    return ((this.place.arrays >>> first) & (2 ** count - 1)) !== 0;
  }

  /** Keys of a document; none when it is not in a sparse or partial index. */
  keysOf(document: Document): Buffer[] {
    if (this.#matches?.(document) === false) return [];
    const { keys, arrays, present } = indexKeys(document, this.spec.fields);
    if (this.spec.sparse && !present) return [];
    if ((arrays | this.place.arrays) !== this.place.arrays) {
      this.place.arrays |= arrays;
      this.sql.prepare('UPDATE idx SET arrays = ? WHERE id = ?').run(this.place.arrays, this.id);
    }
    return keys;
  }

  /** True when another row holds the key. */
  taken(key: Buffer, row: number): boolean {
    return this.#prepare('SELECT 1 FROM % WHERE @ = ? AND n <> ? LIMIT 1').get(key, row) !== undefined;
  }

  add(keys: Buffer[], row: number): void {
    const insert = this.#prepare('INSERT INTO %(@, n) VALUES (?, ?)');
    for (const key of keys) insert.run(key, row);
  }

  remove(keys: Buffer[], row: number): void {
    const remove = this.#prepare('DELETE FROM % WHERE @ = ? AND n = ?');
    for (const key of keys) remove.run(key, row);
  }

  /** Row numbers by key. Read in chunks, so that writes between two of them are allowed. */
  *rows({ from, to }: KeyRange, reverse = false): Generator<number> {
    const select = reverse
      ? this.#prepare('SELECT @ AS v, n FROM % WHERE @ >= ?3 AND (@, n) < (?1, ?2) ORDER BY @ DESC, n DESC LIMIT ?4')
      : this.#prepare('SELECT @ AS v, n FROM % WHERE @ < ?3 AND (@, n) > (?1, ?2) ORDER BY @, n LIMIT ?4');
    const end = reverse ? from : to;
    let [key, row, limit] = [reverse ? to : from, -1, FIRST_CHUNK];
    for (;;) {
      const found: SqlRow[] = select.all(key, row, end, limit);
      for (const { n } of found) yield int(n);
      const last = found.at(-1);
      if (last === undefined || found.length < limit) return;
      [key, row, limit] = [blob(last['v']), int(last['n']), CHUNK];
    }
  }

  /** Number of keys in the range. */
  count({ from, to }: KeyRange): number {
    return int(this.#prepare('SELECT count(*) AS total FROM % WHERE @ >= ? AND @ < ?').get(from, to)?.['total']);
  }

  #prepare(template: string): StatementSync {
    const known = this.#statements.get(template);
    if (known !== undefined) return known;
    const statement = this.sql.prepare(template.replaceAll('%', this.place.table).replaceAll('@', this.place.column));
    this.#statements.set(template, statement);
    return statement;
  }
}
