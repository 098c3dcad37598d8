import { takenNames } from './taken-names.js';

const stored: Record<string, string[]> = { a: ['old'], b: [] };
const inStore = (namespace: string, names: string[]): Promise<Set<string>> =>
  Promise.resolve(new Set(names.filter((name) => stored[namespace]!.includes(name))));

describe('takenNames', () => {
  it('finds what is stored in one of the namespaces, and what an earlier element took', async () => {
    const elements = [
      { name: 'old', namespaces: ['a'] },
      { name: 'old', namespaces: ['b'] },
      { name: 'new', namespaces: ['a'] },
      { name: 'new', namespaces: ['b'] },
      { name: 'new', namespaces: ['b', 'a'] },
    ];
    expect(await takenNames(elements, inStore)).toEqual([0, 4]);
  });
});
