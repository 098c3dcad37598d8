import { type Collection, type Row } from '../storage/collection.js';
import { decode, type Document } from '../values/bson.js';
import { type Position } from '../values/path.js';
import { type Expressions, matcher } from './match.js';
import { type Plan, plan } from './planner.js';
import { parseSort, Sorter } from './sort.js';

export interface Query {
  filter: Document;
  sort?: Document | undefined;
  skip?: number | undefined;
  /** 0 and absent mean no limit. */
  limit?: number | undefined;
}

/** A document that was found; decoded when somebody looks into it. */
export class Hit {
  readonly position: Position = {};
  #document: Document | undefined;

  constructor(readonly row: Row) {}

  get document(): Document {
    this.#document ??= decode(this.row.bytes);
    return this.#document;
  }

  forget(): void {
    this.#document = undefined;
  }
}

/**
 * The documents that match, lazily. Who changes them takes them all first, so that nothing is met twice.
 *
 * @throws CommandError for a filter or sort that is not valid, at once, not with the first document
 */
export function search(collection: Collection | undefined, query: Query, expressions: Expressions): Iterable<Hit> {
  const matches = matcher(query.filter, expressions);
  const sort = parseSort(query.sort ?? {});
  const { skip = 0, limit = 0 } = query;
  if (collection === undefined) return [];
  const chosen = plan(collection, query.filter, sort);
  const found = hits(collection);
  if (sort.length === 0 || chosen?.sorted === true) return slice(found, skip, limit);
  return slice(sortHits(found, new Sorter(sort), limit > 0 ? skip + limit : Infinity), skip, limit);

  function* hits(source: Collection): Generator<Hit> {
    for (const row of rows(source, chosen)) {
      const hit = new Hit(row);
      if (chosen?.exact === true || matches(hit.document, hit.position)) yield hit;
    }
  }
}

/** Number of documents that match, counted in the index alone where that is exact. */
export function count(collection: Collection | undefined, query: Query, expressions: Expressions): number {
  const { skip = 0, limit = 0 } = query;
  const hits = search(collection, query, expressions);
  if (collection === undefined) return 0;
  const total = indexedCount(collection, query.filter);
  return total === undefined ? Array.from(hits).length : Math.min(Math.max(0, total - skip), limit || Infinity);
}

/** The number of matches where no document has to be looked at for it. */
function indexedCount(collection: Collection, filter: Document): number | undefined {
  if (Object.keys(filter).length === 0) return collection.count();
  const chosen = plan(collection, filter, []);
  const [range] = chosen?.ranges ?? [];
  return chosen?.exact === true && chosen.once && range !== undefined ? chosen.index.count(range) : undefined;
}

function* rows(collection: Collection, chosen: Plan | undefined): Generator<Row> {
  if (chosen === undefined) {
    yield* collection.rows();
    return;
  }
  const { index, ranges, reverse, once } = chosen;
  const seen = once ? undefined : new Set<number>();
  for (const range of ranges) {
    for (const n of index.rows(range, reverse)) {
      if (seen?.has(n) === true) continue;
      seen?.add(n);
      const row = collection.row(n);
      if (row !== undefined) yield row;
    }
  }
}

/** Keeps at most twice as many as are wanted, and none of them decoded. */
function* sortHits(hits: Iterable<Hit>, sorter: Sorter, wanted: number): Generator<Hit> {
  let kept: { hit: Hit; keys: unknown[] }[] = [];
  const trim = (): void => {
    kept = kept.sort((a, b) => sorter.compare(a.keys, b.keys)).slice(0, wanted);
  };
  for (const hit of hits) {
    kept.push({ hit, keys: sorter.keys(hit.document) });
    hit.forget();
    if (kept.length >= 2 * wanted + 100) trim();
  }
  trim();
  for (const { hit } of kept) yield hit;
}

function* slice<T>(items: Iterable<T>, skip: number, limit: number): Generator<T> {
  let [skipped, taken] = [0, 0];
  for (const item of items) {
    if (skipped < skip) skipped += 1;
    else {
      yield item;
      taken += 1;
      if (taken === limit) return;
    }
  }
}
