/**
 * Wildcards that strangers write: `*` stands for any text, `?` for one character. A pattern is cut at its stars, and
 * each part is looked for where the one before it ended, so that no pattern takes longer than the text is.
 */
export type Wildcard = (text: string) => boolean;

/** Finds a part in a text from a position on; -1 when it is not there. */
interface Part {
  length: number;
  find(text: string, from: number): number;
  isAt(text: string, position: number): boolean;
}

const WORD_BITS = 32;
const ANY = '?';

/** Compiles a pattern; a text matches it as a whole. Upper and lower case differ. */
export function compileWildcard(pattern: string): Wildcard {
  const [first = '', ...rest] = pattern.split('*');
  const head = partOf(first);
  const last = rest.pop();
  if (last === undefined) return (text) => text.length === head.length && head.isAt(text, 0);
  const tail = partOf(last);
  const middle = rest.filter((part) => part !== '').map(partOf);
  return (text) => {
    if (!head.isAt(text, 0)) return false;
    let position = head.length;
    for (const part of middle) {
      const found = part.find(text, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    const end = text.length - tail.length;
    return end >= position && tail.isAt(text, end);
  };
}

function partOf(part: string): Part {
  if (!part.includes(ANY)) {
    return {
      length: part.length,
      find: (text, from) => text.indexOf(part, from),
      isAt: (text, position) => text.startsWith(part, position),
    };
  }
  const masks = masksOf(part);
  return {
    length: part.length,
    find: (text, from) => findMasked(text, from, masks),
    isAt: (text, position) => {
      if (position + part.length > text.length) return false;
      for (let index = 0; index < part.length; index++) {
        if (part[index] !== ANY && part[index] !== text[position + index]) return false;
      }
      return true;
    },
  };
}

/** For each character the positions of the part at which it may stand, as bits. */
interface Masks {
  length: number;
  ofCharacter: ReadonlyMap<string, Uint32Array>;
  ofOthers: Uint32Array;
}

function masksOf(part: string): Masks {
  const words = Math.ceil(part.length / WORD_BITS);
  const positionsOf = (character: string): Uint32Array => {
    const bits = new Uint32Array(words);
    for (let index = 0; index < part.length; index++) {
      if (part[index] !== ANY && part[index] !== character) continue;
      const word = Math.floor(index / WORD_BITS);
      bits[word] = (bits[word] ?? 0) | (1 << (index % WORD_BITS));
    }
    return bits;
  };
  // Code units, as positions in a text are counted.
  const characters = new Set(part.split('').filter((character) => character !== ANY));
  return {
    length: part.length,
    ofCharacter: new Map([...characters].map((character) => [character, positionsOf(character)])),
    ofOthers: positionsOf(''),
  };
}

/** Shift-and: follows all places at which the part may have begun at once, one step for each character of the text. */
function findMasked(text: string, from: number, { length, ofCharacter, ofOthers }: Masks): number {
  const state = new Uint32Array(ofOthers.length);
  const lastWord = state.length - 1;
  const lastBit = 1 << ((length - 1) % WORD_BITS);
  for (let index = from; index < text.length; index++) {
    const mask = ofCharacter.get(text[index] ?? '') ?? ofOthers;
    let carry = 1;
    for (let word = 0; word <= lastWord; word++) {
      const bits = state[word] ?? 0;
      state[word] = ((bits << 1) | carry) & (mask[word] ?? 0);
      carry = bits >>> (WORD_BITS - 1);
    }
    if (((state[lastWord] ?? 0) & lastBit) !== 0) return index - length + 1;
  }
  return -1;
}
