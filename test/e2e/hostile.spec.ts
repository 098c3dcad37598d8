/**
 * Scripts that nobody should run, through the whole path from an MCP call to its answer: the caller learns which limit
 * it was, in time; runs of other namespaces are answered; the processes live, and hold no more memory than before.
 */
import { type RunErrorCode, runErrorCodeSchema } from '#libs/contracts';
import { residentBytes } from '#libs/sandbox';
import { HOSTILE_BODIES, HOSTILE_BREAKOUTS, HOSTILE_LIMITS, HOSTILE_SOURCES, type HostileScript } from '#libs/testing';
import { createTool, mcpUrl, storeFunctions, storeScript } from '../support/content.ts';
import { descendants } from '../support/descendants.ts';
import { eventually } from '../support/eventually.ts';
import { startLocalProcess } from '../support/local-process.ts';
import { connectClient, type ToolClient, type ToolResult } from '../support/mcp-clients.ts';
import { type Product, rest } from '../support/product.ts';
import { startSeparateServices } from '../support/separate-services.ts';

/** Several are in flight at a time, and wait for each other. */
const LIMITS = { ...HOSTILE_LIMITS, wallMs: 10_000 };
/** Half a second for the way back, and the second beyond the deadline that is promised. */
const BEYOND_DEADLINE_MS = 500 + 1_000;
/** Scripts that are stored at a time. */
const STORED_AT_ONCE = 8;
/** What a child may come to hold that ran honest scripts only. */
const CHILD_BYTES = 256 * 1024 * 1024;
const GROWTH = 1.5;

interface Running {
  product: Product;
  /** The process that holds the sandbox. */
  worker: number;
  /** Whether every process is still the one that was started. */
  isAlive(): boolean;
}

const PRODUCTS: Record<string, () => Promise<Running>> = {
  'in one process': async () => {
    const product = await startLocalProcess();
    const isAlive = () => product.child.exitCode === null && product.child.signalCode === null;
    return { product, worker: product.child.pid!, isAlive };
  },
  'as separate services': async () => {
    const product = await startSeparateServices();
    const processes = [product.aisvc, product.itemsvc, ...product.workers];
    const isAlive = () => processes.every(({ child }) => child.exitCode === null && child.signalCode === null);
    return { product, worker: product.workers[0]!.child.pid!, isAlive };
  },
};

/** What the sandbox's own spec has from its host: calls that are answered, and one that never is. */
const PRELUDE = `const { IafFileSvc } = libraries.PlatformApi;
    const hostFunction = IafFileSvc.getFiles;
    const call = (criteria = {}) => IafFileSvc.getFiles(criteria, ctx);
    const hang = () => new Promise(() => {});`;

interface Stored {
  name: string;
  source: string;
  limits?: HostileScript['limits'];
}

/** A host call is always answered here, so what is said of one that hangs is not said. */
const withoutHanging = Object.entries(HOSTILE_BODIES).filter(([, { body }]) => !body.includes('hang()'));
const hostile: (HostileScript & Stored)[] = [
  ...withoutHanging.map(([name, row]) => ({
    ...row,
    name,
    source: `async function main(input, libraries, ctx, callback) {\n${PRELUDE}\n${row.body}\n}`,
  })),
  ...Object.entries(HOSTILE_SOURCES).map(([name, row]) => ({ ...row, name, source: row.body })),
].map((script, index) => ({
  ...script,
  // Functions are unique in a namespace by their script; a tool names both.
  name: `${index}: ${script.name}`,
}));
const breakouts = Object.entries(HOSTILE_BREAKOUTS).map(([name, { source, result }]) => ({
  name,
  source,
  result,
  limits: { cpuMs: 2_000 },
}));

const idOf = (name: string): string => `h${name.replace(/\W+/g, '_')}`.slice(0, 50);

