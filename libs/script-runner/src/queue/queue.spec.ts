import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { steadyNow } from '#libs/clock';
import type { JsonValue } from '#libs/contracts';
import { createLogger } from '#libs/telemetry';
import type { RunRequest } from '../script-runner.types.js';
import { FunctionExecutor } from '../testing/function-executor.js';
import { RedisServer } from '#libs/testing';
import { runRequest } from '../testing/run-request.js';
import { channelsOf } from './protocol.js';
import { QueueRunner } from './queue-runner.js';
import { QueueWorker } from './queue-worker.js';

const logger = createLogger({ service: 'spec', level: process.env['SPEC_LOG'] ?? 'silent' });
const { queueName, replies } = channelsOf('toolrack');
const list = (name: 'wait' | 'active') => `toolrack:${queueName}:${name}`;
/** A few times as long as a runner's knowledge of the queue's length holds. */
const SAMPLED_MS = 3_000;
let redis: RedisServer;
let executions: string[] = [];
let closing: (() => Promise<unknown>)[] = [];

async function startRunner(maxWaiting = 1_000): Promise<QueueRunner> {
  const runner = new QueueRunner({ redisUrl: redis.url, maxWaiting, logger });
  closing.unshift(() => runner.close());
  await runner.waitUntilReady();
  return runner;
}

async function startWorker(concurrency = 10): Promise<QueueWorker> {
  const executor = new FunctionExecutor((request: RunRequest) => {
    executions.push(request.runId);
    return Promise.resolve();
  });
  const worker = new QueueWorker({ redisUrl: redis.url, executor, concurrency, logger });
  closing.push(() => worker.close());
  await worker.waitUntilReady();
  return worker;
}

const waiting = (ms: number, given: Partial<RunRequest> = {}) =>
  runRequest({ functionName: 'wait', input: { ms }, ...given });

/** Resolves when as many runs have begun. */
async function begun(count: number): Promise<void> {
  while (executions.length < count) await delay(5);
}

