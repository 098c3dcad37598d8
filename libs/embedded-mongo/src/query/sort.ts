import { CommandError, notSupported } from '../command-error.js';
import { type Document, isDocument, numeric, own } from '../values/bson.js';
import { compare } from '../values/compare.js';
import { type Direction, EMPTY_ARRAY } from '../values/key-encoding.js';
import { isIndex, type Path } from '../values/path.js';
import { RANK, rankOf } from '../values/rank.js';

export interface SortField {
  path: string;
  direction: Direction;
}

/** @throws CommandError for a direction other than 1 and -1, and for `$meta` */
export function parseSort(spec: Document): SortField[] {
  return Object.entries(spec).map(([path, value]) => {
    if (isDocument(value)) throw notSupported(`the sort order ${Object.keys(value).join()}`);
    const direction = Number(numeric(value));
    if (direction !== 1 && direction !== -1)
      throw new CommandError('BadValue', `sort order of ${path} must be 1 or -1`);
    return { path, direction };
  });
}

export class Sorter {
  readonly #fields: { path: Path; direction: Direction }[];

  constructor(fields: SortField[]) {
    this.#fields = fields.map(({ path, direction }) => ({ path: path.split('.'), direction }));
  }

  keys(document: unknown): unknown[] {
    return this.#fields.map(({ path, direction }) => sortKey(document, path, direction));
  }

  /** Order of two lists of keys that `keys` made. */
  compare(a: unknown[], b: unknown[]): number {
    for (const [i, { direction }] of this.#fields.entries()) {
      const order = compareKeys(a[i], b[i]);
      if (order !== 0) return order * direction;
    }
    return 0;
  }

  sorted<T>(items: T[]): T[] {
    return items
      .map((item) => ({ item, keys: this.keys(item) }))
      .sort((a, b) => this.compare(a.keys, b.keys))
      .map(({ item }) => item);
  }
}

/** An array sorts by its smallest element, or its largest when the order is descending. */
function sortKey(value: unknown, path: Path, direction: Direction): unknown {
  const [name, ...rest] = path;
  if (name === undefined) {
    if (!Array.isArray(value)) return value;
    return value.length === 0 ? EMPTY_ARRAY : extreme(value, direction);
  }
  if (Array.isArray(value)) {
    if (isIndex(name) && Number(name) < value.length) return sortKey(value[Number(name)], rest, direction);
    const keys = value.filter(isDocument).map((item) => sortKey(item, path, direction));
    return keys.length === 0 ? null : extreme(keys, direction);
  }
  return isDocument(value) ? sortKey(own(value, name), rest, direction) : null;
}

function extreme(keys: unknown[], direction: Direction): unknown {
  return keys.reduce((best, key) => (compareKeys(key, best) * direction < 0 ? key : best));
}

function compareKeys(a: unknown, b: unknown): number {
  const rank = (key: unknown): number => (key === EMPTY_ARRAY ? RANK.emptyArray : rankOf(key));
  return a === EMPTY_ARRAY || b === EMPTY_ARRAY ? rank(a) - rank(b) : compare(a, b);
}
