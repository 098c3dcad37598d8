import { CallToolResultSchema } from '@modelcontextprotocol/core';
import { CallToolResultSchema as OldCallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import type { JsonValue } from '#libs/contracts';
import { errorResult, toCallResult } from '#libs/mcp';

const text = (value: string) => ({ type: 'text', text: value });

describe('toCallResult', () => {
  it.each<[JsonValue, object]>([
    ['plain', { content: [text('plain')] }],
    ['', { content: [text('')] }],
    [null, { content: [text('null')] }],
    [42, { content: [text('42')] }],
    [false, { content: [text('false')] }],
    [[1, 'a'], { content: [text('[1,"a"]')] }],
    [{ a: 1 }, { content: [text('{"a":1}')], structuredContent: { a: 1 } }],
    [{}, { content: [text('{}')], structuredContent: {} }],
  ])('gives %j as text, and an object as structured content', (value, expected) => {
    expect(toCallResult(value)).toEqual(expected);
  });

  const contents: JsonValue[] = [
    { content: [] },
    { content: [text('a')], isError: true },
    { content: [text('a')], structuredContent: { a: 1 }, _meta: { b: 2 } },
    {
      content: [
        { type: 'image', data: 'aGk=', mimeType: 'image/png', annotations: { audience: ['user'], priority: 1 } },
      ],
    },
    { content: [{ type: 'audio', data: '', mimeType: 'audio/wav', _meta: {} }] },
    { content: [{ type: 'resource', resource: { uri: 'a:b', text: 'x', mimeType: 'text/plain' } }] },
    { content: [{ type: 'resource', resource: { uri: 'a:b', blob: 'aGk=' } }] },
    { content: [{ type: 'resource_link', uri: 'a:b', name: 'b', size: 3, icons: [{ src: 'x' }] }] },
    { content: [{ ...text('a'), annotations: { lastModified: '2026-07-28T10:00:00Z' } }] },
  ];
  it.each(contents)('passes MCP content as it is: %j', (value) => {
    expect(toCallResult(value)).toEqual(value);
    expect(CallToolResultSchema.safeParse(value).success).toBe(true);
    expect(OldCallToolResultSchema.safeParse(value).success).toBe(true);
  });

  it('passes an image of several megabytes', () => {
    const value = { content: [{ type: 'image', data: 'QUJD'.repeat(2 ** 22), mimeType: 'image/png' }] };
    expect(toCallResult(value).isError).toBeUndefined();
  });

  it.each<[string, JsonValue]>([
    ['content[0] must be an object', { content: ['a'] }],
    ['content[0].type', { content: [{ type: 'video' }] }],
    ['content[0].type', { content: [{}] }],
    ['content[0].type', { content: [{ type: 'toString' }] }],
    ['content[1].text', { content: [text('a'), { type: 'text' }] }],
    ['content[0].data', { content: [{ type: 'image', data: 'not base64', mimeType: 'image/png' }] }],
    ['content[0].mimeType', { content: [{ type: 'image', data: 'aGk=' }] }],
    ['content[0].resource', { content: [{ type: 'resource' }] }],
    ['content[0].resource.uri', { content: [{ type: 'resource', resource: { text: 'x' } }] }],
    ['content[0].resource needs text or blob', { content: [{ type: 'resource', resource: { uri: 'a:b' } }] }],
    ['content[0].name', { content: [{ type: 'resource_link', uri: 'a:b' }] }],
    ['content[0].annotations', { content: [{ ...text('a'), annotations: { priority: 2 } }] }],
    ['structuredContent', { content: [], structuredContent: [] }],
    ['isError', { content: [], isError: 'yes' }],
    ['_meta', { content: [], _meta: 1 }],
  ])('makes an error that names %s of MCP content that is not valid', (problem, value) => {
    expect(toCallResult(value)).toEqual({
      content: [{ type: 'text', text: expect.stringContaining(problem) }],
      isError: true,
    });
  });

  it.each<JsonValue>([
    { content: 'a page', title: 'x' },
    { content: [text('a')], title: 'a document of an editor' },
    { type: 'paragraph', content: [text('a')] },
  ])('takes an object with other fields beside its content for data: %j', (value) => {
    expect(toCallResult(value)).toMatchObject({ structuredContent: value });
  });
});

describe('text for a model', () => {
  const limits = { maxTextBytes: 10 };

  it('is left alone up to the limit', () => {
    expect(toCallResult('0123456789', limits).content).toEqual([text('0123456789')]);
  });

  it('is cut at the limit, and a mark says how much is missing', () => {
    expect(toCallResult('0123456789ab', limits).content).toEqual([
      text('0123456789\n[cut: 2 of 12 bytes are not shown]'),
    ]);
  });

  it.each([
    ['ääääää', 'äääää', 2, 12],
    ['xääääää', 'xääää', 4, 13],
    ['€€€€', '€€€', 3, 12],
    ['🙂🙂🙂', '🙂🙂', 4, 12],
  ])('of %s is cut between characters', (...[whole, kept, missing, bytes]) => {
    expect(toCallResult(whole, limits).content).toEqual([
      text(`${kept}\n[cut: ${missing} of ${bytes} bytes are not shown]`),
    ]);
  });

  it('has one limit for all the blocks of a result', () => {
    const resource = { uri: 'a:b', text: '89abc' };
    expect(
      toCallResult({ content: [text('01234567'), { type: 'resource', resource }, text('x')] }, limits).content,
    ).toEqual([
      text('01234567'),
      { type: 'resource', resource: { uri: 'a:b', text: '89\n[cut: 3 of 5 bytes are not shown]' } },
      text('\n[cut: 1 of 1 bytes are not shown]'),
    ]);
  });

  it('is 100 KB when nothing says otherwise, and structured content is whole', () => {
    const value = { long: 'x'.repeat(200 * 1024) };
    const result = toCallResult(value);
    expect(result.structuredContent).toEqual(value);
    expect(JSON.stringify(result.content).length).toBeLessThan(101 * 1024);
  });

  it('of an error is cut too', () => {
    expect(errorResult('0123456789ab', limits)).toEqual({
      content: [text('0123456789\n[cut: 2 of 12 bytes are not shown]')],
      isError: true,
    });
  });
});
