import { takenNameProblems } from './taken-names.js';

const present: Record<string, string[]> = { a: ['old'], b: [] };
const stored = (namespace: string, names: string[]): Promise<Set<string>> =>
  Promise.resolve(new Set(names.filter((name) => present[namespace]!.includes(name))));

describe('takenNameProblems', () => {
  it('finds what is stored in one of the namespaces, and what an earlier element took', async () => {
    const elements = [
      { _name: 'old', _namespaces: ['a'] },
      { _name: 'old', _namespaces: ['b'] },
      { _name: 'new', _namespaces: ['a'] },
      { _name: 'new', _namespaces: ['b'] },
      { _name: 'new', _namespaces: ['b', 'a'] },
    ];
    const message = (name: string): string => `${name} is taken`;
    expect(await takenNameProblems(elements, { field: '_name', message, stored })).toEqual([
      { path: '[0]._name', message: 'old is taken' },
      { path: '[4]._name', message: 'new is taken' },
    ]);
  });
});
