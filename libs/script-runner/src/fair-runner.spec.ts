import { setImmediate as nextTick, setTimeout as delay } from 'node:timers/promises';
import type { RunOutcome } from '#libs/contracts';
import { steadyNow } from '#libs/clock';
import { FairRunner, type FairLimits } from './fair-runner.js';
import { InlineRunner } from './inline-runner.js';
import { LONG_WAIT_MS } from './long-wait.js';
import type { RunRequest } from './script-runner.types.js';
import { FunctionExecutor } from './testing/function-executor.js';
import { runRequest } from './testing/run-request.js';

interface Started extends RunRequest {
  end(): void;
}

/** A fair runner whose runs end when they are told to. */
function fairRunner(given: Partial<FairLimits> & { capacity?: number } = {}) {
  const started: Started[] = [];
  const executor = new FunctionExecutor(async (request) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    started.push({
      ...request,
      end: () => {
        resolve(undefined);
      },
    });
    await promise;
  });
  const room = { capacity: given.capacity ?? 100 };
  const runner = new FairRunner({
    runner: new InlineRunner(executor),
    limits: { namespaceConcurrent: 2, namespaceWaiting: 1_000, maxWaiting: 2_000, ...given },
    capacity: () => room.capacity,
  });
  const run = (namespace: string, request: Partial<RunRequest> = {}): Promise<RunOutcome> =>
    runner.run(runRequest({ namespace, ...request }));
  const many = (namespace: string, count: number) => Array.from({ length: count }, () => run(namespace));
  /** Ends all runs that have started and start meanwhile. */
  const endAll = async (): Promise<void> => {
    for (let run = started.shift(); run !== undefined || runner.stats().running > 0; run = started.shift()) {
      run?.end();
      await nextTick();
    }
  };
  return { runner, started, run, many, endAll, room };
}

const namespaces = (started: readonly Started[]): string[] => started.map(({ namespace }) => namespace);

