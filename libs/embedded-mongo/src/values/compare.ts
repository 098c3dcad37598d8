import { Binary, BSONRegExp, Decimal128, ObjectId, Timestamp } from 'bson';
import { isDocument, type Numeric, numeric } from './bson.js';
import { RANK, rankOf } from './rank.js';

/** MongoDB's total order of values of any type. Missing (`undefined`) and null are the same here. */
export function compare(a: unknown, b: unknown): number {
  const rank = rankOf(a);
  const difference = rank - rankOf(b);
  if (difference !== 0) return difference;
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  const [x, y] = [numeric(a), numeric(b)];
  if (rank === RANK.number && x !== undefined && y !== undefined) return compareNumbers(x, y);
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(a.id, b.id);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b);
  if (isDocument(a) && isDocument(b)) return compareDocuments(Object.entries(a), Object.entries(b));
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Timestamp && b instanceof Timestamp) return a.t - b.t || a.i - b.i;
  if (a instanceof Binary && b instanceof Binary) {
    return a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value());
  }
  if (a instanceof BSONRegExp && b instanceof BSONRegExp) {
    return compareText(a.pattern, b.pattern) || compareText(a.options, b.options);
  }
  return 0;
}

export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b) === 0;
}

export function isNaNValue(value: unknown): boolean {
  const number = numeric(value);
  return number instanceof Decimal128 ? number.toString() === 'NaN' : Number.isNaN(number);
}

/** Exact for every pair of types; NaN comes first and equals itself. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (!(a instanceof Decimal128) && !(b instanceof Decimal128)) {
    if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
    return a < b ? -1 : a > b ? 1 : 0;
  }
  const [x, y] = [fraction(a), fraction(b)];
  if (typeof x === 'number' || typeof y === 'number') {
    return compareNumbers(typeof x === 'number' ? x : 0, typeof y === 'number' ? y : 0);
  }
  const difference = x.numerator * y.denominator - y.numerator * x.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export interface Fraction {
  numerator: bigint;
  denominator: bigint;
}

/** The exact value, or NaN and the infinities as a number. */
export function fraction(value: Numeric): Fraction | number {
  if (typeof value === 'bigint') return { numerator: value, denominator: 1n };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return value;
    let [scaled, shift] = [value, 0n];
    for (; !Number.isInteger(scaled); shift += 1n) scaled *= 2;
    return { numerator: BigInt(scaled), denominator: 2n ** shift };
  }
  const text = value.toString();
  const match = /^(-?\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(text);
  if (match === null) return Number(text);
  const [, whole = '0', decimals = '', power = '0'] = match;
  const coefficient = BigInt(whole + decimals);
  const exponent = BigInt(power) - BigInt(decimals.length);
  return exponent < 0n
    ? { numerator: coefficient, denominator: 10n ** -exponent }
    : { numerator: coefficient * 10n ** exponent, denominator: 1n };
}

/** Order of UTF-8 bytes, which UTF-16 code units have except around surrogates. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? aboveSurrogates(x) - aboveSurrogates(y) : x - y;
  }
  return a.length - b.length;
}

function aboveSurrogates(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function compareArrays(a: unknown[], b: unknown[]): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compare(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Field by field in their order: type, then name, then value. */
function compareDocuments(a: [string, unknown][], b: [string, unknown][]): number {
  for (const [i, [name, value]] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const order = rankOf(value) - rankOf(other[1]) || compareText(name, other[0]) || compare(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
