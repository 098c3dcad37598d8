import { compileRegex, RegexRefusedError } from '#libs/linear-regex';

describe('compileRegex', () => {
  it('finds a match anywhere in the text', () => {
    expect(compileRegex('^get(Files|Items)_').test('getFiles_IafFileSvc')).toBe(true);
    expect(compileRegex('File$').test('getFiles')).toBe(false);
    expect(compileRegex('FILE', 'i').test('a file')).toBe(true);
  });

  it('answers a pattern that backtracks elsewhere', () => {
    expect(compileRegex('^(a+)+$').test(`${'a'.repeat(5_000)}b`)).toBe(false);
  });

  it.each(['(', '(?=a)', '(?<!a)b', '(a)\\1', 'a{2000}'])('refuses %s', (pattern) => {
    expect(() => compileRegex(pattern)).toThrow(RegexRefusedError);
  });

  it('refuses a pattern whose repeats would take long to compile', () => {
    expect(() => compileRegex('(?:a{980}){1000}')).toThrow(/repeats too much|linear time/);
    expect(() => compileRegex(`(?:${'a'.repeat(900)}){1000}`)).toThrow(/repeats too much/);
  });

  it('refuses a pattern of over 1,000 characters and an unknown flag', () => {
    expect(() => compileRegex('a'.repeat(1_001))).toThrow(/longer than 1000/);
    expect(() => compileRegex('a', 'g')).toThrow(/unknown flag "g"/);
  });
});
