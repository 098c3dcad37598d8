import type { JsonValue } from '#libs/contracts';
import type { GuardedResponse } from '#libs/guarded-fetch';
import { toCallResult } from '#libs/mcp';
import { apiAnswer } from './api-answer.js';

const answer = (type: string, body: string | Buffer, fields: Partial<GuardedResponse> = {}): JsonValue =>
  apiAnswer(
    {
      url: 'https://a.test/x',
      redirected: false,
      status: 200,
      statusText: 'OK',
      headers: type === '' ? [] : [['content-type', type]],
      body: Buffer.from(body),
      ...fields,
    },
    'GET /x',
  );
const text = (value: string) => ({ type: 'text', text: value });

describe('an answer of an API', () => {
  it.each<[string, string, JsonValue]>([
    ['application/json', '{"a":[1]}', { a: [1] }],
    ['application/problem+json; charset=utf-8', '[1]', [1]],
    ['', '{"a":1}', { a: 1 }],
    ['application/json', 'no json', 'no json'],
    ['application/json', '{"a":{"__proto__":{"b":1},"c":2}}', { a: { c: 2 } }],
    ['text/html', '<p>', '<p>'],
    ['image/svg+xml', '<svg/>', '<svg/>'],
    ['text/plain', '', '200 OK'],
    ['application/json', '\ufeff{"a":1}', { a: 1 }],
    [
      'application/json',
      '{"id":9007199254740993,"ids":[-12345678901234567890,9007199254740991],"price":0.12345678901234567}',
      {
        id: '9007199254740993',
        ids: ['-12345678901234567890', 9_007_199_254_740_991],
        price: 0.123_456_789_012_345_67,
      },
    ],
    ['application/json', '{"id":9007199254740993', '{"id":9007199254740993'],
  ])('of the type "%s" is data: %s', (type, body, value) => {
    expect(answer(type, body)).toEqual(value);
  });

  it('is read in the charset that its type says', () => {
    expect(answer('text/html; charset=ISO-8859-1', Buffer.from('\u00e4', 'latin1'))).toBe('\u00e4');
    expect(answer('application/json;charset="windows-1251"', Buffer.from([0x22, 0xdf, 0x22]))).toBe('\u042f');
    const bytes = { blob: '/w==', mimeType: 'text/plain', uri: expect.any(String) };
    for (const charset of ['', '; charset=utf-8', '; charset=utf-16', '; charset=iso-8859-99']) {
      const result = answer(`text/plain${charset}`, Buffer.from([0xff]));
      expect(result).toEqual({ content: [{ type: 'resource', resource: bytes }] });
    }
  });

  it('that nests too deep to be passed on is text', () => {
    const deep = '['.repeat(50_000) + '9007199254740993' + ']'.repeat(50_000);
    expect(answer('application/json', deep)).toBe(deep);
  });

  it.each<[string, Buffer, object]>([
    ['image/png', Buffer.from([0x89, 0xff]), { type: 'image', data: 'if8=', mimeType: 'image/png' }],
    ['audio/ogg', Buffer.from('o'), { type: 'audio', data: 'bw==', mimeType: 'audio/ogg' }],
    [
      'application/pdf',
      Buffer.from([0x89, 0xff]),
      { type: 'resource', resource: { uri: 'https://a.test/x', blob: 'if8=', mimeType: 'application/pdf' } },
    ],
  ])('of the type %s is content that clients take', (type, body, block) => {
    const result = answer(type, body);
    expect(result).toEqual({ content: [block] });
    expect(toCallResult(result)).toEqual({ content: [block] });
  });

  it.each<JsonValue>([{ content: [{ id: 1 }] }, { content: [text('a')], isError: true }, {}, { _meta: {} }])(
    'that looks like content of MCP is data all the same: %j',
    (data) => {
      const result = toCallResult(answer('application/json', JSON.stringify(data)));
      expect(result).toEqual({ content: [text(JSON.stringify(data))], structuredContent: data });
    },
  );

  it('says how to go on before the data', () => {
    const headers: [string, string][] = [
      ['link', '<b>; rel="next"'],
      ['content-type', 'application/json'],
      ['x-total-count', '7'],
    ];
    expect(answer('', '{"a":1}', { headers })).toEqual({
      content: [text('link: <b>; rel="next"'), text('x-total-count: 7'), text('{"a":1}')],
      structuredContent: { a: 1 },
    });
  });

  it('that is no success is an error, with the beginning of what was said', () => {
    const failed = (body: string | Buffer): JsonValue =>
      answer('application/json', body, {
        status: 429,
        statusText: 'Too Many Requests',
        headers: [['retry-after', '5']],
      });
    expect(() => failed('{"e":1}')).toThrow('GET /x answered 429 Too Many Requests: {"e":1}\nretry-after: 5');
    expect(() => failed(Buffer.from([0xff]))).toThrow('GET /x answered 429 Too Many Requests.');
    expect(() => failed('x'.repeat(3_000))).toThrow(/: x{2000} \[cut\]\n/);
  });
});