describe('QueueRunner and QueueWorker', () => {
  beforeEach(async () => {
    redis = await RedisServer.start();
    executions = [];
    closing = [];
  });

  afterEach(async () => {
    for (const close of closing) await close();
    await redis.stop();
  });

  it('answers with the outcome of the worker', async () => {
    const runner = await startRunner();
    await startWorker();
    await expect(runner.run(runRequest({ input: { a: [1, { b: null }], __proto__x: 'é' } }))).resolves.toMatchObject({
      status: 'succeeded',
      result: { a: [1, { b: null }], __proto__x: 'é' },
      report: { hostCalls: 0 },
    });
  });

  it("relays a script's error with its line", async () => {
    const runner = await startRunner();
    await startWorker();
    await expect(runner.run(runRequest({ functionName: 'fail' }))).resolves.toMatchObject({
      status: 'failed',
      error: { code: 'ScriptFailed', name: 'TypeError', message: 'it broke', line: 3 },
    });
  });

  it('relays progress in its order, before the outcome', async () => {
    const runner = await startRunner();
    await startWorker();
    const progress: JsonValue[][] = [];
    await runner.run(runRequest({ functionName: 'progress', onProgress: (args) => progress.push(args) }));
    expect(progress.map(([step]) => step)).toEqual([1, 2, 3]);
  });

  it('says of a run that no worker takes that it waits, and of none that one has', async () => {
    const runner = await startRunner();
    await startWorker(1);
    const told = new Set<string>();
    const telling = (name: string): Partial<RunRequest> => ({ onWaiting: () => told.add(name) });
    const runs = [runner.run(waiting(1_200, telling('taken')))];
    await begun(1);
    runs.push(runner.run(waiting(0, telling('waiting'))));
    await Promise.all(runs);
    expect([...told]).toEqual(['waiting']);
  });

  it('answers many runs at a time, each with its own outcome', async () => {
    const runner = await startRunner();
    await startWorker();
    const inputs = Array.from({ length: 200 }, (_, index) => ({ index }));
    const outcomes = await Promise.all(inputs.map((input) => runner.run(runRequest({ input }))));
    expect(outcomes.map((outcome) => outcome.status === 'succeeded' && outcome.result)).toEqual(inputs);
    expect(new Set(executions).size).toBe(200);
    expect(executions).toHaveLength(200);
  });

  it('leaves no job and no outcome in Redis', async () => {
    const runner = await startRunner();
    const worker = await startWorker();
    await Promise.all([runner.run(runRequest()), runner.run(runRequest({ functionName: 'fail' }))]);
    await worker.close();
    await runner.close();
    const client = new Redis(redis.url);
    const keys = await client.keys('*');
    client.disconnect();
    expect(keys.filter((key) => /-outcome|[0-9a-f]{8}-[0-9a-f]{4}-/.test(key))).toEqual([]);
  });

  it('puts nothing but ids, arguments and limits into the queue', async () => {
    const runner = await startRunner();
    const abort = new AbortController();
    const request = runRequest({ signal: abort.signal });
    const outcome = runner.run(request);
    const queue = new Queue<object>(queueName, { connection: { url: redis.url }, prefix: 'toolrack' });
    let job = await queue.getJob(request.runId);
    while (job === undefined) job = await queue.getJob(request.runId);
    await queue.close();
    abort.abort();
    await outcome;
    const ids = ['runId', 'runnerId', 'serverRunId', 'namespace', 'versionId', 'functionName', 'origin'];
    expect(Object.keys(job.data).sort()).toEqual(
      [...ids, 'input', 'principal', 'limits', 'deadline', 'addedAt', 'asksFirst'].sort(),
    );
  });

  it('answers a job that the worker cannot read, for its runner not to wait until the deadline', async () => {
    await startWorker();
    const subscriber = new Redis(redis.url);
    await subscriber.subscribe(replies('a-runner'));
    const reply = new Promise<string>((resolve) => {
      subscriber.on('message', (_channel, text) => {
        resolve(text);
      });
    });
    const queue = new Queue<object>(queueName, { connection: { url: redis.url }, prefix: 'toolrack' });
    await queue.add('run', { runId: 'a-run', runnerId: 'a-runner', limits: 'of another version' }, { jobId: 'a-run' });
    expect(JSON.parse(await reply)).toMatchObject({
      type: 'outcome',
      runId: 'a-run',
      outcome: { status: 'failed', error: { code: 'ScriptUnavailable' } },
    });
    await queue.close();
    await subscriber.quit();
    expect(executions).toEqual([]);
  });

  describe('cancelling', () => {
    it('ends a run that has begun', async () => {
      const runner = await startRunner();
      const worker = await startWorker();
      const abort = new AbortController();
      const outcome = runner.run(waiting(60_000, { signal: abort.signal }));
      await begun(1);
      abort.abort();
      await expect(outcome).resolves.toMatchObject({ error: { code: 'RunCancelled' } });
      await worker.close();
    });

    it('takes a waiting run out of the queue, so that it never begins', async () => {
      const runner = await startRunner();
      const abort = new AbortController();
      const outcome = runner.run(waiting(1, { signal: abort.signal }));
      abort.abort();
      await expect(outcome).resolves.toMatchObject({ error: { code: 'RunCancelled' } });
      await startWorker();
      await runner.run(runRequest());
      expect(executions).toHaveLength(1);
    });

    it('does not hand over a run that was cancelled before', async () => {
      const runner = await startRunner();
      const outcome = runner.run(runRequest({ signal: AbortSignal.abort() }));
      await expect(outcome).resolves.toMatchObject({ error: { code: 'RunCancelled' } });
    });
  });

  describe('at the deadline', () => {
    it('answers a run that no worker began, and no worker begins it later', async () => {
      const runner = await startRunner();
      const outcome = await runner.run(runRequest({ deadline: steadyNow() + 300 }));
      expect(outcome).toMatchObject({ error: { code: 'WallLimitExceeded' } });
      await startWorker();
      await runner.run(runRequest());
      expect(executions).toHaveLength(1);
    });

    it('answers a run that has begun, and ends it', async () => {
      const runner = await startRunner();
      const worker = await startWorker();
      const outcome = await runner.run(waiting(60_000, { deadline: steadyNow() + 300 }));
      expect(outcome).toMatchObject({ error: { code: 'WallLimitExceeded' } });
      await worker.close();
    });

    it('does not begin a run that waited behind others until its deadline', async () => {
      const runner = await startRunner();
      await startWorker(1);
      const busy = runner.run(waiting(500));
      await begun(1);
      const late = await runner.run(runRequest({ deadline: steadyNow() + 100 }));
      expect(late).toMatchObject({ error: { code: 'WallLimitExceeded' } });
      await busy;
      await runner.run(runRequest());
      expect(executions).toHaveLength(2);
    });

    it('finds an outcome whose message was lost', async () => {
      const runner = await startRunner();
      await startWorker();
      const outcome = runner.run(waiting(300, { deadline: steadyNow() + 1_500 }));
      await begun(1);
      const client = new Redis(redis.url);
      // Redis ends the subscriptions and passes on no message, but keeps what is stored.
      await client.call('ACL', 'SETUSER', 'default', 'resetchannels');
      await expect(outcome).resolves.toMatchObject({ result: 'waited' });
      client.disconnect();
    });
  });

  describe('when Redis is away', () => {
    it('refuses runs at once with 503', async () => {
      const runner = await startRunner();
      await redis.kill();
      while (runner.health().redis) await delay(5);
      for (let attempt = 0; attempt < 20; attempt += 1) {
        await expect(runner.run(runRequest())).rejects.toMatchObject({ status: 503 });
      }
      await expect(runner.run(runRequest())).rejects.toMatchObject({
        status: 503,
        retryAfterSeconds: expect.any(Number),
      });
    });

    it('refuses runs with 503 when it was never there, and works when it comes', async () => {
      await redis.kill();
      const runner = new QueueRunner({ redisUrl: redis.url, maxWaiting: 10, logger });
      closing.unshift(() => runner.close());
      await expect(runner.run(runRequest())).rejects.toMatchObject({ status: 503 });
      await redis.start();
      await runner.waitUntilReady();
      await startWorker();
      await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
    });

    it('works again after a restart between runs', async () => {
      const runner = await startRunner();
      const worker = await startWorker();
      await runner.run(runRequest());
      await redis.kill();
      await redis.start();
      while (!runner.health().redis || !worker.connected) await delay(20);
      await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
      await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
      expect(executions).toHaveLength(3);
    });

    it('answers a run that ended while it was away with its outcome', async () => {
      const runner = await startRunner();
      await startWorker();
      const outcome = runner.run(waiting(500));
      await begun(1);
      await redis.kill();
      await delay(600);
      await redis.start();
      await expect(outcome).resolves.toMatchObject({ result: 'waited' });
      expect(executions).toHaveLength(1);
    });

    it('closes both sides without waiting for it', async () => {
      const runner = await startRunner();
      const worker = await startWorker();
      await redis.kill();
      await Promise.all([runner.close(), worker.close()]);
    });
  });

  it('runs nothing again that Redis brings back from an older state', async () => {
    const runner = await startRunner();
    const outcome = runner.run(runRequest());
    const client = new Redis(redis.url);
    while ((await client.llen(list('wait'))) === 0) await delay(5);
    await client.save();
    client.disconnect();
    const first = await startWorker();
    await expect(outcome).resolves.toMatchObject({ status: 'succeeded' });
    await first.close();
    await redis.kill();
    await redis.start();
    const after = new Redis(redis.url);
    await expect(after.llen(list('wait'))).resolves.toBe(1);
    await startWorker();
    while ((await after.llen(list('wait'))) + (await after.llen(list('active'))) > 0) await delay(5);
    after.disconnect();
    expect(executions).toHaveLength(1);
  });

  it('refuses a run above the waiting limit with 429, and takes runs again when the queue is shorter', async () => {
    const runner = await startRunner(2);
    const waitingRuns = [runner.run(runRequest()), runner.run(runRequest())];
    await expect(runner.run(runRequest())).rejects.toMatchObject({
      status: 429,
      retryAfterSeconds: expect.any(Number),
    });
    await startWorker();
    await Promise.all(waitingRuns);
    await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('counts the runs of other processes against the waiting limit', async () => {
    const other = await startRunner();
    const runner = await startRunner(2);
    const waitingRuns = [other.run(runRequest()), other.run(runRequest())];
    await delay(SAMPLED_MS);
    await expect(runner.run(runRequest())).rejects.toMatchObject({ status: 429 });
    await startWorker();
    await Promise.all(waitingRuns);
    await delay(SAMPLED_MS);
    await expect(runner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
  });

  describe('closing', () => {
    it('finishes the runs that the worker holds and takes no others', async () => {
      const runner = await startRunner();
      const worker = await startWorker(1);
      const taken = runner.run(waiting(300));
      await begun(1);
      const left = runner.run(runRequest({ deadline: steadyNow() + 1_000 }));
      await worker.close();
      await expect(taken).resolves.toMatchObject({ result: 'waited' });
      await expect(left).resolves.toMatchObject({ error: { code: 'WallLimitExceeded' } });
      expect(executions).toHaveLength(1);
    });

    it('answers the runs that the runner handed over and refuses others', async () => {
      const runner = await startRunner();
      await startWorker();
      const taken = runner.run(waiting(200));
      const closed = runner.close();
      await expect(runner.run(runRequest())).rejects.toMatchObject({ status: 503 });
      await closed;
      await expect(taken).resolves.toMatchObject({ result: 'waited' });
    });
  });
});
