/** Scripts that would take a process down, through the whole path: the caller learns which limit it was, others notice nothing. */
import { createTool, mcpUrl, storeFunctions, storeScript } from '../support/content.ts';
import { startLocalProcess } from '../support/local-process.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import type { Product } from '../support/product.ts';
import { startSeparateServices } from '../support/separate-services.ts';

const CPU_MS = 500;
const WALL_MS = 4_000;
/** A caller has its answer by the end of the run's time, half a second for the way, and the second that is promised. */
const ANSWERED_MS = WALL_MS + 500 + 1_000;
const environment = { RUN_CPU_MS: String(CPU_MS), RUN_WALL_MS: String(WALL_MS) };

interface Running {
  product: Product;
  /** Whether the process that hands runs to the sandbox is still the one that was started. */
  isAlive(): boolean;
}

const PRODUCTS: Record<string, () => Promise<Running>> = {
  'in one process': async () => {
    const product = await startLocalProcess({ environment });
    return { product, isAlive: () => product.child.exitCode === null && product.child.signalCode === null };
  },
  'as separate services': async () => {
    const product = await startSeparateServices({ environment });
    const processes = [product.aisvc, product.itemsvc, ...product.workers];
    const isAlive = () => processes.every(({ child }) => child.exitCode === null && child.signalCode === null);
    return { product, isAlive };
  },
};

const cpu = /CpuLimitExceeded: .*500 ms of CPU time/;
const wall = /WallLimitExceeded: .*had not answered after \d+ ms/;
/** What grows meets the clock, the heap or the resident set first, as the machine is busy; or a built-in refuses. */
const memory = /MemoryLimitExceeded: .*64 MB|CpuLimitExceeded: .*500 ms|RangeError: /;

const HOSTILE: Record<string, { body: string; error: RegExp }> = {
  endless_loop: { body: 'for (;;);', error: cpu },
  endless_loop_after_a_call: { body: 'await PlatformApi.IafFileSvc.getFiles({}, ctx); for (;;);', error: cpu },
  endless_microtasks: { body: 'for (;;) await null;', error: cpu },
  never_settles: { body: 'await new Promise(() => {});', error: wall },
  catastrophic_regex: { body: "return /^(a+)+$/.test('a'.repeat(60) + 'b');", error: cpu },
  giant_spread: { body: "return [...'.'.repeat(5e8)].length;", error: memory },
  array_growth: { body: 'const a = []; for (;;) a.push(new Array(1000).fill(1.5));', error: memory },
  buffer_growth: {
    body: 'const a = []; for (;;) { const b = new Uint8Array(10 << 20); b.fill(1); a.push(b); }',
    error: memory,
  },
  deep_recursion: { body: 'const f = (n) => f(n + 1) + 1; return f(0);', error: /RangeError: .*call stack/ },
  giant_result: { body: "return { text: 'x'.repeat(1e7) };", error: /ResultTooLarge: .*limit is 1 MB/ },
  cyclic_result: { body: 'const a = {}; a.a = a; return a;', error: /ResultNotSerializable: .*circular/ },
  console_flood: { body: "for (;;) console.log('x'.repeat(1e6));", error: memory },
  flood_of_calls: {
    body: 'for (;;) PlatformApi.IafFileSvc.getFiles({}, ctx);',
    error: /HostCallLimitExceeded: .*100 host calls waiting/,
  },
  walk_to_the_process: {
    body: "return { pid: this.constructor.constructor('return process')().pid };",
    error: /ReferenceError: process is not defined|TypeError: /,
  },
  walk_over_a_host_function: {
    body: "return { fs: PlatformApi.IafFileSvc.getFiles.constructor('return require')()('fs') };",
    error: /ReferenceError: require is not defined/,
  },
};

describe.each(Object.entries(PRODUCTS))('Toolrack %s', (_name, start) => {
  const namespace = 'hostile';
  let running: Running;
  let client: ToolClient;

  beforeAll(async () => {
    running = await start();
    const { product } = running;
    const functions = { neighbour: 'function neighbour(input) { return input; }' };
    await storeFunctions(product, namespace, { userType: 'neighbours', functions });
    for (const [name, { body }] of Object.entries(HOSTILE)) {
      const source = `async function ${name}(input, { PlatformApi }, ctx) {\n  ${body}\n}
        function after_${name}() { return { polluted: 'polluted' in {} }; }`;
      await storeScript(product, namespace, { userType: name, source });
      for (const _scriptName of [name, `after_${name}`]) {
        await createTool(product, namespace, { _name: _scriptName, _script: { _userType: name, _scriptName } });
      }
    }
    client = await connectClient(mcpUrl(product, { nsfilter: namespace }), product.token);
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await running.product.stop();
  });

  it.each(Object.entries(HOSTILE))('says what ended %s, and answers everybody else', async (name, { error }) => {
    const startedAt = performance.now();
    const hostile = client.call(name).then((result) => ({ result, ms: performance.now() - startedAt }));
    const neighbours = Array.from({ length: 10 }, (_, number) => client.call('neighbour', { number }));
    const answers = await Promise.all(neighbours);
    expect(answers.map(({ structuredContent }) => structuredContent?.number)).toEqual(
      answers.map((_, number) => number),
    );
    const { result, ms } = await hostile;
    expect(result.isError).toBe(true);
    expect(result.content[0]?.text).toMatch(error);
    expect(ms).toBeLessThan(ANSWERED_MS);
    expect((await client.call(`after_${name}`)).structuredContent).toEqual({ polluted: false });
    expect(running.isAlive()).toBe(true);
  });

  it('shows no run what another one did to the prototypes', async () => {
    const source = `function pollute() {
        const before = 'polluted' in {};
        Object.prototype.polluted = true;
        Array.prototype.map = () => 'mine';
        return { before };
      }`;
    const functions = { pollute: source };
    await storeFunctions(running.product, namespace, { userType: 'pollution', functions });
    for (let call = 0; call < 5; call++) {
      expect((await client.call('pollute')).structuredContent).toEqual({ before: false });
    }
  });

  it('refuses arguments that carry a prototype', async () => {
    const args = JSON.parse('{"__proto__": {"admin": true}, "a": 1}') as Record<string, unknown>;
    await expect(client.call('neighbour', args)).rejects.toThrow(/__proto__.* is not allowed/);
  });
});
