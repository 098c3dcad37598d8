import { editDistance } from './edit-distance.js';

/** Optimal string alignment as it is defined. */
function defined(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const [restA, restB] = [a.slice(0, -1), b.slice(0, -1)];
  const last = a.at(-1) === b.at(-1) ? 0 : 1;
  const ways = [defined(restA, restB) + last, defined(restA, b) + 1, defined(a, restB) + 1];
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  if (swapped) ways.push(defined(a.slice(0, -2), b.slice(0, -2)) + 1);
  return Math.min(...ways);
}

describe('editDistance', () => {
  it.each([
    ['invoice', 'invoice', 0],
    ['invoice', 'invioce', 1],
    ['invoice', 'invice', 1],
    ['invoice', 'invoices', 1],
    ['invoice', 'envoyce', 2],
    ['invoice', 'customer', 3],
    ['', 'ab', 2],
  ])('from %s to %s it is %i', (a, b, edits) => {
    expect(editDistance(a, b, 2)).toBe(edits);
    expect(editDistance(b, a, 2)).toBe(edits);
  });

  it('is what its definition says', () => {
    const words = Array.from({ length: 3 ** 5 }, (_, number) => number.toString(3).replace(/0+$/, ''));
    for (let index = 0; index < 600; index++) {
      const a = words[(index * 7) % words.length]!;
      const b = words[(index * 31 + 5) % words.length]!;
      for (const most of [1, 2])
        expect([a, b, editDistance(a, b, most)]).toEqual([a, b, Math.min(most + 1, defined(a, b))]);
    }
  });

  it('holds for the longest words', () => {
    expect(editDistance('x'.repeat(64), `${'x'.repeat(62)}yx`, 2)).toBe(1);
    expect(editDistance('x'.repeat(64), 'x'.repeat(62), 2)).toBe(2);
  });
});
