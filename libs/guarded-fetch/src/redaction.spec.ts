import { FetchError, Redaction } from '#libs/guarded-fetch';

const VALUE = 'tok/en+1"2&3 <4>\\';
const redaction = new Redaction([
  { value: VALUE, mark: '[secret A]' },
  { value: 'PlainToken', mark: '[secret B]' },
]);

describe('a redaction', () => {
  it.each([
    ['as it is', VALUE],
    ['as JSON', JSON.stringify({ a: VALUE })],
    ['as JSON with slashes escaped', JSON.stringify({ a: VALUE }).replaceAll('/', '\\/')],
    ['percent-encoded', encodeURIComponent(VALUE)],
    ['percent-encoded in lower case', encodeURIComponent(VALUE).replace(/%../g, (code) => code.toLowerCase())],
    ['as a form', new URLSearchParams({ a: VALUE }).toString()],
    [
      'as HTML',
      VALUE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    ],
    ['as hexadecimal digits', Buffer.from(VALUE).toString('hex')],
    ['as Base64', Buffer.from(VALUE).toString('base64')],
    ['as Base64 behind a name', Buffer.from(`user:${VALUE}`).toString('base64')],
    ['as Base64 behind another name', Buffer.from(`users:${VALUE}`).toString('base64')],
    ['as Base64 of a URL within JSON', Buffer.from(`{"a":"${VALUE}x"}`).toString('base64url')],
    ['in lower case', VALUE.toLowerCase()],
    ['in UTF-16', Buffer.from(VALUE, 'utf16le').toString()],
  ])('takes a value out %s', (_how, text) => {
    for (const found of [redaction.text(`<${text}>`), redaction.bytes(Buffer.from(`<${text}>`)).toString()]) {
      expect(found).toContain('[secret A]');
      expect(found.length).toBeLessThan(text.length + 20);
      expect(redaction.text(found)).toBe(found);
    }
  });

  it('takes out every occurrence of every value, and nothing else', () => {
    expect(redaction.text(`PlainToken, ${VALUE}; PlainToken PlainTok`)).toBe(
      '[secret B], [secret A]; [secret B] PlainTok',
    );
    const binary = Buffer.from([0, 255, 254, 128, 10]);
    expect(redaction.bytes(binary)).toEqual(binary);
    expect(redaction.bytes(Buffer.concat([binary, Buffer.from('PlainToken'), binary]))).toEqual(
      Buffer.concat([binary, Buffer.from('[secret B]'), binary]),
    );
  });

  it.each(['', 'Basic '])('takes out what "%sBase64" of basic authentication holds', (scheme) => {
    const encoded = Buffer.from('ada:pass wörd').toString('base64');
    const basic = new Redaction([{ value: `${scheme}${encoded}`, mark: '[secret A]' }]);
    for (const text of [`${scheme}${encoded}`, 'ada:pass wörd', 'pass wörd', encodeURIComponent('pass wörd')]) {
      expect(basic.text(`<${text}>`)).toBe('<[secret A]>');
    }
    expect(basic.text(Buffer.from('{"password":"pass wörd"}').toString('base64'))).toContain('[secret A]');
    expect(basic.text('ada, pass')).toBe('ada, pass');
  });

  it('takes no other value for Base64', () => {
    const short = new Redaction([{ value: Buffer.from('a:secret').toString('base64'), mark: '[secret A]' }]);
    expect(short.text('a:secret secret')).toBe('[secret A] secret');
    const token = new Redaction([{ value: '0123456789abcdef', mark: '[secret B]' }]);
    expect(token.text('0123456789abcdef 01234567')).toBe('[secret B] 01234567');
  });

  it('does not look for values in marks', () => {
    const chained = new Redaction([
      { value: 'zzzzzzzz', mark: '[secret AAAAAAAA]' },
      { value: 'AAAAAAAA', mark: '[secret BBBBBBBB]' },
      { value: 'BBBBBBBB', mark: '[secret AAAAAAAA]' },
    ]);
    expect(chained.text('zzzzzzzz AAAAAAAA BBBBBBBB')).toBe('[secret AAAAAAAA] [secret BBBBBBBB] [secret AAAAAAAA]');
  });

  it('leaves nothing of values that overlap or lie within one another', () => {
    const overlapping = new Redaction([
      { value: 'one-and-two', mark: '[secret A]' },
      { value: 'two-and-three', mark: '[secret B]' },
      { value: 'three-and', mark: '[secret C]' },
      { value: 'one-and-two-and', mark: '[secret D]' },
    ]);
    expect(overlapping.text('<one-and-two-and-three-and-four> <one-and-two>')).toBe('<[secret D]-four> <[secret A]>');
    expect(overlapping.text('two-and-threeone-and-two')).toBe('[secret B][secret A]');
  });

  it('ends as soon as marks make a body too large', () => {
    const growing = new Redaction([{ value: 'zzzzzzzz', mark: `[secret ${'A'.repeat(64)}]` }]);
    const body = Buffer.alloc(4 * 1024 * 1024, 'z');
    expect(() => growing.bytes(body, body.length)).toThrow(expect.objectContaining({ code: 'ResponseTooLarge' }));
    expect(growing.bytes(Buffer.from('a zzzzzzzz b'), 77).toString()).toBe(`a [secret ${'A'.repeat(64)}] b`);
    expect(() => growing.bytes(Buffer.from('a zzzzzzzz b'), 76)).toThrow('is larger than 76 bytes');
  });

  it('reaches all of a response, and errors', () => {
    const response = redaction.response(
      {
        url: 'https://a.test/?t=PlainToken',
        redirected: true,
        status: 200,
        statusText: 'PlainToken',
        headers: [
          ['x-echo', 'Bearer PlainToken'],
          ['plaintoken', 'a'],
          ['x-other', 'b'],
        ],
        body: Buffer.from('PlainToken'),
      },
      100,
    );
    expect(JSON.stringify({ ...response, body: response.body.toString() })).not.toMatch(/plaintoken/i);
    expect(response.headers).toEqual([
      ['x-echo', 'Bearer [secret B]'],
      ['x-other', 'b'],
    ]);
    const error = redaction.error(new FetchError('Unreachable', 'There is no address for "plaintoken.a.test".'));
    expect(error).toMatchObject({ code: 'Unreachable', message: 'There is no address for "[secret B].a.test".' });
  });
});
