/**
 * The index of many tools in memory: finds those that a text asks for, best first. A search among some of the tools
 * ranks as if there were no others, so that what is hidden from somebody shows in nothing that they find. How words are
 * made is decided in `words.ts`, which of a query are looked for in `query-words.ts`, what they count in `ranking.ts`;
 * which tools may be searched is the caller's.
 */
import { BestHits } from './best-hits.js';
import { grown } from './grown.js';
import { NumberList } from './number-list.js';
import { countField, countIn, type Members, noMembers, type ToolSubset } from './members.js';
import { type Meaning, meaningsOf } from './near-terms.js';
import { Postings } from './postings.js';
import { type AskedWord, askedWords } from './query-words.js';
import { COMMON, FIELDS, MOST_WORDS, rarity, saturated, type ToolText, weightsByLength } from './ranking.js';
import { Vocabulary } from './vocabulary.js';
import { wordsOf } from './words.js';

export interface ToolIndexOptions<T> {
  /** Always the same for the same tool: what was added is taken out by it. */
  textOf: (tool: T) => ToolText;
  /** Tools of the same score are in the order of their names. */
  nameOf: (tool: T) => string;
}

export interface SearchOptions {
  /** The tools to search; all when it is left out. */
  among?: ToolSubset | undefined;
  offset?: number;
  /** Hits at most. */
  limit: number;
}

export interface SearchHit<T> {
  tool: T;
  /** Above 0; comparable within one search only. */
  score: number;
}

export interface SearchResult<T> {
  /** Hits that there are, before `offset` and `limit`. */
  total: number;
  hits: SearchHit<T>[];
}

interface Ranked<T> extends SearchHit<T> {
  name: string;
}

/** A word that is meant, and what it is worth at most. */
interface WordMeaning {
  term: number;
  worth: number;
}

interface QueryWord {
  meanings: WordMeaning[];
  /** Others that count where none of these is; they find something only for a query of one word. */
  instead: WordMeaning[];
  /** Only adds to the scores of what other words find, unless they find nothing. */
  isAdding: boolean;
}

/** What is the same for all words of a search, but the last. */
interface Scoring {
  members: Members;
  weights: Float64Array;
  /** Only documents that have a score get more. */
  onlyFound: boolean;
}

/** Of 1 for a word that says what is wanted. */
const SMALL_WEIGHT = 0.2;
const SYNONYM_WEIGHT = 0.4;
/** Letters of a word that others are put together of. */
const SHORTEST_PART = 3;
/** Of a tool beside its words: its places in lists and maps. */
const TOOL_BYTES = 80;

export class ToolIndex<T extends object> {
  readonly #options: ToolIndexOptions<T>;
  readonly #vocabulary = new Vocabulary();
  readonly #postings = new Postings();
  readonly #documentOf = new Map<T, number>();
  /** Undefined where a number is free. */
  readonly #tools: (T | undefined)[] = [];
  readonly #freed: number[] = [];
  /** Words in each field of each document. */
  #lengths = new Uint8Array(FIELDS.length * 1_024);
  readonly #all = noMembers();
  /** For each document what it has of a search so far, and of the word that is being looked at; zero in between. */
  #scores = new Float64Array(1_024);
  #wordScores = new Float64Array(1_024);
  /** The documents with scores of a search so far, and of the word that is being looked at. */
  readonly #found = new NumberList();
  readonly #touched = new NumberList();

  constructor(options: ToolIndexOptions<T>) {
    this.#options = options;
  }

  get size(): number {
    return this.#all.count;
  }

  /** An estimate of the memory that it takes. */
  get bytes(): number {
    const arrays = this.#lengths.byteLength + this.#scores.byteLength * 2 + this.#found.bytes + this.#touched.bytes;
    return this.#vocabulary.bytes + this.#postings.bytes + arrays + this.#tools.length * TOOL_BYTES;
  }

  has(tool: T): boolean {
    return this.#documentOf.has(tool);
  }

