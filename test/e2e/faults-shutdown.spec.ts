/** Processes that end under load, by order or by force: what is in flight is answered, and nothing runs twice. */
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createTool, mcpUrl, storeCollection, storeScript } from '../support/content.ts';
import { descendants } from '../support/descendants.ts';
import { eventually } from '../support/eventually.ts';
import { newDataDir, startLocalProcess } from '../support/local-process.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import { ended, type Product, rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';
import { Traces } from '../support/traces.ts';

const SHUTDOWN_MS = 20_000;
const environment = { WORKER_CONCURRENCY: '4', SHUTDOWN_MS: String(SHUTDOWN_MS), RUN_CPU_MS: '20000' };
const namespace = 'ending';

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}-${i}`);

/** Asks a process to end. @returns its exit code, and after how long it ended */
async function terminated({ child }: Pick<SeparateServices['aisvc'], 'child'>) {
  const startedAt = performance.now();
  child.kill('SIGTERM');
  return { code: await ended(child), ms: performance.now() - startedAt };
}

/** Whether a request found nobody to talk to, or not any more. */
const isDisconnected = (error: unknown): boolean => /^(fetch failed|terminated)$/.test((error as Error).message);

/** Stores records one after the other until the service is gone, and notes those that were acknowledged. */
async function storeUntilGone(place: Pick<Product, 'url' | 'token'>, path: string, prefix: string): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let number = 0; ; number++) {
    const name = `${prefix}-${number}`;
    const answer = await rest(place, path, { body: [{ name }] }).catch((error: unknown) => {
      if (isDisconnected(error)) return undefined;
      throw error;
    });
    if (answer === undefined) return acknowledged;
    expect(answer.status).toBe(201);
    acknowledged.push(name);
  }
}

async function storedNames(place: Pick<Product, 'url' | 'token'>, path: string): Promise<Set<string>> {
  const { body } = await rest(place, `${path}?_pageSize=1000`);
  return new Set((body._list as { name: string }[]).map(({ name }) => name));
}

/** CPU time that a process has used, in ticks of the kernel (proc_pid_stat(5), fields 14 and 15). */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** The process that computes most at the moment. */
async function busiest(pids: readonly number[]): Promise<number> {
  const before = pids.map(cpuTicks);
  await delay(500);
  const used = pids.map((pid, index) => cpuTicks(pid) - before[index]!);
  return pids[used.indexOf(Math.max(...used))]!;
}

describe('Separate services', () => {
  let services: SeparateServices;
  let client: ToolClient;
  let traces: Traces;
  let records: string;

  const call = (name: string, ms = 0) => client.call(traces.tool, traces.arguments({ name, ms }));

  beforeAll(async () => {
    services = await startSeparateServices({ environment });
    traces = await Traces.store(services, namespace);
    const { _id } = await storeCollection(services, namespace, 'records');
    records = `/itemsvc/api/v1/nameduseritems/${_id}/relateditems`;
    await storeScript(services, 'spinning', { userType: 'spin', source: 'function spin() { for (;;); }' });
    await createTool(services, 'spinning', { _name: 'spin', _script: { _userType: 'spin', _scriptName: 'spin' } });
    client = await connectClient(mcpUrl(services, { nsfilter: namespace }), services.token);
    await call('warm');
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await services.stop();
  });

  it('answer a run whose sandbox was killed, its neighbours, and the next call', async () => {
    const [worker] = services.workers;
    await using spinning = await connectClient(mcpUrl(services, { nsfilter: 'spinning' }), services.token);
    const spin = spinning.call('spin');
    const neighbours = names('neighbour', 3);
    const answers = neighbours.map((name) => call(name, 2_000));
    await eventually('the neighbours', async () => (await traces.counts(neighbours)).every((count) => count === 1));
    const killedAt = performance.now();
    process.kill(await busiest(descendants(worker!.child.pid!)), 'SIGKILL');
    const { isError, content } = await spin;
    expect(isError).toBe(true);
    expect(content[0]?.text).toMatch(/^SandboxCrashed: /);
    expect(performance.now() - killedAt).toBeLessThan(5_000);
    for (const [index, { structuredContent }] of (await Promise.all(answers)).entries()) {
      expect(structuredContent).toEqual({ name: neighbours[index] });
    }
    expect((await call('next')).structuredContent).toEqual({ name: 'next' });
    expect(await traces.counts([...neighbours, 'next'])).toEqual([1, 1, 1, 1]);
    expect(worker!.child.exitCode).toBeNull();
  });

  it('lose and repeat no run when a worker is asked to end: what it holds ends there, what waits goes to another', async () => {
    const [first] = services.workers;
    const second = await services.startWorker();
    const all = names('worker', 30);
    const answers = all.map((name) => call(name, 300));
    await eventually('some runs', async () => (await traces.counts(all.slice(0, 4))).some((count) => count === 1));
    const { code, ms } = await terminated(first!);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(SHUTDOWN_MS);
    const results = await Promise.all(answers);
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(all.map((name) => ({ name })));
    expect(await traces.counts(all)).toEqual(all.map(() => 1));
    expect(second.child.exitCode).toBeNull();
  });

  it('answer what an item service that is asked to end has taken, and keep all of it', async () => {
    const place = { url: services.itemsvc.url, token: services.token };
    const writers = names('item', 4).map((prefix) => storeUntilGone(place, records, prefix));
    await delay(500);
    const { code, ms } = await terminated(services.itemsvc);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(SHUTDOWN_MS);
    const acknowledged = (await Promise.all(writers)).flat();
    await services.restartItemsvc();
    const stored = await storedNames(services, records);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((name) => !stored.has(name))).toEqual([]);
  });

  it('answer the calls of an AI service that is asked to end, and take no others', async () => {
    const all = names('call', 4);
    const answers = all.map((name) => call(name, 1_500));
    await eventually('the runs', async () => (await traces.counts(all)).every((count) => count === 1));
    const ending = terminated(services.aisvc);
    const refusal = await eventually('a refused connection', () =>
      fetch(services.aisvc.url).then(
        () => false as const,
        (error: unknown) => error,
      ),
    );
    expect(refusal).toMatchObject({ message: 'fetch failed' });
    const results = await Promise.all(answers);
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(all.map((name) => ({ name })));
    expect(await ending).toMatchObject({ code: 0 });
    expect((await ending).ms).toBeLessThan(SHUTDOWN_MS);
    expect(await traces.counts(all)).toEqual(all.map(() => 1));
  });
});

describe('The local process that is asked to end', () => {
  it('answers what it has taken, takes no more, and has everything after the next start', async () => {
    await using started = new AsyncDisposableStack();
    const dataDir = await newDataDir();
    started.defer(() => {
      rmSync(dataDir, { recursive: true, force: true });
    });
    const product = await startLocalProcess({ dataDir, environment });
    started.defer(() => product.stop());
    const traces = await Traces.store(product, namespace);
    const { _id } = await storeCollection(product, namespace, 'records');
    const records = `/itemsvc/api/v1/nameduseritems/${_id}/relateditems`;
    await using client = await connectClient(mcpUrl(product, { nsfilter: namespace }), product.token);
    const all = names('local', 8);
    const answers = all.map((name) => client.call(traces.tool, traces.arguments({ name, ms: 1_000 })));
    const writers = names('record', 2).map((prefix) => storeUntilGone(product, records, prefix));
    await eventually('the runs', async () => (await traces.counts(all)).every((count) => count === 1));
    const { code, ms } = await terminated(product);
    expect(code).toBe(0);
    expect(ms).toBeLessThan(SHUTDOWN_MS);
    const results = await Promise.all(answers);
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(all.map((name) => ({ name })));
    const acknowledged = (await Promise.all(writers)).flat();

    const next = await startLocalProcess({ dataDir, environment });
    started.defer(() => next.stop());
    const stored = await storedNames(next, records);
    expect(acknowledged.filter((name) => !stored.has(name))).toEqual([]);
    expect(await traces.at(next).counts(all)).toEqual(all.map(() => 1));
  });
});
