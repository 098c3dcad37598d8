import type { JsonObject } from '#libs/contracts';
import {
  VERSION,
  CAPABILITIES,
  SERVER_INFO,
  serverInfo,
  LIST,
  calls,
  result,
  failure,
  containing,
  ask,
  stateless,
  bodyOf,
  expectAnswer,
  forget,
} from './testing/raw-requests.js';

beforeEach(forget);

describe('McpEndpoint, 2026-07-28', () => {
  const cacheable = {
    resultType: 'complete',
    ttlMs: 60_000,
    cacheScope: 'private',
    _meta: { [SERVER_INFO]: serverInfo },
  };

  it('discovers', async () => {
    await expectAnswer(
      stateless('server/discover'),
      200,
      result({
        ...cacheable,
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        instructions: 'Ask first.',
      }),
    );
  });

  it('lists the ready bytes, for the client to keep for a while', async () => {
    const tools = [{ name: 'echo', description: 'Says it back', inputSchema: { type: 'object' } }];
    const answer = await expectAnswer(stateless('tools/list'), 200, result({ ...cacheable, tools }));
    expect(answer.body.some((part) => part === LIST)).toBe(true);
  });

  it('calls a tool', async () => {
    await expectAnswer(
      stateless('tools/call', { name: 'echo', arguments: { a: 1 } }),
      200,
      result({
        resultType: 'complete',
        content: [{ type: 'text', text: 'said' }],
        structuredContent: { a: 1 },
        _meta: { [SERVER_INFO]: serverInfo },
      }),
    );
  });

  it.each(['initialize', 'ping', 'resources/list', 'subscriptions/listen', 'logging/setLevel', 'toString'])(
    'answers %s with 404',
    async (method) => {
      await expectAnswer(stateless(method), 404, failure(-32_601, containing(method)));
    },
  );

  it.each<[string, JsonObject, string]>([
    ['tools/list', { cursor: 'x' }, 'cursor'],
    ['tools/call', { arguments: {} }, 'params.name'],
    ['tools/call', { name: 'echo', arguments: [] }, 'params.arguments'],
    ['tools/call', { name: 'nobody' }, '"nobody"'],
  ])('answers %s %j in band with -32602', async (method, params, text) => {
    await expectAnswer(stateless(method, params), 200, failure(-32_602, containing(text)));
  });

  it.each<[string, JsonObject, string]>([
    ['no _meta', {}, VERSION],
    ['no version', { _meta: { [CAPABILITIES]: {} } }, VERSION],
    ['a number for a version', { _meta: { [VERSION]: 1, [CAPABILITIES]: {} } }, VERSION],
    ['no capabilities', { _meta: { [VERSION]: '2026-07-28' } }, CAPABILITIES],
    ['an array of capabilities', { _meta: { [VERSION]: '2026-07-28', [CAPABILITIES]: [] } }, CAPABILITIES],
    [
      'a string for clientInfo',
      { _meta: { [VERSION]: '2026-07-28', [CAPABILITIES]: {}, 'io.modelcontextprotocol/clientInfo': 'x' } },
      'clientInfo',
    ],
  ])('refuses %s with 400 and names the field', async (_what, params, field) => {
    const { headers } = stateless('tools/list');
    const body = { jsonrpc: '2.0', id: 7, method: 'tools/list', params };
    await expectAnswer({ headers, body }, 400, failure(-32_602, containing(field)));
  });

  it.each<[string, Record<string, string | string[] | undefined>]>([
    ['no version', { 'mcp-protocol-version': undefined }],
    ['an older version', { 'mcp-protocol-version': '2025-11-25' }],
    ['two versions', { 'mcp-protocol-version': ['2026-07-28', '2026-07-28'] }],
    ['no method', { 'mcp-method': undefined }],
    ['another method', { 'mcp-method': 'tools/list' }],
    ['the method in capitals', { 'mcp-method': 'TOOLS/CALL' }],
    ['no name', { 'mcp-name': undefined }],
    ['another name', { 'mcp-name': 'other' }],
    ['Base64 without padding', { 'mcp-name': '=?base64?ZWNobw?=' }],
    ['Base64 of bytes that are not UTF-8', { 'mcp-name': '=?base64?/////w==?=' }],
  ])('refuses %s in the headers with -32020', async (_what, headers) => {
    const raw = stateless('tools/call', { name: 'echo' });
    await expectAnswer({ ...raw, headers: { ...raw.headers, ...headers } }, 400, failure(-32_020, expect.any(String)));
    expect(calls).toEqual([]);
  });

  it('refuses a version that it does not know, and lists those that it does', async () => {
    const body = { jsonrpc: '2.0', id: 7, method: 'tools/list', params: { _meta: { [VERSION]: 'v999.0.0' } } };
    await expectAnswer(
      { headers: { 'mcp-protocol-version': 'v999.0.0', 'mcp-method': 'tools/list' }, body },
      400,
      failure(-32_022, containing('v999.0.0'), { supported: ['2026-07-28'], requested: 'v999.0.0' }),
    );
  });

  it.each([
    ['echo', 'echo'],
    ['echo', '  echo\t'],
    ['echo', '=?base64?ZWNobw==?='],
    ['Größe 大', `=?base64?${Buffer.from('Größe 大').toString('base64')}?=`],
  ])('takes the name %p written as %p', async (name, header) => {
    const raw = stateless('tools/call', { name });
    expect((await ask({ ...raw, headers: { ...raw.headers, 'mcp-name': header } })).status).toBe(200);
    expect(calls).toHaveLength(1);
  });

  it.each<[JsonObject, Record<string, string>, number]>([
    [{ region: 'eu' }, { 'mcp-param-region': 'eu' }, 200],
    [{ region: 'Zürich' }, { 'mcp-param-region': '=?base64?WsO8cmljaA==?=' }, 200],
    [{ page: { limit: 42 } }, { 'mcp-param-limit': '42.0' }, 200],
    [{ dry: true }, { 'mcp-param-dry': 'true' }, 200],
    [{ region: null }, {}, 200],
    [{}, { 'mcp-param-region': 'unused' }, 200],
    [{ region: 'eu' }, {}, 400],
    [{ region: 'eu' }, { 'mcp-param-region': 'us' }, 400],
    [{ region: 'eu' }, { 'mcp-param-region': '=?base64?!?=' }, 400],
    [{ page: { limit: 42 } }, { 'mcp-param-limit': '43' }, 400],
    [{ page: { limit: 0 } }, { 'mcp-param-limit': '' }, 400],
    [{ dry: true }, { 'mcp-param-dry': 'True' }, 400],
  ])('answers arguments %j with the headers %j with %d', async (args, headers, status) => {
    const raw = stateless('tools/call', { name: 'echo', arguments: args });
    const answer = await ask({ ...raw, headers: { ...raw.headers, ...headers } });
    expect(answer.status).toBe(status);
    if (status === 400) expect(bodyOf(answer)).toMatchObject({ id: 7, error: { code: -32_020 } });
    expect(calls).toHaveLength(status === 200 ? 1 : 0);
  });
});
