import type { ScriptFunction } from '#libs/contracts';
import { tagsOf } from './tool-tags.js';

const declared = (tags: string[]): ScriptFunction => ({ name: 'f', parameters: [], async: false, tags, line: 1 });

describe('the tags of a tool that are in force', () => {
  it('are those that it was given, none among them, whatever its function says', () => {
    expect(tagsOf({ _tags: ['own'] }, declared(['of-function']))).toEqual(['own']);
    expect(tagsOf({ _tags: [] }, declared(['of-function']))).toEqual([]);
  });

  it('are those of its function when it was given none', () => {
    expect(tagsOf({}, declared(['files', 'Prüfung', 'a/b']))).toEqual(['files', 'Prüfung', 'a/b']);
    expect(tagsOf({}, declared([]))).toEqual([]);
    expect(tagsOf({}, undefined)).toEqual([]);
  });

  it('are never more than a tool could be given, nor others, whatever a comment holds', () => {
    expect(tagsOf({}, declared(['-x', 'good', '$nin', '{"$in":[]}', 'x'.repeat(51), 'a\u0000b']))).toEqual(['good']);
    const many = Array.from({ length: 100_000 }, (_, index) => `t${String(index)}`);
    expect(tagsOf({}, declared(many))).toEqual(many.slice(0, 20));
  });
});
