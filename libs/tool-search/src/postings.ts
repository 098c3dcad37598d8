/**
 * For each word the documents that have it, with a number for each (how often): two large arrays, in which every word has
 * a region of its own, twice as large whenever it is full. Regions that were left are used again for words that need
 * one of that size.
 */
import { grown } from './grown.js';

export class Postings {
  #documents = new Uint32Array(4_096);
  #values = new Uint16Array(4_096);
  #end = 0;
  #starts = new Uint32Array(1_024);
  #lengths = new Uint32Array(1_024);
  /** The size of a region as a power of two; meaningless while the word has none. */
  #sizes = new Uint8Array(1_024);
  readonly #freed: number[][] = [];

  /** Documents of all words, from `start(term)` on `length(term)` of them; replaced when something is added. */
  get documents(): Uint32Array {
    return this.#documents;
  }

  get values(): Uint16Array {
    return this.#values;
  }

  start(term: number): number {
    return this.#starts[term] ?? 0;
  }

  length(term: number): number {
    return this.#lengths[term] ?? 0;
  }

  get bytes(): number {
    return this.#documents.byteLength + this.#values.byteLength + this.#starts.byteLength * 2 + this.#sizes.byteLength;
  }

  add(term: number, document: number, value: number): void {
    if (term >= this.#starts.length) {
      this.#starts = grown(this.#starts, term + 1);
      this.#lengths = grown(this.#lengths, term + 1);
      this.#sizes = grown(this.#sizes, term + 1);
    }
    const length = this.length(term);
    if (length === 0) this.#move(term, 0);
    else if (length === 2 ** (this.#sizes[term] ?? 0)) this.#move(term, (this.#sizes[term] ?? 0) + 1);
    const at = this.start(term) + length;
    this.#documents[at] = document;
    this.#values[at] = value;
    this.#lengths[term] = length + 1;
  }

  /** @returns how many documents the word has left */
  remove(term: number, document: number): number {
    const start = this.start(term);
    const last = start + this.length(term) - 1;
    const at = this.#documents.indexOf(document, start);
    if (at < 0 || at > last) throw new Error(`The word ${term} is not in the document ${document}.`);
    this.#documents[at] = this.#documents[last] ?? 0;
    this.#values[at] = this.#values[last] ?? 0;
    const left = last - start;
    this.#lengths[term] = left;
    if (left === 0) this.#free(term);
    return left;
  }

  #move(term: number, size: number): void {
    const length = this.length(term);
    const from = this.start(term);
    const to = this.#freed[size]?.pop() ?? this.#claim(2 ** size);
    this.#documents.copyWithin(to, from, from + length);
    this.#values.copyWithin(to, from, from + length);
    if (length > 0) this.#free(term);
    this.#starts[term] = to;
    this.#sizes[term] = size;
  }

  #free(term: number): void {
    (this.#freed[this.#sizes[term] ?? 0] ??= []).push(this.start(term));
  }

  #claim(length: number): number {
    const start = this.#end;
    this.#end += length;
    if (this.#end > this.#documents.length) {
      this.#documents = grown(this.#documents, this.#end);
      this.#values = grown(this.#values, this.#end);
    }
    return start;
  }
}
