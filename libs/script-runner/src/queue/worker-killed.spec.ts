import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { entryFile } from '#libs/entry';
import { createLogger } from '#libs/telemetry';
import { RedisServer } from '#libs/testing';
import { runRequest } from '../testing/run-request.js';
import { channelsOf } from './protocol.js';
import { QueueRunner } from './queue-runner.js';

const PROMISED_MS = 10_000;
const WORKER = entryFile(import.meta.url, '../testing/worker.fixture.js');
const logger = createLogger({ service: 'spec', level: 'silent' });

const { queueName } = channelsOf('toolrack');
const list = (name: 'wait' | 'active') => `toolrack:${queueName}:${name}`;

let redis: RedisServer;
let client: Redis;
let runner: QueueRunner;
let workers: ChildProcess[] = [];

async function startWorker(concurrency = 10): Promise<ChildProcess> {
  const env = { REDIS_URL: redis.url, CONCURRENCY: String(concurrency) };
  const worker = fork(WORKER, { env, execArgv: [] });
  workers.push(worker);
  await once(worker, 'message');
  return worker;
}

async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, 'exit');
  worker.kill(signal);
  await exited;
}

/** How often each run was begun, by its id, in all workers together. */
const executions = () => client.hgetall('executions');

async function begun(count: number): Promise<void> {
  while (Object.keys(await executions()).length < count) await delay(5);
}

const waiting = (ms: number) => runRequest({ functionName: 'wait', input: { ms } });

describe('A worker that is killed', () => {
  beforeEach(async () => {
    redis = await RedisServer.start();
    client = new Redis(redis.url);
    runner = new QueueRunner({ redisUrl: redis.url, maxWaiting: 1_000, logger });
    workers = [];
    await runner.waitUntilReady();
  });

  afterEach(async () => {
    for (const worker of workers) await end(worker, 'SIGKILL');
    await runner.close();
    client.disconnect();
    await redis.stop();
  });

  it('is noticed by the caller within 10 s, also when it was the only one', async () => {
    const worker = await startWorker();
    const outcome = runner.run(waiting(25_000));
    await begun(1);
    const killedAt = performance.now();
    await end(worker, 'SIGKILL');
    await expect(outcome).resolves.toMatchObject({ status: 'failed', error: { code: 'WorkerLost' } });
    expect(performance.now() - killedAt).toBeLessThan(PROMISED_MS);
  });

  it('is noticed within 10 s when it was killed between taking a run and saying so', async () => {
    const worker = await startWorker();
    worker.kill('SIGSTOP');
    const request = runRequest();
    const outcome = runner.run(request);
    while ((await client.llen(list('wait'))) === 0) await delay(5);
    // What the worker's next command would have done, with nobody left to say `started`.
    await client.lmove(list('wait'), list('active'), 'RIGHT', 'LEFT');
    await client.hset(`toolrack:${queueName}:${request.runId}`, 'pb', 'a-worker-that-died', 'ats', 1);
    const killedAt = performance.now();
    await end(worker, 'SIGKILL');
    await expect(outcome).resolves.toMatchObject({ error: { code: 'WorkerLost' } });
    expect(performance.now() - killedAt).toBeLessThan(PROMISED_MS);
  });

  it('has nothing of its runs repeated by another, which goes on with the rest', async () => {
    const first = await startWorker(5);
    const held = Array.from({ length: 5 }, () => runner.run(waiting(20_000)));
    await begun(5);
    const second = await startWorker(5);
    const rest = Array.from({ length: 50 }, () => runner.run(waiting(5)));
    await end(first, 'SIGKILL');
    for (const outcome of await Promise.all(rest)) expect(outcome).toMatchObject({ status: 'succeeded' });
    for (const outcome of await Promise.all(held)) expect(outcome).toMatchObject({ error: { code: 'WorkerLost' } });
    // The stalled jobs have been looked for at least twice by now, and are gone from the queue.
    while ((await client.llen(list('active'))) > 0) await delay(50);
    await end(second, 'SIGTERM');
    const counts = Object.values(await executions());
    expect(counts).toHaveLength(55);
    expect(new Set(counts)).toEqual(new Set(['1']));
  });

  it('leaves runs that another worker holds alone', async () => {
    const first = await startWorker(1);
    const killed = runner.run(waiting(20_000));
    await begun(1);
    await startWorker(1);
    const kept = runner.run(waiting(8_000));
    await begun(2);
    await end(first, 'SIGKILL');
    await expect(killed).resolves.toMatchObject({ error: { code: 'WorkerLost' } });
    await expect(kept).resolves.toMatchObject({ result: 'waited' });
  });

  it('is not mistaken for one that ends in good order', async () => {
    const worker = await startWorker();
    const outcome = runner.run(waiting(500));
    await begun(1);
    await end(worker, 'SIGTERM');
    await expect(outcome).resolves.toMatchObject({ result: 'waited' });
  });
});
