/** Clocks that differ from host to host, and are set while runs are in flight: runs end neither early nor late. */
import { createTool, mcpUrl, storeScript } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { FakedClock } from '../support/faked-clock.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import type { Product } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';
import { Traces } from '../support/traces.ts';

const WALL_MS = 4_000;
/** By when the caller has the answer of a run whose time is over: half a second for the way, and the second promised. */
const ANSWERED_MS = WALL_MS + 500 + 1_000;
const HALF_AN_HOUR_MS = 1_800_000;
const environment = { RUN_WALL_MS: String(WALL_MS) };
const namespace = 'clocks';

interface Running {
  product: Product;
  /** Sets the clocks of the processes while they run. */
  setClocks(): Promise<void>;
  /** One of them, past the gateway. */
  process: { url: string };
  stop(): Promise<void>;
}

async function separateServices(): Promise<Running> {
  const clocks = { aisvc: await FakedClock.start(), itemsvc: await FakedClock.start('-1h') };
  const worker = await FakedClock.start('+1h');
  const environmentOf = {
    aisvc: clocks.aisvc.environment,
    itemsvc: clocks.itemsvc.environment,
    scriptworker: worker.environment,
  };
  const product: SeparateServices = await startSeparateServices({ environment, environmentOf });
  return {
    product,
    process: product.itemsvc,
    setClocks: async () => {
      await clocks.aisvc.set('+2h');
      await clocks.itemsvc.set('+30m');
      await worker.set('-1h');
    },
    stop: async () => {
      await product.stop();
      for (const clock of [clocks.aisvc, clocks.itemsvc, worker]) await clock.stop();
    },
  };
}

async function local(): Promise<Running> {
  const clock = await FakedClock.start();
  const product: LocalProcess = await startLocalProcess({ environment: { ...environment, ...clock.environment } });
  return {
    product,
    process: product,
    setClocks: () => clock.set('-1h'),
    stop: async () => {
      await product.stop();
      await clock.stop();
    },
  };
}

/** How far the clock of a process is from the real one, as its answers say. */
async function isOffBy({ url }: { url: string }): Promise<number> {
  const { headers } = await fetch(new URL('/healthz', url));
  return Date.parse(headers.get('date')!) - Date.now();
}

describe.each([
  ['Separate services on hosts whose clocks are hours apart', separateServices],
  ['The local process', local],
])('%s', (_name, start) => {
  let running: Running;
  let client: ToolClient;
  let traces: Traces;

  const call = (name: string, ms = 0) => client.call(traces.tool, traces.arguments({ name, ms }));
  const timed = async (name: string) => {
    const startedAt = performance.now();
    const { content } = await client.call('never', { name });
    return { text: content[0]?.text, ms: performance.now() - startedAt };
  };

  beforeAll(async () => {
    running = await start();
    const { product } = running;
    traces = await Traces.store(product, namespace);
    const source = 'async function never() { await new Promise(() => {}); }';
    await storeScript(product, namespace, { userType: 'never', source });
    await createTool(product, namespace, { _name: 'never', _script: { _userType: 'never', _scriptName: 'never' } });
    client = await connectClient(mcpUrl(product, { nsfilter: namespace }), product.token);
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await running.stop();
  });

  const expectsTheLimit = ({ text, ms }: Awaited<ReturnType<typeof timed>>): void => {
    expect(text).toMatch(/^WallLimitExceeded: /);
    expect(ms).toBeGreaterThan(WALL_MS - 500);
    expect(ms).toBeLessThan(ANSWERED_MS);
  };

  it('gives each run its time, and its calls of the platform their rights', async () => {
    const [limited, ...results] = await Promise.all([timed('before'), call('one'), call('two', 1_000)]);
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual([{ name: 'one' }, { name: 'two' }]);
    expectsTheLimit(limited);
  });

  it('goes on doing so when the clocks are set while runs are in flight', async () => {
    const inFlight = [call('three', 2_000), call('four', 2_000)];
    const limited = timed('during');
    await eventually('the runs', async () => (await traces.counts(['three', 'four'])).every((count) => count === 1));
    await running.setClocks();
    await eventually('the new clock', async () => Math.abs(await isOffBy(running.process)) > HALF_AN_HOUR_MS / 2);
    const results = await Promise.all([...inFlight, call('five')]);
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(
      ['three', 'four', 'five'].map((name) => ({ name })),
    );
    expectsTheLimit(await limited);
    expectsTheLimit(await timed('after'));
    expect(await traces.counts(['one', 'two', 'three', 'four', 'five'])).toEqual([1, 1, 1, 1, 1]);
  });
});
