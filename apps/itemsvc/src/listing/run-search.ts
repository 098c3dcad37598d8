import { setImmediate as othersTurn } from 'node:timers/promises';
import { steadyNow } from '#libs/clock';
import { type ToolrackError, validationFailed } from '#libs/errors';
import { type Found, MAX_QUERY_MS, type List, withTieBreak } from './run-list.js';
import { PageRoom } from './page-bytes.js';

/** What one search may cost. */
export interface SearchLimits {
  /** That are looked through. */
  documents: number;
  /** The store's part and ours. */
  timeMs: number;
}

const LIMITS: SearchLimits = { documents: 50_000, timeMs: MAX_QUERY_MS };
/** What else the process does comes in between after so many milliseconds. */
const SLICE_MS = 10;

/** A list of those documents alone that a test of ours takes: what no store can ask for by an index. */
export interface Search<Stored> extends Omit<List<Stored>, 'without' | 'moreBytesOf'> {
  isWanted: (record: Stored) => boolean;
  /** What every search has when left out. */
  limits?: SearchLimits;
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
  limits = LIMITS,
}: Search<Stored>): Promise<Found<Stored>> {
  const found = collection
    .find<Stored>({ $and: [scope, query.filter] })
    .sort(withTieBreak(query.sort))
    .limit(limits.documents + 1)
    .maxTimeMS(MAX_QUERY_MS);
  const endsAt = steadyNow() + limits.timeMs;
  let sliceEndsAt = steadyNow() + SLICE_MS;
  let lookedThrough = 0;
  let total = 0;
  let before = 0;
  const records: Stored[] = [];
  const room = new PageRoom();
  let isFull = false;
  for await (const record of found) {
    lookedThrough += 1;
    if (lookedThrough > limits.documents) throw tooMuch(`more than ${limits.documents} records to look through`);
    if (steadyNow() > endsAt) throw tooMuch(`more to look through than ${limits.timeMs} ms allow`);
    if (steadyNow() > sliceEndsAt) {
      await othersTurn();
      sliceEndsAt = steadyNow() + SLICE_MS;
    }
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

function tooMuch(what: string): ToolrackError {
  return validationFailed([{ path: 'query', message: `leaves ${what}; narrow it` }]);
}
