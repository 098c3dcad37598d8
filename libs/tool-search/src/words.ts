/**
 * Words as they are indexed and looked for: lower case, without accents, names split where people see words in them
 * (`getFile_IafFileSvc` is get, file, iaf, svc, and itself without the separators), plurals of English as singulars.
 * Han and kana, which are written without spaces, are words of one character.
 */

/** What is longer is cut: words of strangers are bounded. */
const MAX_WORD_LENGTH = 64;

const NOT_ASCII = /[^\0-\x7f]/;
const ASCII = { name: /[A-Za-z0-9]+(?:[_-]+[A-Za-z0-9]+)*/g, part: /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g };
const ANY = {
  name: /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]|[[\p{L}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]]+(?:[_\-]+[[\p{L}\p{N}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]]+)*/gv,
  part: /\p{Lu}?[\p{Ll}\p{Lt}\p{Lo}\p{Lm}]+|\p{Lu}+(?!\p{Ll})|\p{N}+/gu,
};
const SMALL_E = 0x65;
const SMALL_S = 0x73;
const SEPARATORS = /[_-]+/g;
const MARKS = /\p{M}+/gu;

/**
 * The words of a text in their order. A name of several parts is followed by itself as one word, as it may be typed.
 *
 * @param most the rest is left out
 */
export function wordsOf(text: string, most: number): string[] {
  const isAscii = !NOT_ASCII.test(text);
  const plain = isAscii ? text : text.normalize('NFKD').replace(MARKS, '');
  const { name, part } = isAscii ? ASCII : ANY;
  const words: string[] = [];
  name.lastIndex = 0;
  for (let found = name.exec(plain); found !== null && words.length < most; found = name.exec(plain)) {
    const [whole] = found;
    const parts = whole.match(part) ?? [];
    for (const word of parts) words.push(singular(cut(word)));
    if (parts.length > 1) words.push(cut(whole.replace(SEPARATORS, '')));
  }
  if (words.length > most) words.length = most;
  return words;
}

const cut = (word: string): string => word.slice(0, MAX_WORD_LENGTH).toLowerCase();

/**
 * Harman's S-stemmer: the plural endings of English, and nothing else ("How effective is suffixing?", 1991). What it leaves
 * of `batches` and `caches` ends alike, so that the e goes from both, as from their singulars; likewise `ie`.
 */
function singular(word: string): string {
  const last = word.charCodeAt(word.length - 1);
  if (word.length < 4 || (last !== SMALL_S && last !== SMALL_E)) return word;
  const one = last === SMALL_S && !/[us]s$/.test(word) ? word.slice(0, -1) : word;
  if (one.length < 4) return one;
  if (/[^ae]ie$/.test(one)) return `${one.slice(0, -2)}y`;
  return /(?:ss|us|[cs]h|[xz])e$/.test(one) ? one.slice(0, -1) : one;
}
