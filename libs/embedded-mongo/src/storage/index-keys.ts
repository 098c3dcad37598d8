import { CommandError } from '../command-error.js';
import { type Document, isDocument, own } from '../values/bson.js';
import { type Direction, EMPTY_ARRAY, encodeKey } from '../values/key-encoding.js';
import { type Path } from '../values/path.js';

export interface IndexField {
  path: string;
  direction: Direction;
}

export interface IndexKeys {
  /** Encoded keys without repetition. */
  keys: Buffer[];
  /** A bit for each field that met an array, by which the document may have any number of keys. */
  arrays: number;
  /** At least one of the fields exists; what a sparse index asks. */
  present: boolean;
}

/** One field on its way to its value. A settled slot has arrived: its value is part of the key as it is. */
interface Slot {
  value: unknown;
  path: Path;
  settled: boolean;
}

/**
 * The keys of one document in an index: one for each element when a field is, or passes through, an array.
 *
 * @throws CommandError CannotIndexParallelArrays when two fields meet different arrays
 */
export function indexKeys(document: Document, fields: readonly IndexField[]): IndexKeys {
  const result = { arrays: 0, present: false };
  const rows = expand(fields.map(({ path }) => ({ value: document, path: path.split('.'), settled: false })));
  const keys = new Map<string, Buffer>();
  for (const row of rows) {
    const key = Buffer.concat(row.map((value, i) => encodeKey(value, fields[i]?.direction)));
    keys.set(key.toString('latin1'), key);
  }
  return { keys: [...keys.values()], ...result };

  function expand(slots: Slot[]): unknown[][] {
    const walked = slots.map(walk);
    const open = walked.filter((slot) => !slot.settled);
    const [first] = open;
    if (first === undefined) {
      result.present ||= walked.some(({ value }) => value !== undefined);
      return [walked.map(({ value }) => value ?? null)];
    }
    if (open.some(({ value }) => value !== first.value)) {
      throw new CommandError(
        'CannotIndexParallelArrays',
        `cannot index parallel arrays [${fields.map(({ path }) => path).join()}]`,
      );
    }
    for (const [i, slot] of walked.entries()) if (!slot.settled) result.arrays |= 1 << i;
    const elements: unknown[] = Array.isArray(first.value) && first.value.length > 0 ? first.value : [EMPTY_ARRAY];
    return elements.flatMap((element) => expand(walked.map((slot) => (slot.settled ? slot : enter(slot, element)))));
  }
}

/** Follows documents until the path ends, leads nowhere, or meets an array. */
function walk(slot: Slot): Slot {
  if (slot.settled) return slot;
  let { value } = slot;
  for (const [at, name] of slot.path.entries()) {
    if (Array.isArray(value)) return { value, path: slot.path.slice(at), settled: false };
    if (!isDocument(value)) return { value: undefined, path: [], settled: true };
    value = own(value, name);
  }
  return { value, path: [], settled: !Array.isArray(value) };
}

/** An array inside the array is not walked again. */
function enter({ path }: Slot, element: unknown): Slot {
  if (path.length === 0) return { value: element, path, settled: true };
  return isDocument(element) ? { value: element, path, settled: false } : { value: undefined, path: [], settled: true };
}
