/**
 * A Redis with runners and workers on it, for specs that are about the queue. Workers are of this process, and count what
 * they begin, or processes of their own.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { entryFile } from '#libs/entry';
import { createLogger } from '#libs/telemetry';
import { RedisServer, type RedisServerOptions } from '#libs/testing';
import { channelsOf } from '../queue/protocol.js';
import { QueueRunner } from '../queue/queue-runner.js';
import { QueueWorker } from '../queue/queue-worker.js';
import { FunctionExecutor } from './function-executor.js';

const WORKER = entryFile(import.meta.url, 'worker.fixture.js');
const logger = createLogger({ service: 'spec', level: 'silent' });
const begunSchema = z.object({ begun: z.string() });

export class QueueSetup implements AsyncDisposable {
  readonly redis: RedisServer;
  /** Ids of the runs that were begun, in all workers, as often as they were. */
  readonly executions: string[] = [];
  readonly #resources = new AsyncDisposableStack();

  private constructor(redis: RedisServer) {
    this.redis = redis;
    this.#resources.defer(() => redis.stop());
  }

  static async start(options: RedisServerOptions = {}): Promise<QueueSetup> {
    return new QueueSetup(await RedisServer.start(options));
  }

  async runner(protocolVersion?: number): Promise<QueueRunner> {
    const version = protocolVersion === undefined ? {} : { protocolVersion };
    const runner = new QueueRunner({ redisUrl: this.redis.url, maxWaiting: 1_000, logger, ...version });
    this.#resources.defer(() => runner.close());
    await runner.waitUntilReady();
    return runner;
  }

  async worker(concurrency = 10): Promise<QueueWorker> {
    const executor = new FunctionExecutor((request) => {
      this.executions.push(request.runId);
      return Promise.resolve();
    });
    const worker = new QueueWorker({ redisUrl: this.redis.url, executor, concurrency, logger });
    this.#resources.defer(() => worker.close());
    await worker.waitUntilReady();
    return worker;
  }

  /** A worker that can be killed. It ends with the set-up. */
  async workerProcess(environment: Record<string, string> = {}): Promise<ChildProcess> {
    const worker = fork(WORKER, { env: { REDIS_URL: this.redis.url, ...environment }, execArgv: [] });
    this.#resources.defer(() => ended(worker));
    worker.on('message', (message) => {
      const begun = begunSchema.safeParse(message);
      if (begun.success) this.executions.push(begun.data.begun);
    });
    await once(worker, 'message');
    return worker;
  }

  /** Resolves when as many runs have begun. What a process has begun is told on another way than its answers, maybe later. */
  async begun(count: number): Promise<void> {
    while (this.executions.length < count) await delay(5);
  }

  /** Resolves when as many runs wait in Redis. */
  async queued(count: number): Promise<void> {
    const client = new Redis(this.redis.url);
    const { queueName } = channelsOf('toolrack');
    while ((await client.llen(`toolrack:${queueName}:wait`)) < count) await delay(5);
    client.disconnect();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/** Ends a worker's process as a crash does. */
export async function ended(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exited = once(worker, 'exit');
  worker.kill('SIGKILL');
  await exited;
}
