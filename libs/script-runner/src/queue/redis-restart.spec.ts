import { setTimeout as delay } from 'node:timers/promises';
import { steadyNow } from '#libs/clock';
import type { RunRequest } from '../script-runner.types.js';
import { ended, QueueSetup } from '../testing/queue-setup.js';
import { runRequest } from '../testing/run-request.js';

/** Longer than the locks of jobs live without Redis. */
const LONG_MS = 6_000;

const waiting = (ms: number, given: Partial<RunRequest> = {}) =>
  runRequest({ functionName: 'wait', input: { ms }, ...given });

/** As the runner has to have listened for a while, for what it knows of workers to count. */
const ACQUAINTED_MS = 4_500;

describe.each([
  ['keeps what it holds', { isPersistent: true }],
  ['keeps nothing', { isPersistent: false }],
])('A restart of a Redis that %s', (_name, options) => {
  it('lets runs in flight end, and runs once what waited', async () => {
    await using setup = await QueueSetup.start(options);
    const runner = await setup.runner();
    await setup.worker(1);
    const inFlight = runner.run(waiting(LONG_MS + 2_000));
    await setup.begun(1);
    const waited = Array.from({ length: 5 }, () => runner.run(runRequest()));
    await setup.queued(5);
    await setup.redis.kill();
    await delay(LONG_MS);
    await setup.redis.start();
    await expect(inFlight).resolves.toMatchObject({ result: 'waited' });
    for (const outcome of await Promise.all(waited)) expect(outcome).toMatchObject({ status: 'succeeded' });
    expect(setup.executions).toHaveLength(6);
    expect(new Set(setup.executions).size).toBe(6);
  });

  it('runs once what was on its way when it went', async () => {
    await using setup = await QueueSetup.start(options);
    const runner = await setup.runner();
    await setup.worker();
    await runner.run(runRequest());
    setup.redis.freeze();
    const onTheWay = [runner.run(runRequest()), runner.run(waiting(50))];
    await delay(20);
    await setup.redis.kill();
    await setup.redis.start();
    for (const outcome of await Promise.all(onTheWay)) expect(outcome).toMatchObject({ status: 'succeeded' });
    expect(setup.executions).toHaveLength(3);
  });

  it('runs nothing that waited when a worker that may have begun it does not come back', async () => {
    await using setup = await QueueSetup.start(options);
    const runner = await setup.runner();
    const worker = await setup.workerProcess({ CONCURRENCY: '1' });
    const inFlight = runner.run(waiting(25_000));
    await setup.begun(1);
    const waited = runner.run(runRequest());
    await setup.queued(1);
    await Promise.all([setup.redis.kill(), ended(worker)]);
    await setup.redis.start();
    await setup.workerProcess();
    for (const outcome of await Promise.all([inFlight, waited])) {
      expect(outcome).toMatchObject({ error: { code: 'WorkerLost' } });
    }
    await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
    await setup.begun(2);
    expect(setup.executions).toHaveLength(2);
  });

  it('runs once what waited for the worker that comes afterwards', async () => {
    await using setup = await QueueSetup.start(options);
    const runner = await setup.runner();
    const waited = runner.run(runRequest());
    await setup.queued(1);
    await setup.redis.kill();
    await setup.redis.start();
    await setup.worker();
    await expect(waited).resolves.toMatchObject({ status: 'succeeded' });
    expect(setup.executions).toHaveLength(1);
  });

  it('runs nothing whose caller was told that it did not', async () => {
    await using setup = await QueueSetup.start(options);
    const runner = await setup.runner();
    const late = runner.run(runRequest({ deadline: steadyNow() + 500 }));
    await setup.queued(1);
    await setup.redis.kill();
    await expect(late).resolves.toMatchObject({ error: { code: 'WallLimitExceeded' } });
    await setup.redis.start();
    await setup.worker();
    while (!runner.health().redis) await delay(20);
    await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
    expect(setup.executions).toHaveLength(1);
  });
});

describe('A Redis that does not answer', () => {
  it('has runs refused with 503, and answers those in flight when it goes on', async () => {
    await using setup = await QueueSetup.start();
    const runner = await setup.runner();
    await setup.worker();
    const inFlight = runner.run(waiting(1_000));
    await setup.begun(1);
    setup.redis.freeze();
    while (runner.health().redis) await delay(20);
    await expect(runner.run(runRequest())).rejects.toMatchObject({ status: 503 });
    setup.redis.thaw();
    await expect(inFlight).resolves.toMatchObject({ result: 'waited' });
    while (!runner.health().redis) await delay(20);
    await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
    expect(setup.executions).toHaveLength(2);
  });
});

describe('A worker that was stopped for a while', () => {
  it('may have begun what waited, and so nobody else does', async () => {
    await using setup = await QueueSetup.start();
    const runner = await setup.runner();
    const stopped = await setup.workerProcess({ CONCURRENCY: '1' });
    await delay(ACQUAINTED_MS);
    stopped.kill('SIGSTOP');
    const run = runner.run(runRequest());
    await setup.queued(1);
    await setup.redis.kill();
    await setup.redis.start();
    await setup.worker();
    const outcome = await run;
    stopped.kill('SIGCONT');
    expect(outcome).toMatchObject({ error: { code: 'WorkerLost' } });
    await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
    expect(setup.executions).toHaveLength(1);
  });
});
