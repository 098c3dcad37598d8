import { RE2JS } from 're2js';
import { patternCost } from './pattern-cost.js';

/**
 * Regular expressions that strangers write, on RE2's linear-time engine: no pattern can make matching take longer
 * than its length times the text's. Back-references and look-around do not exist in it and are refused.
 */
export interface LinearRegex {
  readonly source: string;
  /** True when the pattern matches anywhere in `text`. */
  test(text: string): boolean;
}

/** The pattern cannot be used; the message says why and where. */
export class RegexRefusedError extends Error {
  override readonly name = 'RegexRefusedError';
}

const FLAGS: Record<string, number> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
};
const MAX_PATTERN_LENGTH = 1_000;
/** Of `patternCost`: what compiles in some tens of milliseconds. */
const MAX_PATTERN_COST = 50_000;

/**
 * @param flags any of `i`, `m`, `s`
 * @throws RegexRefusedError when the pattern is too long, does not compile, or needs back-tracking
 */
export function compileRegex(source: string, flags = ''): LinearRegex {
  if (source.length > MAX_PATTERN_LENGTH) {
    throw new RegexRefusedError(`is longer than ${MAX_PATTERN_LENGTH} characters`);
  }
  if (patternCost(source) > MAX_PATTERN_COST) {
    throw new RegexRefusedError(
      'repeats too much: its bounded repeats ({n,m}) multiply to a pattern that is too large',
    );
  }
  let bits = 0;
  for (const flag of flags) {
    const bit = FLAGS[flag];
    if (bit === undefined) throw new RegexRefusedError(`has the unknown flag "${flag}"; known are i, m and s`);
    bits |= bit;
  }
  try {
    const regex = RE2JS.compile(RE2JS.translateRegExp(source), bits);
    return { source, test: (text) => regex.matcher(text).find() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegexRefusedError(
      `is not a regular expression that runs in linear time (RE2 syntax, without look-around and back-references): ${reason}`,
    );
  }
}
