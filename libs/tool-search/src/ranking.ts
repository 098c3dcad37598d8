/**
 * BM25F (Robertson, Zaragoza: "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, 3.6): how often a word is in
 * each field of a tool is weighed by the field and by how long the field is, summed, and only then made to count less
 * and less.
 */

/** What of a tool is searched. */
export interface ToolText {
  name: string;
  title: string;
  description: string;
  tags: readonly string[];
  /** Names of the parameters. */
  parameters: readonly string[];
}

interface Field {
  words: keyof ToolText;
  weight: number;
  /** How much the length of the field matters: 0 not at all, 1 as much as the number of its words. */
  b: number;
  /** Bits for how often a word is there; more often counts as often as these can say. */
  bits: number;
}

/** Most words are in descriptions only, and counts are unpacked from the first field on. */
export const FIELDS = [
  { words: 'description', weight: 1.5, b: 0.7, bits: 5 },
  { words: 'parameters', weight: 1, b: 0.6, bits: 3 },
  { words: 'name', weight: 4, b: 0.4, bits: 2 },
  { words: 'title', weight: 3, b: 0.4, bits: 2 },
  { words: 'tags', weight: 2.5, b: 0.4, bits: 2 },
] as const satisfies Field[];

/** Words of a field that count: the first. */
export const MOST_WORDS = 255;

/** How fast more occurrences of a word stop to matter. */
export const K1 = 1.2;

/** How much a word says that `having` of `all` tools have. */
export function rarity(having: number, all: number): number {
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
}

/** A word that so large a part of the tools has finds none by itself beside words that are rarer. */
export const COMMON = 0.5;

/**
 * By what counts are multiplied: for each field in turn, for each length that it may have.
 *
 * @param averages the average length of each field where it is given
 */
export function weightsByLength(averages: readonly number[]): Float64Array {
  const weights = new Float64Array(FIELDS.length * (MOST_WORDS + 1));
  for (const [index, { weight, b }] of FIELDS.entries()) {
    const perWord = b / (averages[index] ?? 0);
    for (let length = 0; length <= MOST_WORDS; length++) {
      weights[index * (MOST_WORDS + 1) + length] = weight / (1 - b + (length === 0 ? 0 : perWord * length));
    }
  }
  return weights;
}

/** What weighed counts, all fields together, are worth of a word. */
export function saturated(count: number): number {
  return (count * (K1 + 1)) / (K1 + count);
}
