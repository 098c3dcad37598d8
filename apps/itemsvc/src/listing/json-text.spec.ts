import { parseJsonText } from './json-text.js';

describe('parseJsonText', () => {
  it.each(['{}', ' [1, -2.5e3, "a\\n\\u00e9\u007f", true, null, {"a": {}}] ', '"x"', '0'])('reads %s', (text) => {
    expect(parseJsonText(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it.each([
    ['', 'expected a value at position 0, where the text ends'],
    ['   ', 'expected a value at position 3, where the text ends'],
    ['{', 'expected a property name or "}" at position 1, where the text ends'],
    ['{a: 1}', 'expected a property name or "}" at position 1, found "a"'],
    ["{'a': 1}", 'expected a property name or "}" at position 1, found "\'"'],
    ['{"a" 1}', 'expected ":" at position 5, found "1"'],
    ['{"a": }', 'expected a value at position 6, found "}"'],
    ['{"a": 1', 'expected "," or "}" at position 7, where the text ends'],
    ['{"a": 1,}', 'expected a property name at position 8, found "}"'],
    ['{"a": 1]', 'expected "," or "}" at position 7, found "]"'],
    ['[1,]', 'expected a value at position 3, found "]"'],
    ['[1 2]', 'expected "," or "]" at position 3, found "2"'],
    ['[', 'expected a value or "]" at position 1, where the text ends'],
    ['{"a": {"b": []}} x', 'expected the end at position 17, found "x"'],
    ['01', 'expected the end at position 1, found "1"'],
    ['undefined', 'expected a value at position 0, found "u"'],
    ['💥', 'expected a value at position 0, found "💥"'],
    ['{"a": "b', 'the string at position 6 is not closed, or holds a character that must be escaped'],
    ['["a\nb"]', 'the string at position 1 is not closed, or holds a character that must be escaped'],
    ['["\\x"]', 'the string at position 1 is not closed, or holds a character that must be escaped'],
  ])('says where %j stops being JSON', (text, message) => {
    expect(parseJsonText(text)).toEqual({ ok: false, message: `is not JSON: ${message}` });
  });

  it('says so of a text that opens 100,000 arrays', () => {
    expect(parseJsonText('['.repeat(100_000))).toMatchObject({ ok: false });
  });
});
