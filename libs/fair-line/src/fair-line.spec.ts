import { FairLine } from './fair-line.js';

interface Waiting {
  name: string;
}

/** A line in which the names of each namespace wait; `a1` is of the namespace `a`. */
function lineOf(names: string[], maxTurns?: number): FairLine<Waiting> {
  const line = new FairLine<Waiting>(maxTurns);
  for (const name of names) line.add(name.slice(0, 1), { name });
  return line;
}

/** Names in the order of their turns, each ended before the next. */
function oneByOne(line: FairLine<Waiting>): string[] {
  const names: string[] = [];
  for (let item = line.take(); item !== undefined; item = line.take()) {
    names.push(item.name);
    line.end(item.name.slice(0, 1));
  }
  return names;
}

const taken = (line: FairLine<Waiting>, count: number): (string | undefined)[] =>
  Array.from({ length: count }, () => line.take()?.name);

describe('FairLine', () => {
  it('gives namespaces their turns one after the other, and each its own in their order', () => {
    const line = lineOf(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']);
    expect(oneByOne(line)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4']);
  });

  it('gives the next turn to the namespace that has the fewest', () => {
    const line = lineOf(['a1', 'a2', 'a3', 'a4']);
    expect(taken(line, 3)).toEqual(['a1', 'a2', 'a3']);
    for (const name of ['b1', 'b2', 'b3', 'b4']) line.add('b', { name });
    expect(taken(line, 3)).toEqual(['b1', 'b2', 'b3']);
    // Long turns of `a` keep it at its share: what `b` ends goes to `b` again.
    line.end('b');
    expect(line.take()?.name).toBe('b4');
  });

  it('gives one namespace no more turns than its limit, and the others theirs', () => {
    const line = lineOf(['a1', 'a2', 'a3', 'b1'], 2);
    expect(taken(line, 4)).toEqual(['a1', 'b1', 'a2', undefined]);
    expect(line.takeAtOnce('a')).toBe(false);
    expect(line.takeAtOnce('b')).toBe(true);
    expect(line.next).toBeUndefined();
    line.end('a');
    expect(line.next?.name).toBe('a3');
  });

  it('passes over those that left, and counts who waits', () => {
    const line = new FairLine<Waiting>();
    const [first, second] = [{ name: 'a1' }, { name: 'a2' }];
    line.add('a', first);
    line.add('a', second);
    expect([line.size, line.waitingOf('a'), line.has('a', first)]).toEqual([2, 2, true]);
    expect(line.delete('a', first)).toBe(true);
    expect(line.delete('a', first)).toBe(false);
    expect([line.size, line.next]).toEqual([1, second]);
    line.addFirst('a', first);
    expect(oneByOne(line)).toEqual(['a1', 'a2']);
    expect([line.size, line.waitingOf('a'), line.turnsOf('a')]).toEqual([0, 0, 0]);
  });

  it('tells who came last to the longest line', () => {
    const line = lineOf(['a1', 'b1', 'b2', 'b3', 'a2']);
    expect(line.lastOfLongest(2)?.item.name).toBe('b3');
    expect(line.lastOfLongest(3)).toBeUndefined();
  });

  it('hands out all that wait when it is cleared', () => {
    const line = lineOf(['a1', 'b1', 'a2']);
    expect(line.clear().map(({ name }) => name)).toEqual(['a1', 'a2', 'b1']);
    expect([line.size, line.next]).toEqual([0, undefined]);
  });

  it('takes as long for the turns of a thousand namespaces as they are many', () => {
    const names = Array.from({ length: 100_000 }, (_, index) => String(index));
    const line = new FairLine<Waiting>(3);
    for (const name of names) line.add(`space_${String(Number(name) % 1_000)}`, { name });
    const first = taken(line, 1_000);
    expect(first).toEqual(names.slice(0, 1_000));
    expect(taken(line, 2_001).at(-1)).toBeUndefined();
    expect(line.size).toBe(97_000);
  });
});
