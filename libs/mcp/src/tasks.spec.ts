import type { JsonObject } from '#libs/contracts';
import type { ToolCall } from './tool-catalog.js';
import type { ToolResult } from './tool-result.js';
import { MemoryTasks } from './testing/memory-tasks.js';
import {
  bodyOf,
  CAPABILITIES,
  failure,
  older,
  type Raw,
  SERVER_INFO,
  serverInfo,
  stateless,
} from './testing/raw-requests.js';
import { runningEndpoint, said, streamText } from './testing/running-tools.js';

const EXTENSION = 'io.modelcontextprotocol/tasks';

/** What each tool does; `wait` ends when its task is cancelled, the others after a moment. */
const WORK: Record<string, (call: ToolCall) => Promise<ToolResult>> = {
  quick: () => Promise.resolve(said('quick')),
  slow: () => after(said('slow')),
  fail: () => after({ ...said('It broke.'), isError: true }),
  throw: () => after(undefined),
  wait: ({ signal }) =>
    new Promise((resolve) => {
      signal!.addEventListener('abort', () => {
        resolve({ ...said('RunCancelled'), isError: true });
      });
    }),
};

/** Longer than a call of a client that announces tasks is waited for. */
function after(result: ToolResult | undefined): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    setTimeout(() => {
      if (result === undefined) reject(new Error('The machine broke.'));
      else resolve(result);
    }, 1_050);
  });
}

function endpointWithTasks({ tasks = true, ...options }: { tasks?: boolean; keepAliveMs?: number } = {}) {
  const store = new MemoryTasks();
  return runningEndpoint({
    ...options,
    tasks,
    catalog: {
      tasks: store,
      find: (name) => {
        const call = WORK[name];
        if (name === 'system') return Promise.resolve({ headerParameters: [], call: WORK.quick! });
        if (call === undefined) return Promise.resolve(undefined);
        return Promise.resolve({
          headerParameters: [],
          call,
          start: (given, { patienceMs }) => {
            if (given.arguments.wrong === true)
              return Promise.resolve({ result: { ...said('Wrong.'), isError: true } });
            return store.start(call, given, patienceMs);
          },
        });
      },
    },
  });
}

type Send = ReturnType<typeof endpointWithTasks>['send'];
const resultOf = async (send: Send, raw: Raw): Promise<JsonObject> => {
  const body = bodyOf(await send({ raw, accept: 'application/json' })) as { result?: JsonObject };
  if (body.result === undefined) throw new Error(JSON.stringify(body));
  return body.result;
};
const errorOf = async (send: Send, raw: Raw): Promise<[number, unknown]> => {
  const answer = await send({ raw });
  return [answer.status, (bodyOf(answer) as { error: unknown }).error];
};
const containing = (text: string): unknown => expect.stringContaining(text);

