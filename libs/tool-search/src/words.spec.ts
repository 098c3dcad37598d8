import { wordsOf } from './words.js';

describe('wordsOf', () => {
  it.each([
    ['getFile_IafFileSvc', ['get', 'file', 'iaf', 'file', 'svc', 'getfileiaffilesvc']],
    ['create-invoice', ['create', 'invoice', 'createinvoice']],
    ['HTTPServer', ['http', 'server', 'httpserver']],
    ['OAuth2Token', ['o', 'auth', '2', 'token', 'oauth2token']],
    ['find__0999', ['find', '0999', 'find0999']],
    ['SCREAMING_CASE', ['screaming', 'case', 'screamingcase']],
    ['Adds tax to a net price.', ['add', 'tax', 'to', 'a', 'net', 'price']],
    ['finance:invoice a/b', ['finance', 'invoice', 'a', 'b']],
    ['Prüft Lösungen für ÉCOLES', ['pruft', 'losungen', 'fur', 'ecole']],
    ['счётФактура', ['счет', 'фактура', 'счетфактура']],
    ['請求書を作成', ['請', '求', '書', 'を', '作', '成']],
    ['PDF請求', ['pdf', '請', '求']],
    ['', []],
    ['_-_ … !', []],
  ])('%j is %j', (text, words) => {
    expect(wordsOf(text, 100)).toEqual(words);
  });

  it.each([
    ['files', 'file'],
    ['queries', 'query'],
    ['cookies', 'cooky'],
    ['cookie', 'cooky'],
    ['addresses', 'address'],
    ['statuses', 'status'],
    ['boxes', 'box'],
    ['batches', 'batch'],
    ['caches', 'cach'],
    ['cache', 'cach'],
    ['sizes', 'siz'],
    ['size', 'siz'],
    ['employees', 'employee'],
    ['ties', 'tie'],
    ['uses', 'use'],
    ['address', 'address'],
    ['status', 'status'],
    ['gas', 'gas'],
    ['shoes', 'shoe'],
  ])('of %s the word is %s', (plural, word) => {
    expect(wordsOf(plural, 1)).toEqual([word]);
  });

  it('takes the first words, and cuts long ones', () => {
    expect(wordsOf('a b c d', 2)).toEqual(['a', 'b']);
    expect(wordsOf('aB', 2)).toEqual(['a', 'b']);
    expect(wordsOf('x'.repeat(1_000), 5)).toEqual(['x'.repeat(64)]);
    expect(wordsOf('é'.repeat(1_000), 5)).toEqual(['e'.repeat(64)]);
  });

  it('reads long texts of every kind in a moment', () => {
    for (const text of ['a_', '_-', 'aA', 'A', '1a', 'É', '́', '一', 'aÀ'])
      expect(wordsOf(text.repeat(50_000), 255).length).toBeLessThanOrEqual(255);
  });
});
