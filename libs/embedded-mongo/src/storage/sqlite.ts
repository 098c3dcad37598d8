import { type SQLOutputValue } from 'node:sqlite';
import { bufferOf } from '../values/bson.js';

export type SqlRow = Record<string, SQLOutputValue>;

/** Result codes of SQLite (sqlite.org/rescode.html): FULL, and IOERR_WRITE, which is what a quota or a size limit gives. */
const DISK_FULL = new Set<unknown>([13, 778]);

/** True for the error of a write for which the disk has no room. Nothing of its transaction is stored. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && DISK_FULL.has(error.errcode);
}

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
