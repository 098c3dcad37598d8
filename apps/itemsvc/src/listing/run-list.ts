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

/** A page of what a query finds, and how much it finds in all. */
export async function runList<Stored extends object>({
  collection,
  scope,
  query,
  without = [],
  moreBytesOf,
}: List<Stored>): Promise<{ total: number; records: Stored[] }> {
  const filter = { $and: [scope, query.filter] };
  const found = collection
    .find<Stored>(filter, { projection: Object.fromEntries(without.map((field) => [field, 0])) })
    .sort(withTieBreak(query.sort))
    .skip(query.offset)
    .limit(query.pageSize)
    .maxTimeMS(MAX_QUERY_MS);
  const [total, records] = await Promise.all([
    collection.countDocuments(filter, { maxTimeMS: MAX_QUERY_MS }),
    withinPage(found, moreBytesOf),
  ]);
  return { total, records };
}

/** The order that was asked for, made total, so that pages neither repeat nor miss entries. */
export function withTieBreak(sort: ListQuery['sort']): Record<string, 1 | -1> {
  return '_id' in sort ? sort : { ...sort, _id: 1 };
}
