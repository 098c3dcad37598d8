import { type SQLOutputValue } from 'node:sqlite';
import { bufferOf } from '../values/bson.js';

export type SqlRow = Record<string, SQLOutputValue>;

/** Columns have the type they were declared with, so these throw only when the file is not ours. */
export function blob(value: SQLOutputValue | undefined): Buffer {
  if (value instanceof Uint8Array) return bufferOf(value);
  throw new TypeError('expected a BLOB');
}

export function int(value: SQLOutputValue | undefined): number {
  if (typeof value === 'number') return value;
  throw new TypeError('expected an INTEGER');
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new TypeError('expected a TEXT');
}
