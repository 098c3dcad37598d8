import { type ToolrackError, validationFailed } from '#libs/errors';
import { type Found, MAX_QUERY_MS, type List, withTieBreak } from './run-list.js';
import { PageRoom } from './page-bytes.js';

/** Documents that one search looks through at most. */
const MAX_LOOKED_THROUGH = 50_000;

/** A list of those documents alone that a test of ours takes: what no store can ask for by an index. */
export interface Search<Stored> extends Omit<List<Stored>, 'without' | 'moreBytesOf'> {
  isWanted: (record: Stored) => boolean;
}

/**
 * A page of what a search finds, and how much it finds in all. Documents come one after the other, and only those of
 * the page are kept.
 *
 * @throws ToolrackError `ValidationFailed` when there is more to look through than one search may
 */
export async function runSearch<Stored extends { _id: string }>({
  collection,
  scope,
  query,
  isWanted,
}: Search<Stored>): Promise<Found<Stored>> {
  const found = collection
    .find<Stored>({ $and: [scope, query.filter] })
    .sort(withTieBreak(query.sort))
    .limit(MAX_LOOKED_THROUGH + 1)
    .maxTimeMS(MAX_QUERY_MS);
  let lookedThrough = 0;
  let total = 0;
  let before = 0;
  const records: Stored[] = [];
  const room = new PageRoom();
  let isFull = false;
  for await (const record of found) {
    lookedThrough += 1;
    if (lookedThrough > MAX_LOOKED_THROUGH) throw tooMuch();
    if (!isWanted(record)) continue;
    total += 1;
    if (query.after !== undefined && record._id <= query.after) before += 1;
    const offset = before + query.offset;
    if (isFull || total <= offset) continue;
    if (room.takes(record)) records.push(record);
    isFull = records.length === query.pageSize || records.length < total - offset;
  }
  return { total, offset: before + query.offset, records };
}

function tooMuch(): ToolrackError {
  const message = `leaves more than ${MAX_LOOKED_THROUGH} records to look through; narrow it`;
  return validationFailed([{ path: 'query', message }]);
}
