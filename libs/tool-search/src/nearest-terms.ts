/** A word that begins with, or is a typing error away from, the one that is looked for. */
export interface NearTerm {
  term: number;
  text: string;
  /** Edits that make one of the other; 0 for a beginning. */
  edits: number;
}

/** The nearest of many words: those of fewest edits, then the shortest. */
export class NearestTerms {
  readonly #most: number;
  readonly #isThere: (term: number) => boolean;
  readonly #terms: NearTerm[] = [];

  /** @param isThere asked of words that would be among the nearest; others are left out */
  constructor(most: number, isThere: (term: number) => boolean) {
    this.#most = most;
    this.#isThere = isThere;
  }

  /** The nearest first. */
  get terms(): readonly NearTerm[] {
    return this.#terms;
  }

  offer(near: NearTerm): void {
    const worst = this.#terms[this.#most - 1];
    if (worst !== undefined && compare(near, worst) > 0) return;
    if (!this.#isThere(near.term)) return;
    let at = this.#terms.length;
    for (let before = this.#terms[at - 1]; before !== undefined && compare(near, before) < 0;) {
      at--;
      before = this.#terms[at - 1];
    }
    this.#terms.splice(at, 0, near);
    if (this.#terms.length > this.#most) this.#terms.pop();
  }
}

function compare(a: NearTerm, b: NearTerm): number {
  return a.edits - b.edits || a.text.length - b.text.length || (a.text < b.text ? -1 : 1);
}
