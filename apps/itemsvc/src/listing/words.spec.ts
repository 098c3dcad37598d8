import { holdsWords, wordsOf } from './words.js';

const record = { name: 'Großer Saal', tags: ['Erdgeschoss', { de: 'Küche' }], floor: 0, open: true, none: null };

describe('words', () => {
  it('of a text come once each, in one case and one encoding', () => {
    expect(wordsOf('  Saal\tsaal KÜCHE ku\u0308che  ﬁn')).toEqual(['saal', 'küche', 'fin']);
    expect(wordsOf(' \n ')).toEqual([]);
  });

  it.each(['SAAL', 'großer', 'geschoss', 'küche', 'KU\u0308CHE', 'saal küche erd'])(
    'are found anywhere in the texts: %s',
    (text) => {
      expect(holdsWords(record, wordsOf(text))).toBe(true);
    },
  );

  it.each(['keller', 'saal keller', 'name', 'true', '0', 'null', '.*'])('are not found elsewhere: %s', (text) => {
    expect(holdsWords(record, wordsOf(text))).toBe(false);
  });

  it('are looked for in a value of any depth', () => {
    let deep: object = { text: 'ground' };
    for (let depth = 0; depth < 50_000; depth++) deep = { deep };
    expect(holdsWords(deep as never, ['ground'])).toBe(true);
  });
});
