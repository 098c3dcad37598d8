import { changed, differenceOf, findByName, merged } from './by-name.js';

interface Thing {
  _name: string;
}
/** A thing for each letter. */
const things = (letters: string): Thing[] => Array.from(letters, (_name) => ({ _name }));
const namesOf = (list: readonly Thing[]): string => list.map(({ _name }) => _name).join('');

describe('lists that are ordered by name', () => {
  it.each(['', 'a', 'ab', 'ace', 'abcdefghij'])('finds every name of %j, and no other', (names) => {
    const list = things(names);
    for (const name of '_abcdefghijk') expect(findByName(list, name)).toBe(list.find(({ _name }) => _name === name));
  });

  it.each([
    ['', '', ''],
    ['ab', '', 'ab'],
    ['', 'ab', 'ab'],
    ['bd', 'ace', 'abcde'],
    ['ab', 'cd', 'abcd'],
    ['cd', 'ab', 'abcd'],
  ])('merges %j and %j', (one, other, all) => {
    expect(namesOf(merged(things(one), things(other)))).toBe(all);
  });

  it('knows what made one list of another, and makes it so', () => {
    const all = things('abcdefgh');
    for (let round = 0; round < 500; round++) {
      const some = (seed: number): Thing[] =>
        all
          .filter((_, index) => ((round * seed) >> index) % 3 !== 1)
          .map((thing, index) => ((round + seed + index) % 7 === 0 ? { ...thing } : thing));
      const [before, after] = [some(37), some(101)];
      const difference = differenceOf(before, after);
      expect(difference.removed).toEqual(before.filter((thing) => !after.includes(thing)));
      expect(difference.added).toEqual(after.filter((thing) => !before.includes(thing)));
      const made = changed(before, difference);
      expect(made).toHaveLength(after.length);
      expect(made.every((thing, index) => thing === after[index])).toBe(true);
    }
  });

  it('leaves a list as it is when nothing of it changes', () => {
    const list = things('ab');
    expect(changed(list, { removed: things('ac'), added: [] })).toBe(list);
    expect(changed(list, { removed: [], added: [] })).toBe(list);
  });
});