describe('Tasks of 2025-11-25', () => {
  const of2025 = (method: string, params: JsonObject): Raw => ({
    ...older(method, params),
    headers: { 'mcp-protocol-version': '2025-11-25' },
  });
  const start = async (send: Send, name: string): Promise<JsonObject> => {
    const { task, ...rest } = await resultOf(send, of2025('tools/call', { name, task: { ttl: 5_000 } }));
    expect(rest).toEqual({});
    return task as JsonObject;
  };

  it('are announced to those who speak it', async () => {
    const { send } = endpointWithTasks();
    const capabilities = async (protocolVersion: string): Promise<unknown> =>
      (await resultOf(send, older('initialize', { protocolVersion }))).capabilities;
    expect(await capabilities('2025-11-25')).toEqual({
      tools: {},
      tasks: { cancel: {}, requests: { tools: { call: {} } } },
    });
    expect(await capabilities('2025-06-18')).toEqual({ tools: {} });
  });

  it('are in the list of tools for those who speak it', async () => {
    const { send } = endpointWithTasks();
    const form = async (raw: Raw): Promise<unknown> => (await resultOf(send, raw)).tools;
    expect(await form(of2025('tools/list', {}))).toEqual([{ name: 'work', form: 'withTasks' }]);
    for (const raw of [older('tools/list'), stateless('tools/list'), announcing('tools/list', {})]) {
      expect(await form(raw)).toEqual([{ name: 'work', form: 'plain' }]);
    }
  });

  it('begin when a client asks for one, and give the result of the call', async () => {
    const { send } = endpointWithTasks();
    const task = await start(send, 'quick');
    expect(task).toEqual({
      taskId: expect.any(String) as string,
      status: 'working',
      createdAt: expect.any(String) as string,
      lastUpdatedAt: expect.any(String) as string,
      ttl: 60_000,
      pollInterval: 20,
    });
    const taskId = task.taskId!;
    expect(await resultOf(send, of2025('tasks/result', { taskId }))).toEqual({
      ...said('quick'),
      _meta: { 'io.modelcontextprotocol/related-task': { taskId } },
    });
    expect(await resultOf(send, of2025('tasks/get', { taskId }))).toEqual({ ...task, status: 'completed' });
  });

  it('have failed when their tool reports an error, and say which', async () => {
    const { send } = endpointWithTasks();
    const { taskId = '' } = await start(send, 'fail');
    const result = await resultOf(send, of2025('tasks/result', { taskId }));
    expect(result).toMatchObject({ ...said('It broke.'), isError: true });
    const task = await resultOf(send, of2025('tasks/get', { taskId }));
    expect(task).toMatchObject({ status: 'failed', statusMessage: 'It broke.' });
  });

  it('answer with the protocol error in which their call ended', async () => {
    const { send } = endpointWithTasks();
    const { taskId = '' } = await start(send, 'throw');
    const raw = of2025('tasks/result', { taskId });
    expect(await errorOf(send, raw)).toEqual([200, { code: -32_603, message: 'The machine broke.' }]);
    const task = await resultOf(send, of2025('tasks/get', { taskId }));
    expect(task).toMatchObject({ status: 'failed', statusMessage: 'The machine broke.' });
  });

  it('are cancelled once', async () => {
    const { send } = endpointWithTasks();
    const { taskId = '' } = await start(send, 'wait');
    expect(await resultOf(send, of2025('tasks/get', { taskId }))).toMatchObject({ status: 'working' });
    expect(await resultOf(send, of2025('tasks/cancel', { taskId }))).toMatchObject({ status: 'cancelled' });
    expect(await resultOf(send, of2025('tasks/result', { taskId }))).toMatchObject({ isError: true });
    const [status, error] = await errorOf(send, of2025('tasks/cancel', { taskId }));
    expect([status, error]).toEqual([200, { code: -32_602, message: containing('cancelled') }]);
  });

  it('say that they are alive while their result is waited for', async () => {
    const { send } = endpointWithTasks({ keepAliveMs: 50 });
    const { taskId = '' } = await start(send, 'slow');
    const text = await streamText(await send({ raw: of2025('tasks/result', { taskId }) }));
    expect(text).toMatch(/^(: keep-alive\n\n)+event: message\ndata: \{.*"slow".*\}\n\n$/);
  });

  it.each<[string, JsonObject, { code: number; text: string }]>([
    ['tools/call', { name: 'system', task: {} }, { code: -32_601, text: 'taskSupport' }],
    ['tools/call', { name: 'quick', task: {}, arguments: { wrong: true } }, { code: -32_602, text: 'Wrong.' }],
    ['tools/call', { name: 'quick', task: true }, { code: -32_602, text: 'params.task' }],
    ['tools/call', { name: 'quick', task: { ttl: 'long' } }, { code: -32_602, text: 'params.task.ttl' }],
    ['tools/call', { name: 'nobody', task: {} }, { code: -32_602, text: '"nobody"' }],
    ['tasks/get', { taskId: 'none' }, { code: -32_602, text: '"none"' }],
    ['tasks/result', { taskId: 'none' }, { code: -32_602, text: '"none"' }],
    ['tasks/cancel', { taskId: 'none' }, { code: -32_602, text: '"none"' }],
    ['tasks/get', {}, { code: -32_602, text: 'params.taskId' }],
    ['tasks/get', { taskId: 'x'.repeat(201) }, { code: -32_602, text: 'params.taskId' }],
    ['tasks/list', {}, { code: -32_601, text: 'tasks/list' }],
    ['tasks/update', { taskId: 'none', inputResponses: {} }, { code: -32_601, text: 'tasks/update' }],
  ])('refuse %s %j', async (method, params, { code, text }) => {
    const { send } = endpointWithTasks();
    expect(await errorOf(send, of2025(method, params))).toEqual([200, { code, message: containing(text) }]);
  });

  it.each(['2025-06-18', undefined])('are none in the version %p: a call is a call', async (version) => {
    const { send } = endpointWithTasks();
    const headers = { 'mcp-protocol-version': version };
    const call = { ...older('tools/call', { name: 'quick', task: {} }), headers };
    expect(await resultOf(send, call)).toEqual(said('quick'));
    const get = { ...older('tasks/get', { taskId: 'none' }), headers };
    expect(await errorOf(send, get)).toMatchObject([200, { code: -32_601 }]);
  });

  it('are none where the application has none', async () => {
    const { send } = endpointWithTasks({ tasks: false });
    const initialized = await resultOf(send, older('initialize', { protocolVersion: '2025-11-25' }));
    expect(initialized.capabilities).toEqual({ tools: {} });
    expect(await resultOf(send, of2025('tools/call', { name: 'quick', task: {} }))).toEqual(said('quick'));
    expect(await errorOf(send, of2025('tasks/get', { taskId: 'x' }))).toMatchObject([200, { code: -32_601 }]);
    expect(await resultOf(send, of2025('tools/list', {}))).toEqual({ tools: [{ name: 'work', form: 'plain' }] });
  });
});

