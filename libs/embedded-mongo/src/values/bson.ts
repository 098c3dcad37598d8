import { Decimal128, deserialize, Double, Int32, Long, serialize, Timestamp } from 'bson';
import { CommandError } from '../command-error.js';
import { rankOf } from './rank.js';

/**
 * Documents keep their exact BSON types (`Int32`, `Double`, `Long`, `BSONRegExp`, …) all the way from the socket to
 * the file, so that nothing changes its type by being read. Keys are the client's: `own` and `define` are the only
 * ways in and out by name, and neither meets `Object.prototype`.
 */
export type Document = Record<string, unknown>;

export const MAX_DOCUMENT_BYTES = 16_777_216;
const MAX_DEPTH = 100;

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export function own(document: Document, key: string): unknown {
  return Object.hasOwn(document, key) ? document[key] : undefined;
}

export function define(target: Document, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes, { promoteValues: false, promoteBuffers: false, bsonRegExp: true });
}

export function encode(document: Document): Buffer {
  return bufferOf(serialize(document, { ignoreUndefined: true }));
}

/** @throws CommandError when a command nests deeper than documents may, with room for the pipelines around them */
export function checkDepth(value: unknown, room = 2 * MAX_DEPTH): void {
  if (room < 0) throw new CommandError('Overflow', 'the command nests too deep');
  if (Array.isArray(value) || isDocument(value)) {
    for (const item of Object.values(value)) checkDepth(item, room - 1);
  }
}

/** @throws CommandError for a value that is too deep or of a type that could be stored but not compared */
export function checkStorable(value: unknown, depth = 0): void {
  if (depth > MAX_DEPTH) throw new CommandError('Overflow', `documents may not nest deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (const item of value) checkStorable(item, depth + 1);
  } else if (isDocument(value)) {
    for (const key of Object.keys(value)) checkStorable(value[key], depth + 1);
  } else if (value === undefined) {
    throw new CommandError('BadValue', 'the BSON type undefined cannot be stored');
  } else rankOf(value);
}

/** A copy that shares only leaves, which are never changed. */
export function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  return isDocument(value) ? copyDocument(value) : value;
}

export function copyDocument(document: Document): Document {
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, copyOf(value)]));
}

export type Numeric = number | bigint | Decimal128;

/** The number that a value is, without loss; undefined when it is no number. */
export function numeric(value: unknown): Numeric | undefined {
  if (typeof value === 'number' || value instanceof Decimal128) return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  // A Timestamp is a Long by inheritance, and no number.
  return value instanceof Long && !(value instanceof Timestamp) ? value.toBigInt() : undefined;
}

/** A number that an operator takes as its argument. @throws CommandError when it is not an integer */
export function integer(value: unknown, what: string): number {
  const number = numeric(value);
  const result = number === undefined ? NaN : Number(number instanceof Decimal128 ? number.toString() : number);
  if (!Number.isSafeInteger(result)) throw new CommandError('BadValue', `${what} must be an integer`);
  return result;
}

/** MongoDB's idea of truth in options and `$exists`: everything but false, null, missing and zero. */
export function isTrue(value: unknown): boolean {
  if (value === false || value === null || value === undefined) return false;
  const number = numeric(value);
  return number === undefined || Number(number instanceof Decimal128 ? number.toString() : number) !== 0;
}
