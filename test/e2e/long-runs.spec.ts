/** Calls that take a while, through the official clients: they report progress, can be cancelled, and become tasks. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { mcpUrl, storeFunctions } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import { startSeparateServices } from '../support/separate-services.ts';

// One run at a time, so that the next one waits.
const environment = { RUN_NAMESPACE_CONCURRENT: '1' };
const PRODUCTS: Record<string, () => Promise<Product>> = {
  'in one process': () => startLocalProcess({ environment }),
  'as separate services': () => startSeparateServices({ environment }),
};
const NAMESPACE = 'long';
const ME = { name: 'toolrack-tests', version: '0.0.0' };

const FUNCTIONS = {
  steps: `async function steps({ ms }, libraries, ctx, callback) {
    for (let step = 1; step <= 3; step++) {
      callback(step, 3, 'Step ' + step);
      await libraries.CoreUtils.sleep(ms / 3);
    }
    return { steps: 3 };
  }`,
  fail: `async function fail() { throw new Error('It broke.'); }`,
  quick: `function quick() { return { quick: true }; }`,
};

interface Report {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}
interface CallOptions {
  onprogress?: (report: Report) => void;
  signal?: AbortSignal;
}
interface LongClient extends AsyncDisposable {
  call(name: string, args: object, options?: CallOptions): Promise<unknown>;
}

const withToken = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

async function connectOld(url: string, token: string) {
  const client = new OldClient(ME);
  await client.connect(new OldTransport(new URL(url), withToken(token)));
  return client;
}

const CLIENTS: Record<string, (url: string, token: string) => Promise<LongClient>> = {
  'the client of SDK 1.x': async (url, token) => {
    const client = await connectOld(url, token);
    return {
      call: (name, args, options) => client.callTool({ name, arguments: { ...args } }, undefined, options),
      [Symbol.asyncDispose]: () => client.close(),
    };
  },
  ...Object.fromEntries(
    (['legacy', { pin: '2026-07-28' }] as const).map((mode) => [
      `the client of SDK 2.x, ${JSON.stringify(mode)}`,
      async (url: string, token: string): Promise<LongClient> => {
        const client = new Client(ME, { versionNegotiation: { mode } });
        await client.connect(new StreamableHTTPClientTransport(new URL(url), withToken(token)));
        return {
          call: (name, args, options) => client.callTool({ name, arguments: { ...args } }, options),
          [Symbol.asyncDispose]: () => client.close(),
        };
      },
    ]),
  ),
};

interface Run {
  _id: string;
  _status: string;
  _startedAt: string | null;
  _error: { code: string } | null;
}

describe.each(Object.entries(PRODUCTS))('A long call, %s', (_name, start) => {
  let product: Product;
  let url: string;
  const runs = async (): Promise<Run[]> => {
    const { status, body } = await rest(product, `/itemsvc/api/v1/runs?nsfilter=${NAMESPACE}`);
    // A namespace without a run has no records yet.
    return status === 200 ? body._list : [];
  };
  const inFlight = async (count: number): Promise<void> => {
    await eventually(`${count} runs in flight`, async () => {
      const list = await runs();
      return list.filter(({ _status }) => _status === 'running' || _status === 'queued').length === count;
    });
  };
  const outcomes = () =>
    eventually('all runs to be over', async () => {
      const list = await runs();
      const isOver = list.every(({ _status }) => _status === 'succeeded' || _status === 'failed');
      return isOver && list.map(({ _error }) => _error?.code ?? 'succeeded');
    });

  beforeAll(async () => {
    product = await start();
    await storeFunctions(product, NAMESPACE, { userType: 'long', functions: FUNCTIONS });
    url = mcpUrl(product, { nsfilter: NAMESPACE });
  });
  afterAll(() => product.stop());

  describe.each(Object.entries(CLIENTS))('through %s', (_client, connect) => {
    it('reports what its script reports, and then answers', async () => {
      await using client = await connect(url, product.token);
      const reports: Report[] = [];
      const answer = await client.call('steps', { ms: 60 }, { onprogress: (report) => reports.push(report) });
      expect(answer).toMatchObject({ structuredContent: { steps: 3 } });
      expect(reports).toEqual([1, 2, 3].map((progress) => ({ progress, total: 3, message: `Step ${progress}` })));
    });

    it.each([true, false])('ends with its client, which is told of progress: %p', async (isTold) => {
      await using client = await connect(url, product.token);
      const controller = new AbortController();
      const call = client.call(
        'steps',
        { ms: 20_000 },
        {
          signal: controller.signal,
          ...(isTold && { onprogress: () => undefined }),
        },
      );
      await inFlight(1);
      controller.abort('enough');
      await expect(call).rejects.toBeDefined();
      expect((await outcomes())[0]).toBe('RunCancelled');
      await expect(client.call('quick', {})).resolves.toMatchObject({ structuredContent: { quick: true } });
    });
  });

  it('that waits for its turn is never begun when it is cancelled', async () => {
    await using client = await CLIENTS['the client of SDK 1.x']!(url, product.token);
    const [first, second] = [new AbortController(), new AbortController()];
    const running = client.call('steps', { ms: 20_000 }, { signal: first.signal });
    await inFlight(1);
    const waiting = client.call('quick', {}, { signal: second.signal });
    await inFlight(2);
    second.abort('enough');
    await expect(waiting).rejects.toBeDefined();
    await inFlight(1);
    first.abort('enough');
    await expect(running).rejects.toBeDefined();
    const [newest, older] = await eventually('both runs to be over', async () => {
      const list = await runs();
      return list.slice(0, 2).every(({ _status }) => _status === 'failed') && list;
    });
    expect([newest?._error?.code, newest?._startedAt]).toEqual(['RunCancelled', null]);
    expect(older?._error?.code).toBe('RunCancelled');
  });

  it('is a task where a client of 2025-11-25 wants it', async () => {
    const client = await connectOld(url, product.token);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'steps')?.execution).toEqual({ taskSupport: 'optional' });
    expect(tools.find(({ name }) => name === 'getFiles_IafFileSvc')?.execution).toBeUndefined();
    const { tasks } = client.experimental;
    const messages: { type: string; task?: { status: string } }[] = [];
    for await (const message of tasks.callToolStream({ name: 'steps', arguments: { ms: 1_500 } })) {
      messages.push(message);
    }
    expect(messages[0]).toMatchObject({ type: 'taskCreated', task: { status: 'working', pollInterval: 1_000 } });
    expect(messages.at(-2)).toMatchObject({ type: 'taskStatus', task: { status: 'completed' } });
    expect(messages.at(-1)).toMatchObject({ type: 'result', result: { structuredContent: { steps: 3 } } });

    const failing = tasks.callToolStream({ name: 'fail', arguments: {} });
    const { value: created } = await failing.next();
    if (created?.type !== 'taskCreated') throw new Error('No task was created.');
    const { taskId } = created.task;
    const result = await tasks.getTaskResult(taskId, CallToolResultSchema);
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('It broke.') as string }],
    });
    expect(await tasks.getTask(taskId)).toMatchObject({ status: 'failed' });

    const wait = tasks.callToolStream({ name: 'steps', arguments: { ms: 20_000 } });
    const { value: long } = await wait.next();
    if (long?.type !== 'taskCreated') throw new Error('No task was created.');
    await eventually('the task to say what it is at', async () => {
      return (await tasks.getTask(long.task.taskId)).statusMessage === 'Step 1';
    });
    expect(await tasks.cancelTask(long.task.taskId)).toMatchObject({ status: 'cancelled' });
    await expect(tasks.cancelTask(long.task.taskId)).rejects.toMatchObject({ code: -32_602 });
    await client.close();
  });

  it('is a task that goes on when its request has been answered, and nobody else sees it', async () => {
    const client = await connectOld(url, product.token);
    const { tasks } = client.experimental;
    const stream = tasks.callToolStream({ name: 'steps', arguments: { ms: 900 } }, undefined, { task: {} });
    const { value: created } = await stream.next();
    await client.close();
    if (created?.type !== 'taskCreated') throw new Error('No task was created.');
    const { taskId } = created.task;

    await storeFunctions(product, 'elsewhere', { userType: 'long', functions: FUNCTIONS });
    const elsewhere = await connectOld(mcpUrl(product, { nsfilter: 'elsewhere' }), product.token);
    await expect(elsewhere.experimental.tasks.getTask(taskId)).rejects.toMatchObject({ code: -32_602 });
    await expect(elsewhere.experimental.tasks.cancelTask(taskId)).rejects.toMatchObject({ code: -32_602 });
    await elsewhere.close();

    const again = await connectOld(url, product.token);
    const result = await again.experimental.tasks.getTaskResult(taskId, CallToolResultSchema);
    expect(result.structuredContent).toEqual({ steps: 3 });
    await again.close();
  });
});

describe('A call that another process answers', () => {
  it('is cancelled by a notification, whichever process that reaches', async () => {
    const services = await startSeparateServices();
    try {
      await storeFunctions(services, NAMESPACE, { userType: 'long', functions: FUNCTIONS });
      const other = await services.startAisvc();
      const send = (url: string, message: object): Promise<Response> =>
        fetch(mcpUrl({ url, token: services.token }, { nsfilter: NAMESPACE }), {
          method: 'POST',
          headers: {
            authorization: `Bearer ${services.token}`,
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
          },
          body: JSON.stringify({ jsonrpc: '2.0', ...message }),
        });
      const params = { name: 'steps', arguments: { ms: 20_000 } };
      const call = send(other.url, { id: 'the-call', method: 'tools/call', params });
      const first = () => rest(services, `/itemsvc/api/v1/runs?nsfilter=${NAMESPACE}`);
      await eventually('the run to be under way', async () => {
        const { status, body } = await first();
        return status === 200 && body._list[0]?._status === 'running';
      });
      const cancelled = { method: 'notifications/cancelled', params: { requestId: 'the-call' } };
      expect((await send(services.aisvc.url, cancelled)).status).toBe(202);
      expect(await (await call).text()).toBe(': no answer\n\n');
      await eventually('the record to say so', async () => {
        return (await first()).body._list[0]?._error?.code === 'RunCancelled';
      });
    } finally {
      await services.stop();
    }
  });
});
