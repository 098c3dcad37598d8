/** Lists that are ordered by name and have each name once, as catalogs and what they are made of are. */

export interface Named {
  readonly _name: string;
}

/** What is no longer in a list, and what was not: a thing under the same name that is another object is both. */
export interface Difference<T> {
  removed: T[];
  added: T[];
}

export const byName = (a: Named, b: Named): number => (a._name < b._name ? -1 : a._name > b._name ? 1 : 0);

export function findByName<T extends Named>(list: readonly T[], name: string): T | undefined {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const found = list[middle];
    if (found === undefined) return undefined;
    if (found._name === name) return found;
    if (found._name < name) from = middle + 1;
    else to = middle;
  }
  return undefined;
}

/** Both lists as one. */
export function merged<T extends Named>(list: readonly T[], others: readonly T[]): T[] {
  if (others.length === 0) return [...list];
  const all: T[] = [];
  let next = 0;
  let other = others[next];
  for (const one of list) {
    for (; other !== undefined && other._name < one._name; other = others[++next]) all.push(other);
    all.push(one);
  }
  for (; other !== undefined; other = others[++next]) all.push(other);
  return all;
}

export function differenceOf<T extends Named>(before: readonly T[], after: readonly T[]): Difference<T> {
  const difference: Difference<T> = { removed: [], added: [] };
  let next = 0;
  for (const one of after) {
    let old = before[next];
    for (; old !== undefined && old !== one && old._name < one._name; old = before[++next])
      difference.removed.push(old);
    if (old === one) {
      next++;
      continue;
    }
    difference.added.push(one);
    if (old?._name !== one._name) continue;
    difference.removed.push(old);
    next++;
  }
  for (let old = before[next]; old !== undefined; old = before[++next]) difference.removed.push(old);
  return difference;
}

/** The list with a difference made to it: the very list when nothing in it changes. */
export function changed<T extends Named>(list: readonly T[], { removed, added }: Difference<T>): readonly T[] {
  const gone = new Set(removed.filter((one) => findByName(list, one._name) === one));
  if (gone.size === 0 && added.length === 0) return list;
  return merged(gone.size === 0 ? list : list.filter((one) => !gone.has(one)), added);
}
