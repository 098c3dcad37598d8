import { document, imported, operationOf, propertiesOf, query } from './testing/documents.js';

describe('what a model reads', () => {
  it('is summary and description without marks, and which request it is', () => {
    const { operation } = operationOf({
      summary: 'All pets',
      description: '<p>Lists <b>all</b>.</p>',
      tags: ['Pets & more', '!'],
      deprecated: true,
    });
    expect(operation).toMatchObject({
      title: 'All pets',
      description: 'Deprecated.\nAll pets\nLists all.\n(GET /x of Shop)',
      tags: ['Pets-more'],
    });
  });

  it('is what people see', () => {
    const hidden = 'a\u0000\u0007\u001b[1m\u202eb\u200b\u{e0049}\u{e0047}\ufeff\r\nc\u2028d 👩‍👩‍👧 \ud800';
    const parameters = [
      query('q', { type: 'string', enum: ['a', 'b\u{e0049}'], default: '\u202ed', example: 'e\u200b' }, {}),
      query('p', { type: 'object', properties: { 'a\u202e': {}, b: {} }, additionalProperties: false }),
    ];
    const info = { title: hidden, version: hidden };
    const { operation } = operationOf({ summary: hidden, description: hidden, parameters }, { info });
    const seen = 'a[1mb\nc\nd 👩‍👩‍👧 \ufffd';
    expect(operation).toMatchObject({ title: seen, description: `${seen}\n(GET /x of ${seen})` });
    expect(propertiesOf(operation)).toEqual({
      q: { type: 'string', description: 'Default: d.' },
      p: { type: 'object', properties: { b: {} } },
    });
    expect(imported(document({ '/x': { get: {} } }, { info }))).toMatchObject({ title: seen, apiVersion: seen });
  });

  it('is cut at a word', () => {
    const { operation } = operationOf({ description: 'word '.repeat(1_000) });
    expect(operation.description).toMatch(/word…\n\(GET \/x of Shop\)$/);
    expect(operation.description.length).toBeLessThan(1_100);
  });
});
