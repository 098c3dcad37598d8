import type { JsonObject, JsonValue } from '#libs/contracts';
import {
  VERSION,
  CAPABILITIES,
  serverInfo,
  LIST,
  calls,
  catalog,
  result,
  failure,
  failureWithoutId,
  containing,
  ask,
  older,
  bodyOf,
  expectAnswer,
  forget,
} from './testing/raw-requests.js';

beforeEach(forget);

describe('McpEndpoint, the era of initialize', () => {
  it.each([
    ['2025-11-25', '2025-11-25'],
    ['2025-06-18', '2025-06-18'],
    ['2025-03-26', '2025-03-26'],
    ['2024-11-05', '2024-11-05'],
    ['2026-07-28', '2025-11-25'],
    ['1999-01-01', '2025-11-25'],
  ])('agrees to %s with %s', async (protocolVersion, agreed) => {
    await expectAnswer(
      older('initialize', { protocolVersion, capabilities: {}, clientInfo: serverInfo }),
      200,
      result({ protocolVersion: agreed, capabilities: { tools: {} }, serverInfo, instructions: 'Ask first.' }),
    );
  });

  it('lists the ready bytes without copying them', async () => {
    const answer = await expectAnswer(
      older('tools/list'),
      200,
      result({ tools: [{ name: 'echo', description: 'Says it back', inputSchema: { type: 'object' } }] }),
    );
    expect(answer.body.some((part) => part === LIST)).toBe(true);
  });

  it('calls a tool with its arguments; a client that takes no streams is told of no progress', async () => {
    const params = { name: 'echo', arguments: { region: 'eu', a: [1] }, _meta: { progressToken: 'p1' } };
    await expectAnswer(
      older('tools/call', params),
      200,
      result({ content: [{ type: 'text', text: 'said' }], structuredContent: { region: 'eu', a: [1] } }),
    );
    expect(calls).toEqual([{ arguments: { region: 'eu', a: [1] } }]);
  });

  it('calls a tool without arguments with none', async () => {
    await ask(older('tools/call', { name: 'echo' }));
    expect(calls).toEqual([{ arguments: {} }]);
  });

  it.each(['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', ' 2025-11-25 ', undefined])(
    'serves the version header %p',
    async (version) => {
      await expectAnswer({ ...older('ping'), headers: { 'mcp-protocol-version': version } }, 200, result({}));
    },
  );

  it('refuses a version header that it does not know, and lists those that it does', async () => {
    const supported = ['2026-07-28', '2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'];
    await expectAnswer(
      { ...older('ping'), headers: { 'mcp-protocol-version': '2025-01-01' } },
      400,
      failure(-32_022, containing('2025-01-01'), { supported, requested: '2025-01-01' }),
    );
  });

  it.each<[string, JsonObject, string]>([
    ['server/discover', {}, 'server/discover'],
    ['resources/list', {}, 'resources/list'],
    ['constructor', {}, 'constructor'],
    ['initialize', {}, 'protocolVersion'],
    ['tools/list', { cursor: 'x' }, 'cursor'],
    ['tools/call', {}, 'params.name'],
    ['tools/call', { name: 1 }, 'params.name'],
    ['tools/call', { name: 'echo', arguments: [] }, 'params.arguments'],
    ['tools/call', { name: 'echo', arguments: null }, 'params.arguments'],
    ['tools/call', { name: 'echo', arguments: 'x' }, 'params.arguments'],
    ['tools/call', { name: 'echo', _meta: { progressToken: {} } }, 'progressToken'],
    ['tools/call', { name: 'echo', _meta: { progressToken: 0.5 } }, 'progressToken'],
    ['tools/call', { name: 'nobody' }, '"nobody"'],
  ])('refuses %s %j in band', async (method, params, text) => {
    const code = text === method ? -32_601 : -32_602;
    await expectAnswer(older(method, params), 200, failure(code, containing(text)));
    expect(calls).toEqual([]);
  });
});

describe('McpEndpoint, batches', () => {
  const ping = (id: JsonValue) => ({ jsonrpc: '2.0', id, method: 'ping' });
  const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };

  it.each([undefined, '2025-03-26', '2024-11-05'])(
    'answers every request of one, version header %p',
    async (version) => {
      await expectAnswer(
        {
          headers: { 'mcp-protocol-version': version },
          body: [ping('a'), initialized, { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'echo' } }],
        },
        200,
        [
          { jsonrpc: '2.0', id: 'a', result: {} },
          { jsonrpc: '2.0', id: 2, result: { content: [{ type: 'text', text: 'said' }], structuredContent: {} } },
        ],
      );
    },
  );

  it.each(['2025-06-18', '2025-11-25', '2026-07-28'])('refuses one in %s', async (version) => {
    await expectAnswer(
      { headers: { 'mcp-protocol-version': version }, body: [ping(1)] },
      400,
      failureWithoutId(-32_600, containing('batches')),
    );
  });

  it('refuses one in a version that it does not know', async () => {
    const answer = await ask({ headers: { 'mcp-protocol-version': 'x' }, body: [ping(1)] });
    expect([answer.status, bodyOf(answer)]).toMatchObject([400, { error: { code: -32_022 } }]);
  });

  it('refuses an empty one, and one with too many messages', async () => {
    await expectAnswer({ body: [] }, 400, failureWithoutId(-32_600, containing('at least one')));
    await expectAnswer({ body: [1, 2, 3, 4].map(ping) }, 400, failureWithoutId(-32_600, containing('at most 3')));
  });

  it('takes one of notifications and responses with 202', async () => {
    await expectAnswer({ body: [initialized, { jsonrpc: '2.0', id: 1, result: {} }] }, 202, undefined);
  });

  it('answers an element that is wrong for itself alone', async () => {
    const claim = { _meta: { [VERSION]: '2026-07-28', [CAPABILITIES]: {} } };
    const answer = await ask({
      body: [1, { ...ping(2), method: 'initialize' }, { ...ping(3), params: claim }],
    });
    expect(answer.status).toBe(200);
    expect(bodyOf(answer)).toMatchObject([
      { error: { code: -32_600, message: containing('object') } },
      { id: 2, error: { code: -32_600, message: containing('initialize') } },
      { id: 3, error: { code: -32_600, message: containing('batch') } },
    ]);
  });

  it('asks the application for its tools once', async () => {
    let asked = 0;
    const list = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/list' });
    const tools = () => {
      asked += 1;
      return Promise.resolve(catalog);
    };
    await ask({ body: [list(1), list(2)], tools });
    expect(asked).toBe(1);
  });
});
