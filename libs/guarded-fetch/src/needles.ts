/**
 * Finds many texts in one pass. Who chose the texts may have made the bytes as well, so that what each of them costs is
 * bounded: their beginnings are looked for by number, and only so many are compared in full. What is put in the place
 * of what was found is left to the caller.
 */
import { randomInt } from 'node:crypto';
import { FetchError } from './fetch-error.js';

export interface Needle {
  /** Eight at least. */
  bytes: Buffer;
  mark: Buffer;
}

/** What is to be replaced. */
export interface Span {
  from: number;
  to: number;
  mark: Buffer;
}

/** Of a needle, by which it is looked for: two numbers of four bytes each. */
const START_BYTES = 8;
const WORD_BYTES = 4;
const BITS_OF_BYTE = 8;
/** No server repeats secrets so often, unless it is made to. */
const MAX_COMPARISONS = 100_000;

const SLOTS = 2 ** 16;
const SLOT_SHIFT = 16;
/** Odd, and of this process alone: nobody can choose texts that fall into one slot. */
const randomFactor = (): number => randomInt(2 ** 29) * 2 + 1;
const FACTOR = randomFactor();
const OTHER_FACTOR = randomFactor();

const slotOf = (first: number, second: number): number =>
  (Math.imul(first, FACTOR) ^ Math.imul(second, OTHER_FACTOR)) >>> SLOT_SHIFT;

const startOf = (bytes: Buffer, from: number): [number, number] => [
  bytes.readInt32BE(from),
  bytes.readInt32BE(from + WORD_BYTES),
];

interface Listed extends Needle {
  /** Its place among all. */
  index: number;
  first: number;
  second: number;
}

/** How far a search has come. */
interface Progress {
  /** Of each needle, where it was found last ends; it is found again behind that. */
  readonly ends: Int32Array;
  /** Of each list, where one of its needles may be found again. */
  readonly ready: Int32Array;
}

export class Needles {
  /** Needles whose beginnings fall into the same slot, the longest first. */
  readonly #lists: Listed[][] = [];
  /** By slot: which list, from 1; or 0. */
  readonly #listOf = new Uint16Array(SLOTS);
  readonly #count: number;

  /** @throws RangeError for a needle of less than eight bytes, for which nobody would look */
  constructor(needles: readonly Needle[]) {
    this.#count = needles.length;
    for (const [index, needle] of needles.toSorted((a, b) => b.bytes.length - a.bytes.length).entries()) {
      if (needle.bytes.length < START_BYTES) throw new RangeError(`A text has fewer than ${START_BYTES} bytes.`);
      const [first, second] = startOf(needle.bytes, 0);
      const slot = slotOf(first, second);
      const listed = { ...needle, index, first, second };
      const list = this.#lists[(this.#listOf[slot] ?? 0) - 1];
      if (list === undefined) this.#listOf[slot] = this.#lists.push([listed]);
      else list.push(listed);
    }
  }

  /**
   * What is to be replaced, in order. Where two overlap they are one span, with the mark of the first: nothing is left of
   * either. A needle is not looked for within itself.
   *
   * @throws FetchError `InvalidResponse` when needles or their beginnings come too often
   */
  *spansIn(bytes: Buffer): Generator<Span, void, undefined> {
    let span: Span | undefined;
    for (const found of this.#foundIn(bytes)) {
      if (span !== undefined && found.from < span.to) {
        span.to = Math.max(span.to, found.to);
      } else {
        if (span !== undefined) yield span;
        span = found;
      }
    }
    if (span !== undefined) yield span;
  }

  /** In the order of their beginnings, and of those that begin at the same place the longest first. */
  *#foundIn(bytes: Buffer): Generator<Span, void, undefined> {
    const progress = { ends: new Int32Array(this.#count), ready: new Int32Array(this.#lists.length) };
    const { ends, ready } = progress;
    let comparisons = 0;
    for (let from = this.#nextIn(bytes, 0, progress); from !== -1; from = this.#nextIn(bytes, from + 1, progress)) {
      const [first, second] = startOf(bytes, from);
      const list = (this.#listOf[slotOf(first, second)] ?? 0) - 1;
      let nextReady = bytes.length;
      for (const needle of this.#lists[list] ?? []) {
        const end = ends[needle.index] ?? 0;
        if (needle.first === first && needle.second === second && from >= end) {
          comparisons += 1;
          if (comparisons > MAX_COMPARISONS) throw tooOften();
          if (isAt(bytes, from, needle)) {
            const to = from + needle.bytes.length;
            ends[needle.index] = to;
            yield { from, to, mark: needle.mark };
          }
        }
        nextReady = Math.min(nextReady, ends[needle.index] ?? 0);
      }
      ready[list] = nextReady;
    }
  }

  /** The next place where a needle may begin; -1 when there is none. */
  #nextIn(bytes: Buffer, from: number, { ready }: Progress): number {
    if (from + START_BYTES > bytes.length) return -1;
    const listOf = this.#listOf;
    let [first, second] = startOf(bytes, from);
    for (let at = from; ; at++) {
      const list = listOf[slotOf(first, second)] ?? 0;
      if (list !== 0 && at >= (ready[list - 1] ?? 0)) return at;
      const byte = bytes[at + START_BYTES];
      if (byte === undefined) return -1;
      first = (first << BITS_OF_BYTE) | (second >>> (BITS_OF_BYTE * (WORD_BYTES - 1)));
      second = (second << BITS_OF_BYTE) | byte;
    }
  }
}

const isAt = (bytes: Buffer, from: number, { bytes: wanted }: Needle): boolean =>
  from + wanted.length <= bytes.length && bytes.compare(wanted, 0, wanted.length, from, from + wanted.length) === 0;

const tooOften = (): FetchError =>
  new FetchError('InvalidResponse', 'What was sent repeats secrets, or beginnings of them, too often.');
