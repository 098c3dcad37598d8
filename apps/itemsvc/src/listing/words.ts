/** Words that are looked for in the texts of a value, whatever their case and however their letters are encoded. */
import type { JsonValue } from '#libs/contracts';

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The words of a text that somebody searches by, each once. */
export function wordsOf(text: string): string[] {
  return [...new Set(plain(text).split(/\s+/u))].filter((word) => word !== '');
}

/** True when every word is a part of some text anywhere in the value; names of fields are none of its texts. */
export function holdsWords(value: JsonValue, words: readonly string[]): boolean {
  const missing = new Set(words);
  const pending: unknown[] = [value];
  while (pending.length > 0 && missing.size > 0) {
    const next = pending.pop();
    if (typeof next === 'string') {
      const text = plain(next);
      for (const word of missing) if (text.includes(word)) missing.delete(word);
    } else if (typeof next === 'object' && next !== null) {
      for (const child of Object.values(next)) pending.push(child);
    }
  }
  return missing.size === 0;
}
