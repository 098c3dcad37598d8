import { parseJsonBody } from '#libs/service-kit';

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));

describe('parseJsonBody', () => {
  it('parses JSON, brackets in strings included', () => {
    expect(parse(`{"a":[1,"${'['.repeat(500)}\\"]"]}`)).toEqual({ a: [1, `${'['.repeat(500)}"]`] });
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
    ['nesting that would exhaust the stack', '['.repeat(100_000), /nests deeper than 100/],
  ])('refuses %s', (_what, text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
