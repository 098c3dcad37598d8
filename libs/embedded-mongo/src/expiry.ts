import { type Collection } from './storage/collection.js';
import { type Index, type KeyRange } from './storage/index.js';
import { type Store } from './storage/store.js';
import { decode } from './values/bson.js';
import { after, encodeKey } from './values/key-encoding.js';

/** What one transaction deletes at most, so that other commands come between. */
const BATCH = 1_000;
const EARLIEST = new Date(-8_640_000_000_000_000);

/**
 * Deletes documents whose date, or the earliest of several, is further back than a TTL index allows.
 *
 * @param now milliseconds since 1970
 * @returns true when there may be more
 */
export function deleteExpired(store: Store, now: number): boolean {
  return store.collections.some((collection) =>
    collection.indexes.some(({ spec }, i) => {
      const index = collection.indexes[i];
      if (index === undefined || spec.expireAfterSeconds === undefined) return false;
      return (
        deleteBatch(store, { collection, index, latest: new Date(now - spec.expireAfterSeconds * 1000) }) === BATCH
      );
    }),
  );
}

function deleteBatch(
  store: Store,
  { collection, index, latest }: { collection: Collection; index: Index; latest: Date },
): number {
  const expired: number[] = [];
  for (const n of index.rows(datesUntil(latest, index))) {
    if (expired.push(n) === BATCH) break;
  }
  if (expired.length === 0) return 0;
  store.transaction(() => {
    for (const n of expired) {
      const row = collection.row(n);
      if (row !== undefined) collection.remove(row, decode(row.bytes));
    }
  });
  return expired.length;
}

function datesUntil(latest: Date, { spec }: Index): KeyRange {
  const direction = spec.fields[0]?.direction ?? 1;
  const [first, last] = [encodeKey(EARLIEST, direction), encodeKey(latest, direction)];
  return direction === 1 ? { from: first, to: after(last) } : { from: last, to: after(first) };
}
