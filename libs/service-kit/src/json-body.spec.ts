import { parseJsonBody } from '#libs/service-kit';

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));

describe('parseJsonBody', () => {
  it('parses JSON, brackets in strings included', () => {
    expect(parse(`{"a":[1,"${'['.repeat(500)}\\"]"]}`)).toEqual({ a: [1, `${'['.repeat(500)}"]`] });
  });

  it('takes numbers that come back as they were sent', () => {
    const numbers = [
      0,
      -1.5,
      1e300,
      123456789.123456,
      Number.MAX_SAFE_INTEGER,
      2 ** 60,
      1e20,
      5e-324,
      Number.MAX_VALUE,
    ];
    expect(parse(JSON.stringify(numbers))).toEqual(numbers);
    expect(parse('["12345678901234567890", 0.12345678901234567890]')).toEqual([
      '12345678901234567890',
      0.12345678901234568,
    ]);
  });

  it('takes constructor as a name, but not as a way to a prototype', () => {
    expect(parse('{"constructor":"Bosch"}')).toEqual({ constructor: 'Bosch' });
    expect(() => parse('{"a":[{"constructor":{"prototype":{}}}]}')).toThrow(/constructor\.prototype/);
  });

  it.each([
    ['text that ends too early', '[{"_name":', /not valid JSON/],
    ['nothing but a word', 'hello', /not valid JSON/],
    ['a key __proto__ at any depth', '[{"a":{"__proto__":{"x":1}}}]', /__proto__/],
    ['an escaped key __proto__', '{"\\u005f_proto__":{}}', /__proto__/],
    ['a key with a null character', '[{"a\\u0000b":1}]', /null character/],
    ['the key _bsontype at any depth', '[{"a":[{"_bsontype":"ObjectId"}]}]', /_bsontype/],
    ['a number without end', '[1e400]', /The number 1e400 cannot be kept/],
    ['a whole number that would be rounded', '{"a":-12345678901234567890}', /The number -12345678901234567890 /],
    ['a number of very many digits', `[${'9'.repeat(1_000)}]`, /The number 9{40}… /],
    ['nesting that would exhaust the stack', '['.repeat(100_000), /nests deeper than 100/],
  ])('refuses %s', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
