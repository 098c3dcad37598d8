import type { FetchRequest } from '#libs/contracts';
import { filledHeaders, secretNames } from './secret-placeholders.js';

const request = (headers: FetchRequest['headers'], url = 'https://a.test/'): FetchRequest => ({
  url,
  method: 'GET',
  headers,
  redirect: 'follow',
});

describe('secrets in headers', () => {
  it('are found by their names, each once', () => {
    const headers: FetchRequest['headers'] = [
      ['authorization', 'Bearer {{secrets.A_1}}'],
      ['x-both', '{{ secrets.B }}:{{secrets.A_1}}'],
      ['x-other', '{{other.C}} {secrets.D} secrets.E'],
    ];
    expect(secretNames(request(headers))).toEqual(['A_1', 'B']);
    const values = new Map([
      ['A_1', 'a$&{{secrets.B}}'],
      ['B', 'b'],
    ]);
    expect(filledHeaders(headers, values)).toEqual({
      headers: [
        ['authorization', 'Bearer a$&{{secrets.B}}'],
        ['x-both', 'b:a$&{{secrets.B}}'],
        ['x-other', '{{other.C}} {secrets.D} secrets.E'],
      ],
      confidentialHeaders: ['authorization', 'x-both'],
    });
  });

  it.each(['a', 'Crm', '', '1A', 'A-B', '__proto__', 'A'.repeat(65)])('may not be named "%s"', (name) => {
    expect(() => secretNames(request([['x', `{{secrets.${name}}}`]]))).toThrow(/is not the name of a secret/);
  });

  it.each(['https://a.test/?key={{secrets.KEY}}', 'https://a.test/%7B%7Bsecrets.KEY%7d%7d'])(
    'have no place in the URL %s',
    (url) => {
      expect(() => secretNames(request([], url))).toThrow('The secret "KEY" stands in the URL');
    },
  );

  it('are twenty at most', () => {
    const names = Array.from({ length: 21 }, (_, index) => `{{secrets.S${index}}}`);
    expect(() => secretNames(request([['x', names.join('')]]))).toThrow(/at most 20/);
  });

  it('are found in little time, whatever the headers hold', () => {
    expect(secretNames(request([['x', '{{secrets.'.repeat(100_000)]]))).toEqual([]);
    for (const begun of ['{{', '{{secrets.']) {
      expect(secretNames(request([['x', begun + ' '.repeat(500_000)]]))).toEqual([]);
    }
  });
});
