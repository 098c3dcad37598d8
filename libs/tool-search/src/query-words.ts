/**
 * What of a query is looked for. Models ask in sentences, whose small words are rare in descriptions of tools and would
 * for that count most; and they say "list" where a tool says "get".
 */
import { wordsOf } from './words.js';

/** Words of a query that count: the first different ones, those of sentences last. */
const MOST_WORDS = 16;
/** Words of a query that are read. */
const MOST_READ = 100;

const read = (text: string): string[] => wordsOf(text, MOST_READ);

/** What English sentences are held together by. */
const SMALL = new Set([
  ...read(
    'a an the this that these those there here it its of to in into on at by for from with via about as if so than',
  ),
  ...read(
    'and or is are am was were be been do does did have has had can could would should will shall may might must',
  ),
  ...read('i me my we us our you your he she they them their what which who whom whose when where why how'),
  ...read('please want need some any all every each'),
]);

/** What people call the same thing to do with data. */
const ALIKE = [
  'get list read fetch retrieve show view',
  'search find query lookup',
  'create add make new insert',
  'delete remove destroy erase',
  'update edit change modify set',
  'send post publish',
  'cancel stop abort end',
  'start run begin execute',
].map(read);

export interface AskedWord {
  word: string;
  /** It only adds to the scores of what other words find, unless there are no others. */
  isSmall: boolean;
  /** Other words for the same. */
  synonyms: readonly string[];
}

export function askedWords(query: string): AskedWord[] {
  const words = [...new Set(read(query))].map((word) => ({
    word,
    isSmall: SMALL.has(word),
    synonyms: synonymsOf(word),
  }));
  return words.sort((a, b) => Number(a.isSmall) - Number(b.isSmall)).slice(0, MOST_WORDS);
}

function synonymsOf(word: string): string[] {
  return ALIKE.filter((group) => group.includes(word)).flatMap((group) => group.filter((other) => other !== word));
}
