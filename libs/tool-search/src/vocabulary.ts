/**
 * The words of an index, numbered, and which of them are near a word that is looked for. Longer words are found among
 * those that begin with the same two letters. For typing errors all words are looked at, by masks of their letters first:
 * two numbers are compared where two words would be, and few words are left to look at.
 */
import { editDistance } from './edit-distance.js';
import { areRelated } from './endings.js';
import { grown } from './grown.js';
import type { NearestTerms } from './nearest-terms.js';

export class Vocabulary {
  readonly #ids = new Map<string, number>();
  /** Empty where a number is free. */
  readonly #texts: string[] = [];
  readonly #freed: number[] = [];
  #masks = new Uint32Array(1_024);
  readonly #byBeginning = new Map<number, number[]>();

  idOf(text: string): number | undefined {
    return this.#ids.get(text);
  }

  /** The number of the word, a new one if need be. */
  intern(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#freed.pop() ?? this.#texts.length;
    // What is cut out of a description would keep all of it in memory.
    const own = Buffer.from(text).toString();
    this.#texts[id] = own;
    this.#ids.set(own, id);
    if (id >= this.#masks.length) this.#masks = grown(this.#masks, id + 1);
    this.#masks[id] = maskOf(text);
    const beginning = beginningOf(text);
    const alike = this.#byBeginning.get(beginning);
    if (alike === undefined) this.#byBeginning.set(beginning, [id]);
    else alike.push(id);
    return id;
  }

  /** Its number will be another word's. */
  release(id: number): void {
    const text = this.#texts[id] ?? '';
    this.#ids.delete(text);
    this.#texts[id] = '';
    this.#masks[id] = 0;
    this.#freed.push(id);
    const alike = this.#byBeginning.get(beginningOf(text)) ?? [];
    const last = alike.pop();
    if (last !== undefined && last !== id) alike[alike.indexOf(id)] = last;
    if (alike.length === 0) this.#byBeginning.delete(beginningOf(text));
  }

  /** Offers the longer words that begin with the text. @param text at least two characters */
  beginningWith(text: string, nearest: NearestTerms): void {
    for (const term of this.#byBeginning.get(beginningOf(text)) ?? []) {
      const other = this.#texts[term] ?? '';
      if (other.length > text.length && other.startsWith(text)) nearest.offer({ term, text: other, edits: 0 });
    }
  }

  /** Offers the words that may be another form of the text, but for longer ones that begin with it. @param text as above */
  relatedTo(text: string, nearest: NearestTerms): void {
    for (const term of this.#byBeginning.get(beginningOf(text)) ?? []) {
      const other = this.#texts[term] ?? '';
      if (other === text || other.startsWith(text) || !areRelated(text, other)) continue;
      nearest.offer({ term, text: other, edits: 0 });
    }
  }

  /** Offers the other words that so many edits at most make of the text. */
  within(text: string, mostEdits: number, nearest: NearestTerms): void {
    const mask = maskOf(text);
    for (let term = 0; term < this.#texts.length; term++) {
      const otherMask = this.#masks[term] ?? 0;
      // An edit takes away one letter at most, and brings one.
      if (hasMoreBits(mask & ~otherMask, mostEdits) || hasMoreBits(otherMask & ~mask, mostEdits)) continue;
      const other = this.#texts[term] ?? '';
      if (other === '' || other === text) continue;
      const edits = editDistance(text, other, mostEdits);
      if (edits <= mostEdits) nearest.offer({ term, text: other, edits });
    }
  }

  /** An estimate of what it takes. */
  get bytes(): number {
    return this.#texts.length * TERM_BYTES + this.#masks.byteLength;
  }
}

/** A string of usual length, its places in lists and in the map. */
const TERM_BYTES = 110;

/** A bit for each letter; other characters share them. */
function maskOf(text: string): number {
  let mask = 0;
  for (let index = 0; index < text.length; index++) mask |= 1 << (text.charCodeAt(index) & 31);
  return mask >>> 0;
}

function hasMoreBits(mask: number, most: number): boolean {
  let left = mask;
  for (let count = 0; count < most; count++) left &= left - 1;
  return left !== 0;
}

const beginningOf = (text: string): number => text.charCodeAt(0) * 0x1_00_00 + (text.charCodeAt(1) || 0);
