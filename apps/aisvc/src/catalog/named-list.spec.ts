import { byName, NamedList } from './named-list.js';

interface Thing {
  _name: string;
}
/** A thing for each letter. */
const things = (letters: string): Thing[] => Array.from(letters, (_name) => ({ _name }));
const listOf = (letters: string): NamedList<Thing> => NamedList.of(things(letters));
const namesOf = (list: Iterable<Thing>): string => Array.from(list, ({ _name }) => _name).join('');

/** The same numbers in every run. */
function* numbers(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (state * 48_271) % 0x7f_ff_ff_ff;
    yield state;
  }
}

describe('lists that are ordered by name', () => {
  it.each(['', 'a', 'ab', 'ace', 'abcdefghij'])('finds every name of %j, and no other', (names) => {
    const list = listOf(names);
    for (const name of '_abcdefghijk') {
      expect(list.find(name)).toBe([...list].find(({ _name }) => _name === name));
    }
  });

  it.each([
    ['', '', ''],
    ['ab', '', 'ab'],
    ['', 'ab', 'ab'],
    ['bd', 'ace', 'abcde'],
    ['ab', 'cd', 'abcd'],
    ['cd', 'ab', 'abcd'],
  ])('adds to %j what it lacks of %j', (one, other, all) => {
    expect(namesOf(listOf(one).changed({ removed: [], added: things(other) }))).toBe(all);
  });

  it('knows what made one list of another, and makes it so, however large they are', () => {
    const random = numbers();
    const all = Array.from({ length: 3_000 }, (_, index) => ({ _name: String(index).padStart(4, '0') }));
    for (const rarity of [2, 5, 50, 1_500]) {
      let before = NamedList.of(all.filter(() => random.next().value % 3 !== 0));
      for (let round = 0; round < 12; round++) {
        const now = new Map(Array.from(before, (one) => [one._name, one]));
        for (const { _name } of all) {
          if (random.next().value % rarity !== 0) continue;
          if (!now.delete(_name) || random.next().value % 3 === 0) now.set(_name, { _name });
        }
        const after = NamedList.of([...now.values()].sort(byName));
        const difference = before.differenceTo(after);
        const [old, kept] = [new Set(before), new Set(after)];
        expect(difference.removed).toEqual([...before].filter((one) => !kept.has(one)));
        expect(difference.added).toEqual([...after].filter((one) => !old.has(one)));
        const made = before.changed(difference);
        expect(made.length).toBe(after.length);
        expect([...made].every((one, index) => one === after.slice(index, index + 1)[0])).toBe(true);
        expect(made.differenceTo(after)).toEqual({ removed: [], added: [] });
        expect(before.differenceTo(made)).toEqual(difference);
        before = made;
      }
    }
  });

  it('shares with the list that it was made of all but what is near a change', () => {
    const all = Array.from({ length: 10_000 }, (_, index) => ({ _name: String(index).padStart(5, '0') }));
    const before = NamedList.of(all);
    const one = all[5_000]!;
    const after = before.changed({ removed: [one], added: [{ ...one }] });
    expect(after.parts.filter((part) => !before.parts.includes(part))).toHaveLength(1);
    expect(before.differenceTo(after).removed).toEqual([one]);
  });

  it('stays in few parts when much is taken away and put in', () => {
    const all = Array.from({ length: 10_000 }, (_, index) => ({ _name: String(index).padStart(5, '0') }));
    let list = NamedList.of(all);
    for (const one of all) if (Number(one._name) % 100 !== 0) list = list.changed({ removed: [one], added: [] });
    expect(namesOf(list)).toBe(
      all
        .filter((_, index) => index % 100 === 0)
        .map(({ _name }) => _name)
        .join(''),
    );
    expect(list.parts.length).toBeLessThan(5);
    for (const one of all) if (Number(one._name) % 100 !== 0) list = list.changed({ removed: [], added: [one] });
    expect([...list]).toEqual(all);
    expect(list.parts.length).toBeLessThan(100);
  });

  it('leaves a list as it is when nothing of it changes', () => {
    const list = listOf('ab');
    expect(list.changed({ removed: things('ac'), added: [] })).toBe(list);
    expect(list.changed({ removed: [], added: [] })).toBe(list);
  });

  it('has those of which something holds, and is the same list when it holds of all', async () => {
    const list = listOf('abcdef');
    expect(namesOf(await list.filter(({ _name }) => _name > 'c'))).toBe('def');
    expect(await list.filter(() => true)).toBe(list);
    expect((await list.filter(() => false)).length).toBe(0);
  });

  it('has what stands between two places', () => {
    const all = Array.from({ length: 1_000 }, (_, index) => ({ _name: String(index).padStart(4, '0') }));
    const list = NamedList.of(all);
    for (const [start, end] of [
      [0, 0],
      [0, 1],
      [250, 260],
      [255, 257],
      [0, 2_000],
      [990, 1_010],
      [1_000, 1_010],
    ]) {
      expect(list.slice(start!, end!)).toEqual(all.slice(start, end));
    }
  });
});
