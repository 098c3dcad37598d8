const REPEAT = /\{(\d+)(?:,(\d*))?\}/g;
/** RE2 refuses repeats that multiply to more. */
const MAX_REPEAT = 1_000;
/** What compiling even the shortest pattern costs. */
const LEAST_COST = 200;

/**
 * Upper estimate of the steps that a pattern needs for each character of the text: its length times what its bounded
 * repeats (`{n,m}`) multiply it by, since RE2 writes them out. Memory and time of compiling it grow alike.
 */
export function patternCost(source: string): number {
  let repeat = 1;
  for (const [, from, to] of source.matchAll(REPEAT)) {
    repeat = Math.min(MAX_REPEAT, repeat * Math.max(1, Number(from), Number(to ?? 0)));
  }
  return Math.max(LEAST_COST, source.length * repeat);
}
