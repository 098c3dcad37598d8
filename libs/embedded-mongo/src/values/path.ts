import { isDocument, own } from './bson.js';

export type Path = readonly string[];

/** Where a match was found: the index in the outermost array on the way, which the positional operator `$` means. */
export interface Position {
  index?: number;
}

export interface Visit {
  path: Path;
  /** Returns true to end the walk. `whole` is false for the elements of an array that the path ends at. */
  test: (value: unknown, whole: boolean) => boolean;
}

/**
 * Shows every value that a dotted path means in MongoDB: arrays on the way are walked, and an array at the end is
 * shown as a whole and by its elements. A path that leads nowhere shows `undefined`, except below an array.
 *
 * @returns true when the test did
 */
export function visit(value: unknown, { path, test }: Visit, position: Position = {}): boolean {
  return walk(value, 0);

  function walk(current: unknown, at: number): boolean {
    const name = path[at];
    if (name === undefined)
      return test(current, true) || (Array.isArray(current) && found(current, (item) => test(item, false)));
    if (Array.isArray(current)) {
      if (isIndex(name) && Number(name) < current.length && walk(current[Number(name)], at + 1)) return true;
      return found(current, (item) => isDocument(item) && walk(item, at));
    }
    if (!isDocument(current) || !Object.hasOwn(current, name)) return test(undefined, true);
    return walk(own(current, name), at + 1);
  }

  function found(items: unknown[], predicate: (item: unknown) => boolean): boolean {
    const index = items.findIndex(predicate);
    if (index < 0) return false;
    position.index = index;
    return true;
  }
}

export function isIndex(name: string): boolean {
  return /^\d+$/.test(name);
}

/** Every value at the end of a path, arrays walked and opened: what `distinct` and `$lookup` see. */
export function valuesAt(value: unknown, path: Path, at = 0): unknown[] {
  const name = path[at];
  if (name === undefined) return Array.isArray(value) ? value : value === undefined ? [] : [value];
  if (Array.isArray(value)) {
    if (isIndex(name) && Number(name) < value.length) return valuesAt(value[Number(name)], path, at + 1);
    return value.flatMap((item) => (isDocument(item) ? valuesAt(item, path, at) : []));
  }
  return isDocument(value) ? valuesAt(own(value, name), path, at + 1) : [];
}
