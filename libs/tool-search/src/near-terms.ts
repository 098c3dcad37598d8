/**
 * What else a word of a query may mean: words that it is the beginning of, its other forms, and, when no tool has the word
 * itself, words that are a typing error or two away. They count less than the word.
 */
import { NearestTerms } from './nearest-terms.js';
import type { Vocabulary } from './vocabulary.js';

export interface Meaning {
  term: number;
  /** Of 1 for the word itself. */
  weight: number;
}

/** Of each kind, the nearest. */
const MOST_NEAR = 24;
const SHORTEST_BEGINNING = 2;
const BEGINNING_WEIGHT = 0.6;
const RELATED_WEIGHT = 0.5;
const WEIGHT_BY_EDITS = [0, 0.5, 0.25];
const ONE_EDIT_LENGTH = 4;
const TWO_EDITS_LENGTH = 8;

/** Typing errors that a word may have: more in longer ones, none in numbers. */
export function mostEdits(word: string): number {
  if (/^\p{N}+$/u.test(word) || word.length < ONE_EDIT_LENGTH) return 0;
  return word.length < TWO_EDITS_LENGTH ? 1 : 2;
}

/**
 * The word first, if it is there, then what it may mean beside, nearest first.
 *
 * @param isThere whether any of the tools that are searched has a word
 */
export function meaningsOf(word: string, vocabulary: Vocabulary, isThere: (term: number) => boolean): Meaning[] {
  const meanings = new Map<number, number>();
  const exact = vocabulary.idOf(word);
  const isExact = exact !== undefined && isThere(exact);
  if (isExact) meanings.set(exact, 1);
  if (word.length >= SHORTEST_BEGINNING) {
    const longer = new NearestTerms(MOST_NEAR, isThere);
    vocabulary.beginningWith(word, longer);
    for (const { term, text } of longer.terms) meanings.set(term, (BEGINNING_WEIGHT * word.length) / text.length);
    const related = new NearestTerms(MOST_NEAR, isThere);
    vocabulary.relatedTo(word, related);
    for (const { term } of related.terms) meanings.set(term, RELATED_WEIGHT);
  }
  const edits = isExact ? 0 : mostEdits(word);
  if (edits > 0) {
    const mistyped = new NearestTerms(MOST_NEAR, isThere);
    vocabulary.within(word, edits, mistyped);
    for (const near of mistyped.terms) {
      const weight = WEIGHT_BY_EDITS[near.edits] ?? 0;
      meanings.set(near.term, Math.max(weight, meanings.get(near.term) ?? 0));
    }
  }
  return Array.from(meanings, ([term, weight]) => ({ term, weight }));
}
