/**
 * Values as bytes whose order is MongoDB's order of values, so that SQLite's own B-trees serve as indexes. No
 * encoding is the beginning of another, so fields of a compound key are simply joined. A Decimal128 that no double
 * equals has no place in this order and is refused.
 */
import { Binary, BSONRegExp, Decimal128, ObjectId, Timestamp } from 'bson';
import { notSupported } from '../command-error.js';
import { isDocument, type Numeric, numeric } from './bson.js';
import { compareNumbers } from './compare.js';
import { RANK, rankOf } from './rank.js';

/** What an index holds for an array without elements: lower than null. */
export const EMPTY_ARRAY = Symbol('empty array');
export type KeyValue = unknown;
/** A field of an index or of a sort: its path, and 1 or -1. */
export type Direction = 1 | -1;

/** @throws CommandError for a value that cannot be ordered exactly */
export function encodeKey(value: KeyValue, direction: Direction = 1): Buffer {
  const bytes = new KeyWriter().value(value).finish();
  return direction === 1 ? bytes : invert(bytes);
}

/** Complement of every byte: the same values in the opposite order. */
export function invert(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}

/** The first key after all keys that begin with `bytes`. */
export function after(bytes: Buffer): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0xff) end -= 1;
  if (end === 0) return Buffer.alloc(32, 0xff);
  const next = Buffer.from(bytes.subarray(0, end));
  next.writeUInt8(next.readUInt8(end - 1) + 1, end - 1);
  return next;
}

/** True when `encodeKey` takes the value, and an index lookup for it finds exactly what equals it. */
export function isEncodable(value: unknown): boolean {
  if (value instanceof Decimal128) return isDouble(value);
  if (Array.isArray(value)) return value.every(isEncodable);
  return isDocument(value) ? Object.values(value).every(isEncodable) : true;
}

function isDouble(value: Decimal128): boolean {
  return compareNumbers(Number(value.toString()), value) === 0;
}

class KeyWriter {
  #buffer = Buffer.allocUnsafe(64);
  #length = 0;

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  value(value: KeyValue): this {
    if (value === EMPTY_ARRAY) return this.#byte(RANK.emptyArray);
    const rank = rankOf(value);
    this.#byte(rank);
    if (typeof value === 'string') return this.#text(value);
    if (rank === RANK.number) return this.#number(numeric(value) ?? NaN);
    if (typeof value === 'boolean') return this.#byte(value ? 1 : 0);
    if (value instanceof ObjectId) return this.#bytes(value.id);
    if (value instanceof Date) return this.#int64(BigInt(value.getTime()) ^ -0x8000000000000000n);
    if (value instanceof Timestamp) return this.#int64((BigInt(value.t) << 32n) | BigInt(value.i));
    if (value instanceof BSONRegExp) return this.#text(value.pattern).#text(value.options);
    if (value instanceof Binary) return this.#int64(BigInt(value.length())).#byte(value.sub_type).#bytes(value.value());
    if (Array.isArray(value)) {
      for (const item of value) this.value(item);
      return this.#byte(0);
    }
    if (isDocument(value)) {
      for (const [name, item] of Object.entries(value)) this.#byte(rankOf(item)).#text(name).value(item);
      return this.#byte(0);
    }
    return this; // null, MinKey and MaxKey are their rank
  }

  /** The nearest double, then the distance from it, which only integers beyond 2^53 have. */
  #number(value: Numeric): this {
    if (value instanceof Decimal128 && !isDouble(value)) {
      throw notSupported(
        `the Decimal128 ${value.toString()}, which no double equals, as _id, in an index or in distinct`,
      );
    }
    const nearest = Number(value instanceof Decimal128 ? value.toString() : value);
    const distance = typeof value === 'bigint' ? Number(value - BigInt(nearest)) : 0;
    const start = this.#length;
    if (Number.isNaN(nearest)) return this.#int64(0n).#byte(0x80).#byte(0);
    this.#reserve(8);
    this.#buffer.writeDoubleBE(nearest === 0 ? 0 : nearest, start);
    const negative = this.#buffer.readUInt8(start) >= 0x80;
    for (let i = start; i < start + 8; i++) {
      const mask = negative ? 0xff : i === start ? 0x80 : 0;
      this.#buffer.writeUInt8(this.#buffer.readUInt8(i) ^ mask, i);
    }
    const shifted = distance + 0x8000;
    return this.#byte(shifted >> 8).#byte(shifted & 0xff);
  }

  /** UTF-8 and a zero. Inside, the bytes 0 and 1 become 1 1 and 1 2. */
  #text(text: string): this {
    const bytes = Buffer.from(text);
    if (!bytes.some((byte) => byte <= 1)) return this.#bytes(bytes).#byte(0);
    return this.#bytes(Buffer.from(Array.from(bytes).flatMap((byte) => (byte <= 1 ? [1, byte + 1] : [byte])))).#byte(0);
  }

  #int64(value: bigint): this {
    const at = this.#reserve(8);
    this.#buffer.writeBigUInt64BE(BigInt.asUintN(64, value), at);
    return this;
  }

  #byte(value: number): this {
    const at = this.#reserve(1);
    this.#buffer.writeUInt8(value, at);
    return this;
  }

  #bytes(bytes: Uint8Array): this {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
    return this;
  }

  #reserve(size: number): number {
    const at = this.#length;
    this.#length += size;
    if (this.#length > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(this.#length * 2);
      grown.set(this.#buffer);
      this.#buffer = grown;
    }
    return at;
  }
}
