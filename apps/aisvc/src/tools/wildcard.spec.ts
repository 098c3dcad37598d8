import { compileWildcard } from './wildcard.js';

/** What a pattern means, said plainly: slow, and right. */
function means(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first, rest] = [pattern.slice(0, 1), pattern.slice(1)];
  if (first === '*') return means(rest, text) || (text !== '' && means(pattern, text.slice(1)));
  return text !== '' && (first === '?' || first === text[0]) && means(rest, text.slice(1));
}

function words(alphabet: string, maxLength: number): string[] {
  let last = [''];
  const all = [''];
  for (let length = 1; length <= maxLength; length++) {
    last = last.flatMap((word) => alphabet.split('').map((character) => word + character));
    all.push(...last);
  }
  return all;
}

describe('compileWildcard', () => {
  it('decides as the meaning of * and ? does, for every short pattern and text', () => {
    const texts = words('ab', 5);
    for (const pattern of words('ab*?', 5)) {
      const matches = compileWildcard(pattern);
      const wrong = texts.filter((text) => matches(text) !== means(pattern, text));
      expect([pattern, wrong]).toEqual([pattern, []]);
    }
  });

  it('finds parts that are longer than a word of the processor', () => {
    const part = 'abcdefghij'.repeat(9);
    for (const position of [0, 31, 32, 33, 63, 64, 89]) {
      const pattern = `*${part.slice(0, position)}?${part.slice(position + 1)}*`;
      const matches = compileWildcard(pattern);
      expect(matches(`xx${part}xx`)).toBe(true);
      expect(matches(`xx${part.slice(0, position)}_${part.slice(position + 1)}xx`)).toBe(true);
      expect(matches(`xx${part.slice(0, 45)}!${part.slice(46)}xx`)).toBe(position === 45);
    }
  });

  it.each(['a*'.repeat(49) + 'b', `*${'a'.repeat(97)}b*`, `*${'a'.repeat(48)}?${'a'.repeat(48)}b*`])(
    'goes through a long text once: %s',
    (pattern) => {
      expect(compileWildcard(pattern)('a'.repeat(10_000_000))).toBe(false);
    },
  );
});
