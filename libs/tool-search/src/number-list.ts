import { grown } from './grown.js';

/** A list of document numbers that is filled again and again, in memory that it keeps. */
export class NumberList {
  #numbers = new Uint32Array(1_024);
  #length = 0;

  /** The first `length` of them count. */
  get numbers(): Uint32Array {
    return this.#numbers;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#numbers.byteLength;
  }

  push(number: number): void {
    if (this.#length === this.#numbers.length) this.#numbers = grown(this.#numbers, this.#length + 1);
    this.#numbers[this.#length++] = number;
  }

  clear(): void {
    this.#length = 0;
  }
}
