import type { FetchRequest } from '#libs/contracts';
import { withSecret, withSecrets } from './api-secret.js';

const request = (fields: Partial<FetchRequest> = {}): FetchRequest => ({
  url: 'https://a.test/x',
  method: 'GET',
  headers: [['accept', '*/*']],
  redirect: 'follow',
  ...fields,
});

describe('the secret of a service', () => {
  it('is a header that goes to no other origin, in the place of one that is there', () => {
    const headers: FetchRequest['headers'] = [['x-key', 'mine']];
    expect(withSecret(request({ headers }), { secretName: 'A', in: 'header', name: 'X-Key' }, 'v')).toEqual({
      request: request({ headers: [['X-Key', 'v']] }),
      confidentialHeaders: ['X-Key'],
      confidential: ['v'],
    });
  });

  it.each([
    ['Bearer', 'a:b', 'Bearer a:b'],
    ['Basic', 'a:b', `Basic ${Buffer.from('a:b').toString('base64')}`],
    ['basic', 'YTpi', 'basic YTpi'],
  ])('follows the word %s', (scheme, value, sent) => {
    const { request: filled } = withSecret(
      request(),
      { secretName: 'A', in: 'header', name: 'Authorization', scheme },
      value,
    );
    expect(filled.headers).toContainEqual(['Authorization', sent]);
  });

  it.each([
    ['v=1', 'key=v=1'],
    ['v; w', 'key=v%3B%20w'],
  ])('is a cookie beside others: %s', (value, cookie) => {
    const headers: FetchRequest['headers'] = [
      ['cookie', 'a=b'],
      ['x-own', 'c'],
    ];
    expect(withSecret(request({ headers }), { secretName: 'A', in: 'cookie', name: 'key' }, value)).toEqual({
      request: request({
        headers: [
          ['x-own', 'c'],
          ['cookie', `a=b; ${cookie}`],
        ],
      }),
      confidentialHeaders: ['cookie'],
      confidential: [value],
    });
  });

  it.each([
    ['https://a.test/x', 'https://a.test/x?k%5B%5D=v%26%3D%23'],
    ['https://a.test/x?a=b', 'https://a.test/x?a=b&k%5B%5D=v%26%3D%23'],
  ])('stands in the query of %s', (url, filled) => {
    const filledRequest = withSecret(request({ url }), { secretName: 'A', in: 'query', name: 'k[]' }, 'v&=#');
    expect(filledRequest).toEqual({
      request: request({ url: filled }),
      confidentialHeaders: [],
      confidential: ['v&=#'],
    });
  });

  it('is put in with others, and missed by its name', () => {
    const secrets: Parameters<typeof withSecrets>[1] = [
      { secretName: 'A', in: 'query', name: 'a' },
      { secretName: 'B', in: 'query', name: 'b' },
      { secretName: 'A', in: 'cookie', name: 'c' },
    ];
    const values = new Map([
      ['A', 'one'],
      ['B', 'two'],
    ]);
    expect(withSecrets(request(), secrets, values)).toMatchObject({
      request: { url: 'https://a.test/x?a=one&b=two' },
      confidentialHeaders: ['cookie'],
      confidential: [
        { value: 'one', mark: '[secret A]' },
        { value: 'two', mark: '[secret B]' },
        { value: 'one', mark: '[secret A]' },
      ],
    });
    expect(() => withSecrets(request(), secrets, new Map([['A', 'one']]))).toThrow('There is no secret "B"');
  });
});
