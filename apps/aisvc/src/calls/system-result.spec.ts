import type { JsonObject, JsonValue } from '#libs/contracts';
import { OPERATIONS } from '#libs/platform-api';
import { systemResult } from './system-result.js';

const operation = (id: string) => OPERATIONS.find((one) => one.id === id)!;
const listing = (values: JsonObject) => ({ operation: operation('getFiles'), values });

const page = (entries: JsonValue[], { offset = 0, total = entries.length } = {}) => ({
  _offset: offset,
  _pageSize: 3,
  _total: total,
  _list: entries,
});

const textsOf = ({ content }: ReturnType<typeof systemResult>): string[] =>
  content.map((block) => (block.type === 'text' ? block.text : ''));

describe('the result of a system tool', () => {
  it('of a list that has more says how to go on, and of its end does not', () => {
    const more = systemResult(listing({}), page([1, 2, 3], { offset: 3, total: 7 }), 1_000);
    expect(more.structuredContent).toMatchObject({ _next: { _offset: 6, _pageSize: 3 }, _list: [1, 2, 3] });
    for (const end of [page([1, 2]), page([1], { offset: 6, total: 7 }), page([], { offset: 9, total: 7 })]) {
      expect(systemResult(listing({}), end, 1_000).structuredContent).toEqual(end);
    }
  });

  it('of a list goes on after its last entry, or by the number of entries where that would be another order', () => {
    const answer = page([{ _id: 'a' }, { _id: 'b' }], { total: 7 });
    const next = (values: JsonObject, shown = answer) =>
      (systemResult(listing(values), shown, 1_000).structuredContent as { _next: unknown })._next;
    expect(next({ query: { a: 1 }, sort: {}, _offset: 0 })).toEqual({ _after: 'b', _pageSize: 3 });
    expect(next({ _offset: 20 })).toEqual({ _after: 'b', _offset: 0, _pageSize: 3 });
    expect(next({ sort: { _name: 1 } })).toEqual({ _offset: 2, _pageSize: 3 });
    expect(next({}, page([{ _name: 'without an id' }], { total: 7 }))).toEqual({ _offset: 1, _pageSize: 3 });
    const tools = systemResult({ operation: operation('getMcpTools'), values: {} }, answer, 1_000);
    expect(tools.structuredContent).toMatchObject({ _next: { _offset: 2, _pageSize: 3 } });
  });

  it('is the same as text, which tells of the next page before the entries', () => {
    const result = systemResult(listing({}), page([1, 2, 3], { total: 7 }), 1_000);
    const [text] = textsOf(result);
    expect(JSON.parse(text!)).toEqual(result.structuredContent);
    expect(text!.indexOf('_next')).toBeLessThan(text!.indexOf('_list'));
  });

  it.each([200, 300, 500, 1_000])('of a list has as many entries as fit into %d bytes', (maxBytes) => {
    const entries = Array.from({ length: 40 }, (_, index) => `${'ä'.repeat(20)} ${String(index)}`);
    const seen: JsonValue[] = [];
    for (let offset = 0; offset < entries.length;) {
      const answer = page(entries.slice(offset), { offset, total: entries.length });
      const { content, structuredContent } = systemResult(listing({}), answer, maxBytes);
      expect(content).toHaveLength(1);
      expect(Buffer.byteLength(JSON.stringify(structuredContent))).toBeLessThanOrEqual(maxBytes);
      const shown = structuredContent as { _list: JsonValue[]; _next?: { _offset: number } };
      seen.push(...shown._list);
      offset = shown._next?._offset ?? entries.length;
      expect(offset).toBe(seen.length);
    }
    expect(seen).toEqual(entries);
  });

  it('of a list has one entry however large it is, and says that its text is cut', () => {
    const result = systemResult(listing({}), page(['x'.repeat(500), 'y'], { total: 2 }), 200);
    expect(result.structuredContent).toMatchObject({ _list: ['x'.repeat(500)], _next: { _offset: 1 } });
    expect(textsOf(result)[0]).toMatch(/_next.*\[cut: \d+ of \d+ bytes are not shown\]$/s);
    expect(textsOf(result)[1]).toBe(
      'The text above is cut; structuredContent is whole. Ask for less: use _pageSize or query or project.',
    );
  });

  it('of one thing is whole as structured content when its text is cut', () => {
    const file = { _id: 'a', _description: 'x'.repeat(500) };
    const result = systemResult({ operation: operation('getFile'), values: {} }, file, 100);
    expect(result.structuredContent).toEqual(file);
    expect(textsOf(result)[1]).toBe('The text above is cut; structuredContent is whole.');
  });

  it('of data that look like MCP content is data', () => {
    const answer = { content: [{ type: 'text', text: 'x' }] };
    expect(systemResult({ operation: operation('getFile'), values: {} }, answer, 100).structuredContent).toEqual(
      answer,
    );
  });
});