  /** Takes some ten microseconds. A tool that is there already stays as it is. */
  add(tool: T): void {
    if (this.#documentOf.has(tool)) return;
    const document = this.#freed.pop() ?? this.#tools.length;
    this.#tools[document] = tool;
    this.#documentOf.set(tool, document);
    this.#makeRoomFor(document);
    const { counts, lengths } = countsOf(this.#options.textOf(tool));
    for (const [word, value] of counts) this.#postings.add(this.#vocabulary.intern(word), document, value);
    this.#lengths.set(lengths, document * FIELDS.length);
    countIn(this.#all, lengths);
    this.#all.count++;
  }

  /** A subset without tools, for `include`. */
  subset(): ToolSubset {
    return noMembers(new Uint8Array(this.#tools.length));
  }

  /** Puts a tool into a subset. What is in it already, or is not in the index, is overlooked. */
  include(tool: T, subset: ToolSubset): void {
    const document = this.#documentOf.get(tool);
    if (document === undefined || subset.marks?.[document] === 1) return;
    if (subset.marks !== undefined && document >= subset.marks.length) subset.marks = grown(subset.marks, document + 1);
    this.#count(document, subset, 1);
  }

  /** Takes a tool out of a subset, which must be done before the index loses it. What is not in it is overlooked. */
  exclude(tool: T, subset: ToolSubset): void {
    const document = this.#documentOf.get(tool);
    if (document !== undefined && subset.marks?.[document] === 1) this.#count(document, subset, -1);
  }

  /** Takes a millisecond at most. What is not there is overlooked. */
  remove(tool: T): void {
    const document = this.#documentOf.get(tool);
    if (document === undefined) return;
    this.#documentOf.delete(tool);
    this.#tools[document] = undefined;
    this.#freed.push(document);
    const { counts, lengths } = countsOf(this.#options.textOf(tool));
    for (const word of counts.keys()) {
      const term = this.#vocabulary.intern(word);
      if (this.#postings.remove(term, document) === 0) this.#vocabulary.release(term);
    }
    countIn(this.#all, lengths, -1);
    this.#all.count--;
  }

  /**
   * The tools that have any of the words of the query, or words near them; words that most tools have only add to the
   * scores of what others find. None for a query without words.
   */
  search(query: string, { among: members = this.#all, offset = 0, limit }: SearchOptions): SearchResult<T> {
    const scoring: Scoring = {
      members,
      weights: weightsByLength(
        Array.from(members.fieldLengths, (length, field) => length / (members.fieldsGiven[field] ?? 0)),
      ),
      onlyFound: false,
    };
    this.#found.clear();
    const words = this.#wordsOf(query, members);
    for (const { meanings, isAdding } of words) {
      this.#scoreWord(meanings, { ...scoring, onlyFound: isAdding && this.#found.length > 0 });
    }
    const adding = { ...scoring, onlyFound: words.length > 1 || this.#found.length > 0 };
    for (const { meanings, instead } of words) {
      if (instead.length > 0) this.#scoreInstead(meanings, instead, adding);
    }
    return { total: this.#found.length, hits: this.#best(offset + limit).slice(offset) };
  }

  /** What each word may mean, of tools that are searched; those that only add last. */
  #wordsOf(query: string, members: Members): QueryWord[] {
    const words: QueryWord[] = [];
    for (const asked of askedWords(query)) {
      const word = this.#queryWord(asked, members);
      words.push(word);
      if (asked.isSmall || word.meanings.length > 0) continue;
      for (const part of this.#partsOf(asked.word, members)) {
        words.push(...askedWords(part).map((one) => this.#queryWord(one, members)));
      }
    }
    return words.sort((a, b) => Number(a.isAdding) - Number(b.isAdding));
  }

  #queryWord({ word, isSmall, synonyms }: AskedWord, members: Members): QueryWord {
    const exact = this.#termOf(word, members);
    // What is near a word never counts more than the word, because it is rarer.
    const most = exact === undefined ? Infinity : this.#rarity(exact, members);
    const worthOf = ({ term, weight }: Meaning): WordMeaning => ({
      term,
      worth: weight * Math.min(most, this.#rarity(term, members)),
    });
    if (isSmall) {
      const meanings = exact === undefined ? [] : [worthOf({ term: exact, weight: SMALL_WEIGHT })];
      return { meanings, instead: [], isAdding: true };
    }
    const meanings = meaningsOf(word, this.#vocabulary, (term) => this.#isThere(term, members));
    const others = synonyms.flatMap((synonym) => this.#termOf(synonym, members) ?? []);
    return {
      meanings: meanings.map(worthOf),
      instead: others.map((term) => worthOf({ term, weight: SYNONYM_WEIGHT })),
      isAdding: exact !== undefined && this.#having(exact, members) > members.count * COMMON,
    };
  }

  /** The two words that a word was put together of, `filename` of file and name; none when there are no such two. */
  #partsOf(word: string, members: Members): string[] {
    for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at++) {
      const parts = [word.slice(0, at), word.slice(at)];
      const isWord = (part: string): boolean =>
        wordsOf(part, 1).some((one) => this.#termOf(one, members) !== undefined);
      if (parts.every(isWord)) return parts;
    }
    return [];
  }

  /** The number of a word that any of the members has. */
  #termOf(word: string, members: Members): number | undefined {
    const term = this.#vocabulary.idOf(word);
    return term !== undefined && this.#isThere(term, members) ? term : undefined;
  }

  #rarity(term: number, members: Members): number {
    return rarity(this.#having(term, members), members.count);
  }

  /** Adds to each document's score what it has of a word: the most that any of its meanings gives. */
  #scoreWord(meanings: readonly WordMeaning[], scoring: Scoring): void {
    this.#touched.clear();
    for (const { term, worth } of meanings) this.#scoreTerm(term, worth, scoring);
    const { numbers, length } = this.#touched;
    for (let index = 0; index < length; index++) {
      const document = numbers[index] ?? 0;
      const before = this.#scores[document] ?? 0;
      if (before === 0) this.#found.push(document);
      this.#scores[document] = before + (this.#wordScores[document] ?? 0);
      this.#wordScores[document] = 0;
    }
  }

  /** As `#scoreWord`, of the documents that have none of the meanings. */
  #scoreInstead(meanings: readonly WordMeaning[], instead: readonly WordMeaning[], scoring: Scoring): void {
    this.#setWordScores(meanings, Infinity);
    this.#scoreWord(instead, scoring);
    this.#setWordScores(meanings, 0);
  }

  #setWordScores(meanings: readonly WordMeaning[], score: number): void {
    const { documents } = this.#postings;
    for (const { term } of meanings) {
      const start = this.#postings.start(term);
      for (let at = start; at < start + this.#postings.length(term); at++) this.#wordScores[documents[at] ?? 0] = score;
    }
  }

  #scoreTerm(term: number, worth: number, { members: { marks }, weights, onlyFound }: Scoring): void {
    const { documents, values } = this.#postings;
    const lengths = this.#lengths;
    const wordScores = this.#wordScores;
    const start = this.#postings.start(term);
    const end = start + this.#postings.length(term);
    for (let at = start; at < end; at++) {
      const document = documents[at] ?? 0;
      if (marks !== undefined && marks[document] !== 1) continue;
      if (onlyFound && this.#scores[document] === 0) continue;
      let count = 0;
      let field = 0;
      for (let value = values[at] ?? 0; value !== 0; value >>>= BITS[field++] ?? 16) {
        const inField = value & (MASKS[field] ?? 0);
        if (inField === 0) continue;
        const length = lengths[document * FIELDS.length + field] ?? 0;
        count += inField * (weights[field * (MOST_WORDS + 1) + length] ?? 0);
      }
      const score = worth * saturated(count);
      const before = wordScores[document] ?? 0;
      if (before === 0) this.#touched.push(document);
      if (score > before) wordScores[document] = score;
    }
  }

  /** The best of what was found; leaves no scores behind. */
  #best(most: number): SearchHit<T>[] {
    const best = new BestHits<Ranked<T>>(most, byScoreThenName);
    const { numbers, length } = this.#found;
    for (let index = 0; index < length; index++) {
      const document = numbers[index] ?? 0;
      const score = this.#scores[document] ?? 0;
      this.#scores[document] = 0;
      if (score < best.least) continue;
      const tool = this.#tools[document];
      if (tool !== undefined) best.offer({ tool, score, name: this.#options.nameOf(tool) });
    }
    return best.best().map(({ tool, score }) => ({ tool, score }));
  }

  /** How many of the members have the word. */
  #having(term: number, { marks }: Members): number {
    const length = this.#postings.length(term);
    if (marks === undefined) return length;
    const { documents } = this.#postings;
    const start = this.#postings.start(term);
    let having = 0;
    for (let at = start; at < start + length; at++) having += marks[documents[at] ?? 0] ?? 0;
    return having;
  }

  #isThere(term: number, { marks }: Members): boolean {
    if (marks === undefined) return true;
    const { documents } = this.#postings;
    const start = this.#postings.start(term);
    const end = start + this.#postings.length(term);
    for (let at = start; at < end; at++) if (marks[documents[at] ?? 0] === 1) return true;
    return false;
  }

  #count(document: number, subset: Members, sign: 1 | -1): void {
    if (subset.marks !== undefined) subset.marks[document] = sign === 1 ? 1 : 0;
    subset.count += sign;
    const start = document * FIELDS.length;
    for (let field = 0; field < FIELDS.length; field++) {
      countField(subset, field, (this.#lengths[start + field] ?? 0) * sign);
    }
  }

  #makeRoomFor(document: number): void {
    if (document < this.#scores.length) return;
    this.#lengths = grown(this.#lengths, (document + 1) * FIELDS.length);
    const capacity = Math.floor(this.#lengths.length / FIELDS.length);
    this.#scores = new Float64Array(capacity);
    this.#wordScores = new Float64Array(capacity);
  }
}

/** How many bits of the value of a posting are the count of each field, from the lowest up. */
const BITS = Uint8Array.from(FIELDS, ({ bits }) => bits);
const MASKS = Uint16Array.from(FIELDS, ({ bits }) => 2 ** bits - 1);

/** The different words of a tool with the counts of all fields in one number, and the number of words in each field. */
function countsOf(text: ToolText): { counts: Map<string, number>; lengths: number[] } {
  const counts = new Map<string, number>();
  const lengths: number[] = [];
  let shift = 0;
  for (const { words: field, bits } of FIELDS) {
    const value = text[field];
    const words = wordsOf(typeof value === 'string' ? value : value.join(' '), MOST_WORDS);
    lengths.push(words.length);
    const one = 1 << shift;
    const most = 2 ** bits - 1;
    for (const word of words) {
      const before = counts.get(word) ?? 0;
      if (((before >>> shift) & most) < most) counts.set(word, before + one);
    }
    shift += bits;
  }
  return { counts, lengths };
}

function byScoreThenName(a: Ranked<unknown>, b: Ranked<unknown>): number {
  return b.score - a.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