describe('FairRunner', () => {
  it('starts the run of a quiet namespace next, whatever flood waits in another', async () => {
    const { runner, started, run, many, endAll } = fairRunner({ capacity: 2 });
    const flood = many('loud', 1_000);
    const quiet = run('quiet');
    expect(namespaces(started)).toEqual(['loud', 'loud']);
    expect(runner.stats()).toEqual({ running: 2, waiting: 999 });
    started.shift()?.end();
    await nextTick();
    expect(namespaces(started)).toEqual(['loud', 'quiet']);
    started.pop()?.end();
    await expect(quiet).resolves.toMatchObject({ status: 'succeeded' });
    await endAll();
    for (const outcome of await Promise.all(flood)) expect(outcome.status).toBe('succeeded');
  });

  it('starts the run of a quiet namespace at once while there is room', async () => {
    const { started, run, many, endAll } = fairRunner();
    const flood = many('loud', 1_000);
    const quiet = run('quiet');
    expect(namespaces(started)).toEqual(['loud', 'loud', 'quiet']);
    await endAll();
    await Promise.all([...flood, quiet]);
  });

  it('gives namespaces that wait their turns one after the other', async () => {
    const { started, many, endAll } = fairRunner({ capacity: 1 });
    const runs = [...many('a', 3), ...many('b', 2), ...many('c', 1)];
    const order: string[] = [];
    for (let next = started.shift(); next !== undefined; next = started.shift()) {
      order.push(next.namespace);
      next.end();
      await nextTick();
    }
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
    await endAll();
    await Promise.all(runs);
  });

  it('starts those that wait when there is room for more, before one that arrives', async () => {
    const { started, many, endAll, room } = fairRunner({ capacity: 1, namespaceConcurrent: 3 });
    const runs = many('a', 2);
    room.capacity = 2;
    runs.push(...many('a', 1));
    await nextTick();
    expect(started).toHaveLength(2);
    await endAll();
    await Promise.all(runs);
  });

  it('refuses a run above the limit of its namespace, and names limit, value and namespace', async () => {
    const { run, many, endAll } = fairRunner({ namespaceWaiting: 3 });
    const runs = many('loud', 5);
    await expect(run('loud')).rejects.toMatchObject({
      status: 429,
      retryAfterSeconds: expect.any(Number),
      message:
        'In the namespace "loud" 3 runs wait for their turn, as many as RUN_NAMESPACE_WAITING allows. Try again later.',
    });
    const quiet = run('quiet');
    await endAll();
    await Promise.all([...runs, quiet]);
    const again = run('loud');
    await endAll();
    await expect(again).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('makes the longest line give up its last when all places are taken, and refuses who would have as many', async () => {
    const { run, many, endAll, started, runner } = fairRunner({ capacity: 1, maxWaiting: 4 });
    const loud = many('loud', 5);
    const quiet = run('quiet');
    await expect(loud.at(-1)).rejects.toMatchObject({
      status: 429,
      message: expect.stringMatching(/4 runs wait .*RUN_MAX_WAITING.*"loud" has its share/),
    });
    const second = run('quiet');
    await expect(loud.at(-2)).rejects.toMatchObject({ status: 429 });
    await expect(run('quiet')).rejects.toMatchObject({ status: 429, message: expect.stringMatching(/"quiet"/) });
    await expect(run('loud')).rejects.toMatchObject({ status: 429 });
    expect(runner.stats()).toEqual({ running: 1, waiting: 4 });
    expect(started).toHaveLength(1);
    await endAll();
    await Promise.all([...loud.slice(0, 3), quiet, second]);
  });

  it('answers a waiting run that is cancelled or out of time, and never starts it', async () => {
    const { runner, started, run, many, endAll } = fairRunner({ namespaceConcurrent: 1 });
    const busy = many('a', 1);
    const cancelled = run('a', { signal: AbortSignal.timeout(10) });
    const late = run('a', { deadline: steadyNow() + 20 });
    await expect(run('a', { signal: AbortSignal.abort() })).resolves.toMatchObject({ error: { code: 'RunCancelled' } });
    await expect(cancelled).resolves.toMatchObject({ error: { code: 'RunCancelled' } });
    await expect(late).resolves.toMatchObject({
      error: { code: 'WallLimitExceeded', message: expect.stringMatching(/not started.*"a" has 1 runs at a time/) },
      report: { wallMs: 0 },
    });
    expect((await late).report.phases.queuedMs).toBeGreaterThanOrEqual(19);
    expect(runner.stats()).toEqual({ running: 1, waiting: 0 });
    expect(started).toHaveLength(1);
    await endAll();
    await Promise.all(busy);
  });

  it('says once that a run has waited for a while, and nothing of one that has not', async () => {
    const { started, run, many, endAll } = fairRunner({ namespaceConcurrent: 1 });
    const told: string[] = [];
    const telling = (name: string): Partial<RunRequest> => ({ onWaiting: () => told.push(name) });
    const outcomes = [run('a', telling('at once')), run('a', telling('soon'))];
    started.shift()?.end();
    await nextTick();
    outcomes.push(run('a', { ...telling('cancelled'), signal: AbortSignal.timeout(10) }), run('a', telling('long')));
    while (told.length === 0) await delay(10);
    outcomes.push(...many('a', 1));
    await delay(LONG_WAIT_MS + 100);
    expect(told).toEqual(['long']);
    await endAll();
    await Promise.all(outcomes);
    expect(told).toEqual(['long']);
  });

  it('passes a turn on when the runner refuses', async () => {
    const runner = new FairRunner({
      runner: { run: () => Promise.reject(new Error('away')), close: () => Promise.resolve() },
      limits: { namespaceConcurrent: 1, namespaceWaiting: 10, maxWaiting: 10 },
      capacity: () => 1,
    });
    const runs = [1, 2, 3].map(() => runner.run(runRequest()));
    for (const run of runs) await expect(run).rejects.toThrow('away');
    expect(runner.stats()).toEqual({ running: 0, waiting: 0 });
  });

  it('finishes the runs that it took when it is closed, and takes no others', async () => {
    const { runner, run, many, endAll } = fairRunner({ namespaceConcurrent: 1 });
    const taken = many('a', 3);
    const closed = runner.close();
    await expect(run('a')).rejects.toMatchObject({ status: 503 });
    await endAll();
    await closed;
    for (const outcome of await Promise.all(taken)) expect(outcome.status).toBe('succeeded');
  });
});
