import type { Connection } from 'mongoose';
import type { JsonObject } from '#libs/contracts';
import type { ListQuery } from './list-query.js';
import { withinPage } from './page-bytes.js';

/** Bounds what a query of a user's may cost the store, e.g. by a regular expression that backtracks in MongoDB. */
export const MAX_QUERY_MS = 10_000;

export interface List<Stored> {
  /** The driver's collection: mongoose would cast the values of a query, and fail at those that are of another type. */
  collection: ReturnType<Connection['collection']>;
  /** What every entry meets, whatever the query says. */
  scope: JsonObject;
  query: ListQuery;
  /** Stored fields that are not loaded. */
  without?: readonly string[];
  /** Bytes that an entry adds to its page beside its own; none when left out. */
  moreBytesOf?: (record: Stored) => number;
}

/** What a query finds, as far as it is on the page. */
export interface Found<Stored> {
  /** How much it finds in all. */
  total: number;
  /** How much of that is before the page. */
  offset: number;
  records: Stored[];
}

/** A page of what a query finds. */
export async function runList<Stored extends object>({
  collection,
  scope,
  query,
  without = [],
  moreBytesOf,
}: List<Stored>): Promise<Found<Stored>> {
  const filter: JsonObject = { $and: [scope, query.filter] };
  const rest: JsonObject | undefined =
    query.after === undefined ? undefined : { $and: [filter, { _id: { $gt: query.after } }] };
  const found = collection
    .find<Stored>(rest ?? filter, { projection: Object.fromEntries(without.map((field) => [field, 0])) })
    .sort(withTieBreak(query.sort))
    .skip(query.offset)
    .limit(query.pageSize)
    .maxTimeMS(MAX_QUERY_MS);
  const count = (counted: object): Promise<number> => collection.countDocuments(counted, { maxTimeMS: MAX_QUERY_MS });
  const [total, remaining, records] = await Promise.all([
    count(filter),
    rest === undefined ? undefined : count(rest),
    withinPage(found, moreBytesOf),
  ]);
  // The two are counted one after the other: what is stored or deleted between them must not make the first smaller.
  const before = remaining === undefined ? 0 : Math.max(0, total - remaining);
  return { total: Math.max(total, remaining ?? 0), offset: before + query.offset, records };
}

/** The order that was asked for, made total, so that pages neither repeat nor miss entries. */
export function withTieBreak(sort: ListQuery['sort']): Record<string, 1 | -1> {
  return '_id' in sort ? sort : { ...sort, _id: 1 };
}
