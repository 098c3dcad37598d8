import { hostPatternText, matchesUrl, parseHostPattern, type HostPattern } from './host-pattern.js';

/** Hosts that may be reached. One that is empty allows nothing. */
export class HostList {
  readonly #patterns: readonly HostPattern[];

  /** Entries that cannot be read allow nothing. */
  constructor(entries: readonly string[]) {
    this.#patterns = entries.flatMap((entry) => {
      const parsed = parseHostPattern(entry);
      return parsed.ok ? [parsed.pattern] : [];
    });
  }

  allows(url: URL): boolean {
    return this.#patterns.some((pattern) => matchesUrl(pattern, url));
  }

  toString(): string {
    return this.#patterns.map(hostPatternText).join(', ');
  }
}
