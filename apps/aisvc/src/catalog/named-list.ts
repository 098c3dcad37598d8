/**
 * Lists that are ordered by name and have each name once, as catalogs and what they are made of are. A list never
 * changes: a change makes another one, which shares with it all but the parts that the change is in, so that one tool of
 * 100,000 costs what a few hundred do, and what differs between two lists is found without looking at the rest.
 */
import { TurnsTaken } from './turns-taken.js';

export interface Named {
  readonly _name: string;
}

/** What is no longer in a list, and what was not, by name: a thing under the same name that is another object is both. */
export interface Difference<T> {
  removed: T[];
  added: T[];
}

/** Things of a part. */
const PART_SIZE = 256;
/** A part that is larger is made into several. */
const MOST_IN_A_PART = 2 * PART_SIZE;
/** A part that is smaller is made one with that before it, where they fit together. */
const LEAST_IN_A_PART = PART_SIZE / 4;

type Part<T> = readonly T[];

export const byName = (a: Named, b: Named): number => (a._name < b._name ? -1 : a._name > b._name ? 1 : 0);

export class NamedList<T extends Named> implements Iterable<T> {
  readonly length: number;
  /** None is empty. */
  readonly #parts: readonly Part<T>[];

  private constructor(parts: readonly Part<T>[]) {
    this.#parts = parts;
    this.length = parts.reduce((sum, part) => sum + part.length, 0);
  }

  /** @param things ordered by name, each name once */
  static of<T extends Named>(things: readonly T[]): NamedList<T> {
    return new NamedList(partsOf(things));
  }

  /** What is the same part in two lists is the same in them. */
  get parts(): readonly Part<T>[] {
    return this.#parts;
  }

  *[Symbol.iterator](): Generator<T, void> {
    for (const part of this.#parts) yield* part;
  }

  find(name: string): T | undefined {
    const part = this.#parts[this.#partOf(name)];
    if (part === undefined) return undefined;
    const found = part[lastUpTo(part.length, (index) => isUpTo(part[index], name))];
    return found?._name === name ? found : undefined;
  }

  slice(start: number, end: number): T[] {
    const some: T[] = [];
    let before = 0;
    for (const part of this.#parts) {
      if (before >= end) break;
      if (before + part.length > start) some.push(...part.slice(Math.max(0, start - before), end - before));
      before += part.length;
    }
    return some;
  }

  /** What makes the other list of this one. */
  differenceTo(after: NamedList<T>): Difference<T> {
    const difference: Difference<T> = { removed: [], added: [] };
    const old = new Cursor(this.#parts);
    const now = new Cursor(after.#parts);
    for (;;) {
      while (old.part !== undefined && old.part === now.part) {
        old.passPart();
        now.passPart();
      }
      const { thing: one } = old;
      const { thing: other } = now;
      if (one === undefined && other === undefined) return difference;
      const order = one === undefined ? 1 : other === undefined ? -1 : byName(one, other);
      if (one !== undefined && order <= 0) {
        if (one !== other) difference.removed.push(one);
        old.pass();
      }
      if (other !== undefined && order >= 0) {
        if (one !== other) difference.added.push(other);
        now.pass();
      }
    }
  }

  /**
   * The list with a difference made to it: the very list when nothing in it changes.
   *
   * @param difference what it removes and is not here is overlooked; it adds no name that stays
   */
  changed({ removed, added }: Difference<T>): NamedList<T> {
    const gone = new Set(removed.filter((one) => this.find(one._name) === one));
    if (gone.size === 0 && added.length === 0) return this;
    const touched = new Map<number, T[]>();
    for (const { _name } of gone) touched.set(this.#partOf(_name), []);
    for (const one of added) {
      const part = this.#partOf(one._name);
      const more = touched.get(part);
      if (more === undefined) touched.set(part, [one]);
      else more.push(one);
    }
    const parts: Part<T>[] = [];
    for (const [index, part] of (this.#parts.length === 0 ? [[]] : this.#parts).entries()) {
      const more = touched.get(index);
      if (more === undefined) {
        parts.push(part);
        continue;
      }
      const left = [...part.filter((one) => !gone.has(one)), ...more].sort(byName);
      const before = parts.at(-1);
      if (before !== undefined && left.length < LEAST_IN_A_PART && before.length + left.length <= PART_SIZE) {
        parts[parts.length - 1] = [...before, ...left];
      } else if (left.length <= MOST_IN_A_PART) {
        if (left.length > 0) parts.push(left);
      } else parts.push(...partsOf(left));
    }
    return new NamedList(parts);
  }

  /** Those of which it holds: the very list when it holds of all. Others have their turns meanwhile. */
  async filter(holds: (thing: T) => boolean): Promise<NamedList<T>> {
    const turns = new TurnsTaken();
    const some: T[] = [];
    for (const thing of this) {
      if (holds(thing)) some.push(thing);
      if (turns.isOver()) await turns.next();
    }
    return some.length === this.length ? this : NamedList.of(some);
  }

  /** Of the part in which the name stands, or would. */
  #partOf(name: string): number {
    return Math.max(
      0,
      lastUpTo(this.#parts.length, (index) => isUpTo(this.#parts[index]?.[0], name)),
    );
  }
}

/** A place in a list, which moves on. */
class Cursor<T> {
  readonly #parts: readonly Part<T>[];
  #index = 0;
  #at = 0;

  constructor(parts: readonly Part<T>[]) {
    this.#parts = parts;
  }

  get thing(): T | undefined {
    return this.#parts[this.#index]?.[this.#at];
  }

  /** The part that is still ahead as a whole. */
  get part(): Part<T> | undefined {
    return this.#at === 0 ? this.#parts[this.#index] : undefined;
  }

  pass(): void {
    this.#at++;
    if (this.#at >= (this.#parts[this.#index]?.length ?? 0)) this.passPart();
  }

  passPart(): void {
    this.#index++;
    this.#at = 0;
  }
}

function partsOf<T>(things: readonly T[]): Part<T>[] {
  const parts: Part<T>[] = [];
  for (let start = 0; start < things.length; start += PART_SIZE) parts.push(things.slice(start, start + PART_SIZE));
  return parts;
}

const isUpTo = (thing: Named | undefined, name: string): boolean => thing !== undefined && thing._name <= name;

/** The last index for which it holds, of those below `count`, where it holds for the first ones; -1 when for none. */
function lastUpTo(count: number, holds: (index: number) => boolean): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}
