import type { JsonObject, JsonValue } from '#libs/contracts';
import {
  VERSION,
  CAPABILITIES,
  result,
  failure,
  failureWithoutId,
  containing,
  ask,
  older,
  stateless,
  bodyOf,
  expectAnswer,
  forget,
} from './testing/raw-requests.js';

beforeEach(forget);

describe('McpEndpoint, reading a message', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['half a document', Buffer.from('{"jsonrpc":"2.0",')],
    ['two documents', Buffer.from('{} {}')],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ])('answers %s with a parse error', async (_what, body) => {
    await expectAnswer({ body }, 400, failureWithoutId(-32_700, expect.any(String)));
  });

  it.each<[string, JsonValue, object]>([
    ['a string', 'x', failureWithoutId(-32_600, containing('object'))],
    ['null', null, failureWithoutId(-32_600, containing('object'))],
    ['no jsonrpc', { id: 7, method: 'ping' }, failure(-32_600, containing('jsonrpc'))],
    ['jsonrpc 1.0', { jsonrpc: '1.0', id: 7, method: 'ping' }, failure(-32_600, containing('jsonrpc'))],
    ['no method', { jsonrpc: '2.0', id: 7 }, failure(-32_600, containing('method'))],
    ['a number for a method', { jsonrpc: '2.0', id: 7, method: 1 }, failure(-32_600, containing('method'))],
    ['id null', { jsonrpc: '2.0', id: null, method: 'ping' }, failureWithoutId(-32_600, containing('id'))],
    ['a fraction for an id', { jsonrpc: '2.0', id: 1.5, method: 'ping' }, failureWithoutId(-32_600, containing('id'))],
    ['an id beyond 2^53', { jsonrpc: '2.0', id: 2 ** 60, method: 'ping' }, failureWithoutId(-32_600, containing('id'))],
    ['an object for an id', { jsonrpc: '2.0', id: {}, method: 'ping' }, failureWithoutId(-32_600, containing('id'))],
    [
      'an array for params',
      { jsonrpc: '2.0', id: 7, method: 'ping', params: [] },
      failure(-32_602, containing('params')),
    ],
    [
      'null for params',
      { jsonrpc: '2.0', id: 7, method: 'ping', params: null },
      failure(-32_602, containing('params')),
    ],
    [
      'a string for _meta',
      { jsonrpc: '2.0', id: 7, method: 'ping', params: { _meta: 'x' } },
      failure(-32_602, containing('_meta')),
    ],
  ])('refuses %s and names the field', async (_what, body, expected) => {
    await expectAnswer({ body }, 400, expected);
  });

  it.each([
    '{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"__proto__":{"admin":true}}}}',
    '{"jsonrpc":"2.0","id":7,"method":"ping","params":{"\\u005f_proto__":{}}}',
    '{"jsonrpc":"2.0","id":7,"method":"ping","params":{"a":[{"constructor":{"prototype":{}}}]}}',
    '[{"jsonrpc":"2.0","id":7,"method":"ping","params":{"__proto__":{}}}]',
  ])('refuses a key that could reach a prototype: %s', async (text) => {
    const answer = await ask({ body: Buffer.from(text) });
    expect(answer.status).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ error: { code: -32_600, message: containing('is not allowed') } });
  });

  it('takes texts and fields that only look like such a key', async () => {
    await expectAnswer(older('ping', { constructor: 'Gropius', said: '__proto__', ü: '\u2028' }), 200, result({}));
  });

  it('takes nesting that is deeper than any stack', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const body = Buffer.from(`{"jsonrpc":"2.0","id":7,"method":"ping","params":{"constructor":${deep}}}`);
    await expectAnswer({ body }, 200, result({}));
  });

  it('lets the last of two equal keys count, in the headers too', async () => {
    const { headers } = stateless('server/discover');
    const meta = `"_meta":{"${VERSION}":"2026-07-28","${CAPABILITIES}":{}}`;
    const text = (first: string, second: string) =>
      Buffer.from(`{"jsonrpc":"2.0","id":7,"method":"${first}","method":"${second}","params":{${meta}}}`);
    expect((await ask({ headers, body: text('x', 'server/discover') })).status).toBe(200);
    await expectAnswer(
      { headers, body: text('server/discover', 'tools/list') },
      400,
      failure(-32_020, containing('Mcp-Method')),
    );
  });

  it.each([0, -3, 'x', '', '"\n\u2028', 2 ** 53 - 1])('gives back the id %p as it came', async (id) => {
    await expectAnswer({ body: { jsonrpc: '2.0', id, method: 'ping' } }, 200, { jsonrpc: '2.0', id, result: {} });
  });

  it.each<[string, JsonValue, Record<string, string>]>([
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }, {}],
    ['an unknown notification', { jsonrpc: '2.0', method: 'notifications/x', params: {} }, {}],
    ['a response', { jsonrpc: '2.0', id: 7, result: {} }, {}],
    ['an error response', { jsonrpc: '2.0', id: 7, error: { code: 1, message: 'x' } }, {}],
    [
      'a notification of 2026-07-28',
      { jsonrpc: '2.0', method: 'notifications/cancelled' },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'notifications/cancelled' },
    ],
  ])('takes %s with 202 and no body', async (_what, body, headers) => {
    const answer = await expectAnswer({ body, headers }, 202, undefined);
    expect(answer.headers).toEqual({ 'content-length': '0' });
  });

  it.each<[number, Record<string, string>, JsonObject]>([
    [-32_022, { 'mcp-protocol-version': '2030-01-01' }, {}],
    [-32_020, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'x' }, {}],
    [-32_020, { 'mcp-protocol-version': '2025-11-25' }, { _meta: { [VERSION]: '2026-07-28' } }],
  ])('refuses with %d a notification with the headers %j and the params %j', async (code, headers, params) => {
    const answer = await ask({ body: { jsonrpc: '2.0', method: 'notifications/x', params }, headers });
    expect(answer.status).toBe(400);
    expect(bodyOf(answer)).toMatchObject({ error: { code } });
  });
});
