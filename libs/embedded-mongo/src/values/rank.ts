import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { notSupported } from '../command-error.js';

/** MongoDB's order of types (manual, "Comparison/Sort Order"); also the first byte of an encoded key. */
export const RANK = {
  minKey: 0x08,
  emptyArray: 0x0c,
  null: 0x10,
  number: 0x20,
  string: 0x30,
  document: 0x40,
  array: 0x50,
  binary: 0x60,
  objectId: 0x70,
  boolean: 0x80,
  date: 0x90,
  timestamp: 0xa0,
  regex: 0xb0,
  maxKey: 0xf0,
} as const;

export type Rank = (typeof RANK)[keyof typeof RANK];

/** @throws CommandError for a BSON type that this store does not know (code, symbol, DBRef) */
export function rankOf(value: unknown): Rank {
  switch (typeof value) {
    case 'undefined':
      return RANK.null;
    case 'number':
      return RANK.number;
    case 'string':
      return RANK.string;
    case 'boolean':
      return RANK.boolean;
    default:
  }
  if (value === null) return RANK.null;
  if (Array.isArray(value)) return RANK.array;
  if (Object.getPrototypeOf(value) === Object.prototype) return RANK.document;
  if (value instanceof ObjectId) return RANK.objectId;
  if (value instanceof Int32 || value instanceof Double) return RANK.number;
  if (value instanceof Date) return RANK.date;
  // A Timestamp is a Long by inheritance, so it must be asked first.
  if (value instanceof Timestamp) return RANK.timestamp;
  if (value instanceof Long || value instanceof Decimal128) return RANK.number;
  if (value instanceof Binary) return RANK.binary;
  if (value instanceof BSONRegExp) return RANK.regex;
  if (value instanceof MinKey) return RANK.minKey;
  if (value instanceof MaxKey) return RANK.maxKey;
  throw notSupported(`the BSON type ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null && '_bsontype' in value ? String(value._bsontype) : typeof value;
}