/** A request of 2026-07-28 whose client knows what tasks are. */
function announcing(method: string, params: JsonObject): Raw {
  const raw = stateless(method, params);
  const body = raw.body as { params: { _meta: JsonObject } };
  body.params._meta[CAPABILITIES] = { extensions: { [EXTENSION]: {} } };
  const { taskId } = params;
  return { ...raw, headers: { ...raw.headers, ...(typeof taskId === 'string' && { 'mcp-name': taskId }) } };
}

describe('Tasks of 2026-07-28', () => {
  const _meta = { [SERVER_INFO]: serverInfo };

  it('are announced as an extension', async () => {
    const { send } = endpointWithTasks();
    const { capabilities } = await resultOf(send, stateless('server/discover'));
    expect(capabilities).toEqual({ tools: {}, extensions: { [EXTENSION]: {} } });
  });

  it('are what becomes of calls that take long', async () => {
    const { send } = endpointWithTasks();
    const created = await resultOf(send, announcing('tools/call', { name: 'slow' }));
    expect(created).toEqual({
      resultType: 'task',
      taskId: expect.any(String) as string,
      status: 'working',
      createdAt: expect.any(String) as string,
      lastUpdatedAt: expect.any(String) as string,
      ttlMs: 60_000,
      pollIntervalMs: 20,
      _meta,
    });
    const taskId = created.taskId!;
    const get = announcing('tasks/get', { taskId });
    expect(await resultOf(send, get)).toEqual({ ...created, resultType: 'complete' });
    await expectEventually(send, get, {
      ...created,
      resultType: 'complete',
      status: 'completed',
      result: { resultType: 'complete', ...said('slow'), _meta },
    });
  });

  it('are not what becomes of calls that are over soon, of other clients, and of other tools', async () => {
    const { send } = endpointWithTasks();
    const complete = { resultType: 'complete', _meta };
    const quick = { ...complete, ...said('quick') };
    expect(await resultOf(send, announcing('tools/call', { name: 'quick' }))).toEqual(quick);
    expect(await resultOf(send, announcing('tools/call', { name: 'system', task: {} }))).toEqual(quick);
    expect(await resultOf(send, stateless('tools/call', { name: 'quick', task: {} }))).toEqual(quick);
    const slow = { ...complete, ...said('slow') };
    expect(await resultOf(send, stateless('tools/call', { name: 'slow' }))).toEqual(slow);
  });

  it('are completed when their tool reports an error, and failed when the protocol does', async () => {
    const { send } = endpointWithTasks();
    const [failed, thrown] = await Promise.all(
      ['fail', 'throw'].map((name) => resultOf(send, announcing('tools/call', { name }))),
    );
    await expectEventually(send, announcing('tasks/get', { taskId: failed!.taskId! }), {
      status: 'completed',
      statusMessage: 'It broke.',
      result: { ...said('It broke.'), isError: true },
    });
    await expectEventually(send, announcing('tasks/get', { taskId: thrown!.taskId! }), {
      status: 'failed',
      error: { code: -32_603, message: 'The machine broke.' },
    });
  });

  it('are cancelled as often as one likes, and take answers that nobody asked for', async () => {
    const { send } = endpointWithTasks();
    const { taskId = '' } = await resultOf(send, announcing('tools/call', { name: 'wait' }));
    const acknowledged = { resultType: 'complete', _meta };
    const update = announcing('tasks/update', { taskId, inputResponses: { x: {} } });
    expect(await resultOf(send, update)).toEqual(acknowledged);
    for (const _time of [1, 2]) {
      expect(await resultOf(send, announcing('tasks/cancel', { taskId }))).toEqual(acknowledged);
    }
    const task = await resultOf(send, announcing('tasks/get', { taskId }));
    expect(task).toMatchObject({ status: 'cancelled' });
    expect(task).not.toHaveProperty('result');
  });

  it.each(['tasks/get', 'tasks/update', 'tasks/cancel'])('need a client that announces them for %s', async (method) => {
    const { send } = endpointWithTasks();
    const raw = stateless(method, { taskId: 'x', inputResponses: {} });
    expect(await errorOf(send, { ...raw, headers: { ...raw.headers, 'mcp-name': 'x' } })).toEqual([
      400,
      {
        code: -32_021,
        message: containing(method),
        data: { requiredCapabilities: { extensions: { [EXTENSION]: {} } } },
      },
    ]);
  });

  it.each<[string, JsonObject, { status: number; code: number; text: string }]>([
    ['tasks/get', { taskId: 'none' }, { status: 200, code: -32_602, text: '"none"' }],
    ['tasks/cancel', { taskId: 'none' }, { status: 200, code: -32_602, text: '"none"' }],
    ['tasks/update', { taskId: 'none', inputResponses: {} }, { status: 200, code: -32_602, text: '"none"' }],
    ['tasks/update', { taskId: 'none' }, { status: 200, code: -32_602, text: 'params.inputResponses' }],
    ['tasks/get', { taskId: 7 }, { status: 200, code: -32_602, text: 'params.taskId' }],
    ['tasks/result', { taskId: 'none' }, { status: 404, code: -32_601, text: 'tasks/result' }],
    ['tasks/list', {}, { status: 404, code: -32_601, text: 'tasks/list' }],
  ])('refuse %s %j', async (method, params, { status, code, text }) => {
    const { send } = endpointWithTasks();
    expect(await errorOf(send, announcing(method, params))).toEqual([status, { code, message: containing(text) }]);
  });

  it.each([undefined, 'other'])('refuse the header Mcp-Name %p with -32020', async (name) => {
    const { send } = endpointWithTasks();
    const raw = announcing('tasks/get', { taskId: 'x' });
    const answer = await send({ raw: { ...raw, headers: { ...raw.headers, 'mcp-name': name } } });
    expect([answer.status, bodyOf(answer)]).toEqual([400, failure(-32_020, expect.any(String))]);
  });
});

async function expectEventually(send: Send, raw: Raw, expected: object): Promise<void> {
  for (let time = 0; time < 100; time += 1) {
    const task = await resultOf(send, raw);
    if (task.status !== 'working') {
      expect(task).toMatchObject(expected);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('The task does not end.');
}
