import { parseDocumentText } from './document-text.js';

const refused = (message: RegExp) =>
  expect.objectContaining({ path: '_document', message: expect.stringMatching(message) });

describe('the text of a document', () => {
  it.each([
    ['{"openapi":"3.1.0"}', { openapi: '3.1.0' }],
    ['{ openapi: 3.1.0, 200: [yes, ~, 0x10, 2026-01-01] }', { openapi: '3.1.0', 200: ['yes', null, 16, '2026-01-01'] }],
    ['a: &x { b: 1 }\nc: *x\n', { a: { b: 1 }, c: { b: 1 } }],
    ['a: &x { b: 1 }\nc: { <<: *x, d: 2 }\n', { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ])('is JSON or YAML: %s', (text, value) => {
    expect(parseDocumentText(text)).toEqual(value);
  });

  it.each([
    ['[]', /must be an OpenAPI document/],
    ['', /must be an OpenAPI document/],
    ['{"a": 1', /neither JSON nor YAML: line 1, column \d+/],
    ['a: 1\n\tb: 2', /neither JSON nor YAML: line 2/],
    ['{"__proto__": {"a": 1}}', /"__proto__" is not allowed/],
    ['__proto__: { a: 1 }', /"__proto__" is not allowed/],
    [`{"a":${'['.repeat(300)}${']'.repeat(300)}}`, /nests deeper than 200 levels/],
    [`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`, /nests/],
    [`a: ${'['.repeat(20_000)}`, /nests|neither/],
    [`a: &a [*a]`, /cannot be read|nests deeper/],
    [`"${'x'.repeat(9 * 1024 * 1024)}"`, /has \d+ bytes; at most 8388608/],
  ])('is refused when it is hostile: %.40s', (text, message) => {
    expect(() => parseDocumentText(text)).toThrow(refused(message));
  });

  it('does not grow by aliases of aliases', () => {
    const laughs = Array.from(
      { length: 12 },
      (_, at) => `l${at + 1}: &l${at + 1} [${Array(12).fill(`*l${at}`).join()}]`,
    );
    expect(() => parseDocumentText(`l0: &l0 lol\n${laughs.join('\n')}`)).toThrow(refused(/alias|more than/));
  });

  it('has no objects of tags', () => {
    expect(parseDocumentText('a: !!js/function "x"\nb: !!binary aGk=\nc: !!set { d }')).toMatchObject({
      a: 'x',
      b: 'aGk=',
    });
  });
});
