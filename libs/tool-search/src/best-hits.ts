/** Keeps the best of many, in order. */
export class BestHits<T extends { readonly score: number }> {
  readonly #compare: (a: T, b: T) => number;
  readonly #most: number;
  readonly #kept: T[] = [];
  #worst: T | undefined;

  /** @param compare negative when `a` is better, which what scores higher is */
  constructor(most: number, compare: (a: T, b: T) => number) {
    this.#most = most;
    this.#compare = compare;
  }

  /** A hit with less will not be among the best. */
  get least(): number {
    return this.#worst?.score ?? 0;
  }

  offer(hit: T): void {
    if (this.#worst !== undefined && this.#compare(hit, this.#worst) >= 0) return;
    this.#kept.push(hit);
    if (this.#kept.length >= this.#most * 2) this.#prune();
  }

  /** The best first. */
  best(): T[] {
    this.#prune();
    return this.#kept;
  }

  #prune(): void {
    this.#kept.sort(this.#compare);
    if (this.#kept.length < this.#most) return;
    this.#kept.length = this.#most;
    this.#worst = this.#kept.at(-1);
  }
}