describe.each(Object.entries(PRODUCTS))('Toolrack %s', (_name, start) => {
  const namespace = 'hostile';
  let running: Running;
  let client: ToolClient;
  let neighbours: ToolClient;
  /** Why those that cannot even be stored were refused. */
  const refused = new Map<string, string>();
  let workerBytes: number;

  /** Stores the script and a tool of its function `main`, as far as that is accepted. */
  const store = async ({ name, source, limits }: Stored): Promise<void> => {
    const id = idOf(name);
    try {
      await storeScript(running.product, namespace, { userType: id, source });
      const _limits = { ...LIMITS, ...limits };
      await createTool(running.product, namespace, {
        _name: id,
        _script: { _userType: id, _scriptName: 'main' },
        _limits,
      });
    } catch (error) {
      refused.set(name, String(error));
    }
  };

  beforeAll(async () => {
    running = await start();
    const { product } = running;
    const scripts: Stored[] = [...hostile, ...breakouts];
    while (scripts.length > 0) await Promise.all(scripts.splice(0, STORED_AT_ONCE).map(store));
    const functions = {
      neighbour: `async function neighbour(input, { PlatformApi }, ctx) {
        await PlatformApi.IafFileSvc.getFiles({}, ctx);
        await new Promise((resolve) => setTimeout(resolve, input.ms));
        return { number: input.number, polluted: 'polluted' in {} };
      }`,
    };
    await storeFunctions(product, 'neighbours', { userType: 'neighbours', functions });
    client = await connectClient(mcpUrl(product, { nsfilter: namespace }), product.token);
    neighbours = await connectClient(mcpUrl(product, { nsfilter: 'neighbours' }), product.token);
    for (let number = 0; number < 50; number++) await neighbours.call('neighbour', { number, ms: 0 });
    workerBytes = residentBytes(running.worker)!;
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await neighbours[Symbol.asyncDispose]();
    await running.product.stop();
  });

  /** What the script threw itself goes by the name of what it threw. */
  const codeOf = ({ content }: ToolResult): RunErrorCode => {
    const name = /^\w+/.exec(content[0]?.text ?? '')?.[0];
    return runErrorCodeSchema.catch('ScriptFailed').parse(name);
  };

  it.concurrent.each(hostile)('says what ended "$name", and answers everybody else', async (script) => {
    const { name, codes, message, limits } = script;
    const problem = refused.get(name);
    if (problem !== undefined) {
      // The earliest answer: it is no script, or declares no such function.
      expect(problem).toMatch(/: (400 .*\._userData"|400 .*\._script\b|413 )/);
      return;
    }
    const startedAt = performance.now();
    const ended = client.call(idOf(name)).then((result) => ({ result, ms: performance.now() - startedAt }));
    const others = Array.from({ length: 4 }, (_, number) => neighbours.call('neighbour', { number, ms: 20 }));
    const answers = await Promise.all(others);
    expect(answers.map(answered)).toEqual(answers.map((_, number) => ({ number, polluted: false })));
    const { result, ms } = await ended;
    expect(result.isError).toBe(true);
    expect(codes).toContain(codeOf(result));
    if (message !== undefined) expect(result.content[0]?.text?.replace(/^\w+: /, '')).toMatch(unanchored(message));
    expect(ms).toBeLessThan((limits?.wallMs ?? LIMITS.wallMs) + BEYOND_DEADLINE_MS);
    const next = await neighbours.call('neighbour', { number: 1, ms: 0 });
    expect(answered(next)).toEqual({ number: 1, polluted: false });
    expect(running.isAlive()).toBe(true);
  });

  it.each(breakouts)('leaves no way out to "$name"', async ({ name, result }) => {
    expect(answered(await client.call(idOf(name)))).toEqual(result);
  });

  it('shows no run what another one did to the prototypes', async () => {
    const functions = {
      pollute: `function pollute() {
        const before = 'polluted' in {};
        Object.prototype.polluted = true;
        Array.prototype.map = () => 'mine';
        return { before };
      }`,
    };
    await storeFunctions(running.product, namespace, { userType: 'pollution', functions });
    for (let call = 0; call < 5; call++) {
      expect((await client.call('pollute')).structuredContent).toEqual({ before: false });
    }
  });

  it('refuses arguments that carry a prototype', async () => {
    const args = JSON.parse('{"__proto__": {"admin": true}, "a": 1}') as Record<string, unknown>;
    await expect(neighbours.call('neighbour', args)).rejects.toThrow(/__proto__.* is not allowed/);
  });

  it.each(['http://169.254.169.254/latest/meta-data', 'http://localhost/', 'http://127.0.0.1/', 'http://[::1]/'])(
    'fetches nothing from %s, whether the namespace lists it or not',
    async (target) => {
      const userType = `fetches_${idOf(target)}`;
      const functions = {
        [userType]: `async function ${userType}({ url }) { return { status: (await fetch(url)).status }; }`,
      };
      await storeFunctions(running.product, namespace, { userType, functions });
      const unlisted = await client.call(userType, { url: target });
      expect(unlisted.isError).toBe(true);
      await rest(running.product, `/itemsvc/api/v1/namespacesettings?nsfilter=${namespace}`, {
        method: 'PUT',
        body: { _fetchHosts: ['localhost'] },
      });
      const listed = await client.call(userType, { url: target });
      expect(listed.isError).toBe(true);
      expect(listed.content[0]?.text).not.toMatch(/ECONNREFUSED|status/);
    },
  );

  it('holds no more memory than before', async () => {
    await eventually('the sandbox is as small as before', async () => {
      const children = descendants(running.worker).map((pid) => residentBytes(pid) ?? 0);
      return Promise.resolve(children.every((bytes) => bytes < CHILD_BYTES));
    });
    expect(residentBytes(running.worker)!).toBeLessThan(workerBytes * GROWTH);
  });
});

/** What a call answered; its text, when that is an error. */
function answered({ structuredContent, content }: ToolResult): unknown {
  return structuredContent ?? content[0]?.text;
}

/** A whole message is here only a part of a text: the position of the error follows. */
function unanchored({ source }: RegExp): RegExp {
  return new RegExp(source.replace(/\$$/, ''));
}
