/**
 * The executing side of the queue: takes runs from BullMQ, has them executed and answers on the caller's reply channel.
 * It runs nothing twice: a job has one attempt, a stalled one is failed and not repeated, one from before a restart of
 * Redis is refused, and one past its deadline is not begun. What a run does is the executor's business.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { steadyNow } from '#libs/clock';
import type { RunOutcome } from '#libs/contracts';
import type { Logger } from '#libs/telemetry';
import { cancelledRun, failedRun } from '../failed-run.js';
import type { Executor, RunRequest } from '../script-runner.types.js';
import { connectPatiently, connectSubscriber, endConnection } from './connections.js';
import {
  type Channels,
  channelsOf,
  controlSchema,
  DEFAULT_PREFIX,
  type Heartbeat,
  HEARTBEAT_MS,
  OUTCOME_TTL_MS,
  parseMessage,
  QUEUE_NAME,
  type Reply,
  type RunIds,
  runIdsSchema,
  type RunJob,
  runJobSchema,
} from './protocol.js';
import { ServerStart } from './server-start.js';

/** A lock outlives its worker by this time at most; stalled jobs are found at the same pace. */
const LOCK_MS = 5_000;
/** What `close` waits for Redis after the last run has ended, in milliseconds. */
const CLOSE_GRACE_MS = 3_000;
/** `cancel` may arrive before the job that it means. */
const REMEMBERED_CANCELS = { max: 10_000, ttl: 60_000 };
/**
 * Keeps and publishes an outcome in one step, so that sending it again after a lost connection does no harm. The first
 * outcome is the one that stays: a worker that ends a stalled job must not replace what its own worker found.
 */
const ANSWER_SCRIPT = `
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX')
return redis.call('PUBLISH', ARGV[3], ARGV[4] .. ARGV[1] .. '}')`;

export interface QueueWorkerOptions {
  redisUrl: string;
  executor: Executor;
  /** Runs at a time. */
  concurrency: number;
  logger: Logger;
  /** Begins all keys and channels in Redis. */
  prefix?: string;
}

export class QueueWorker {
  readonly #id = randomUUID();
  readonly #logger: Logger;
  readonly #executor: Executor;
  readonly #channels: Channels;
  readonly #connection: Redis;
  readonly #subscriber: Redis;
  readonly #server: ServerStart;
  readonly #worker: Worker<unknown, undefined>;
  readonly #running = new Map<string, AbortController>();
  readonly #executions = new Set<Promise<RunOutcome>>();
  readonly #cancelled = new LRUCache<string, true>(REMEMBERED_CANCELS);
  readonly #ready = Promise.withResolvers<undefined>();
  readonly #heartbeatTimer: NodeJS.Timeout;
  #closed: Promise<void> | undefined;
  #refusing = false;

  /** Connects in the background and takes runs as soon as it has told that it is there. */
  constructor(options: QueueWorkerOptions) {
    const { logger, executor, concurrency, prefix = DEFAULT_PREFIX } = options;
    this.#logger = logger;
    this.#executor = executor;
    this.#channels = channelsOf(prefix);
    this.#connection = connectPatiently(options);
    this.#server = new ServerStart(this.#connection, logger);
    this.#subscriber = connectSubscriber(options);
    this.#worker = new Worker<unknown, undefined>(QUEUE_NAME, (job) => this.#process(job), {
      connection: this.#connection,
      prefix,
      name: this.#id,
      concurrency,
      autorun: false,
      maxStalledCount: 0,
      maxStartedAttempts: 1,
      lockDuration: LOCK_MS,
      stalledInterval: LOCK_MS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      runRetryDelay: 500,
    });
    this.#worker.on('error', (error) => {
      logger.warn({ err: error }, 'The queue of runs reported an error');
    });
    this.#worker.on('failed', (job, error) => void this.#answerFailed(job, error));
    this.#subscriber.on('ready', () => void this.#listen());
    this.#subscriber.on('message', (_channel, text) => {
      const runId = parseMessage(controlSchema, text)?.runId;
      if (runId !== undefined) this.#cancel(runId);
    });
    this.#heartbeatTimer = setInterval(() => void this.#beat(), HEARTBEAT_MS);
  }

  /** Resolves when the first run can be taken. Waits as long as Redis is away. */
  async waitUntilReady(): Promise<void> {
    await this.#ready.promise;
  }

  /** Whether Redis can be reached at this moment. */
  get connected(): boolean {
    return this.#server.current !== undefined;
  }

  /** Takes no new runs, and resolves when those in flight are answered. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#finishAndEnd();
    return this.#closed;
  }

  async #finishAndEnd(): Promise<void> {
    // Without Redis nothing can be taken in good order, and BullMQ's orderly end would wait for it.
    this.#refusing = !this.connected;
    const stopped = this.#refusing ? this.#worker.pause(true) : this.#worker.close();
    // A run may have been on its way from Redis when the end began; it is in flight as well.
    do {
      while (this.#executions.size > 0) await Promise.allSettled(this.#executions);
      await Promise.race([stopped, delay(CLOSE_GRACE_MS, undefined, { ref: false })]);
    } while (this.#executions.size > 0);
    clearInterval(this.#heartbeatTimer);
    this.#subscriber.disconnect();
    await endConnection(this.#connection);
    const ended = this.#endBlocking().then(() => this.#worker.close(true));
    await Promise.race([ended, delay(CLOSE_GRACE_MS, undefined, { ref: false })]);
  }

  /**
   * BullMQ waits for its blocking connection to report its end, and one that is ended between two attempts to reach Redis
   * reports nothing. One more attempt makes it.
   */
  async #endBlocking(): Promise<void> {
    if (this.#refusing) return;
    const blocking = await this.#worker.getBackend().blockingConnection?.client;
    if (blocking?.status !== 'reconnecting') return;
    await blocking.connect().catch(() => undefined);
    blocking.disconnect();
  }

  async #listen(): Promise<void> {
    try {
      await this.#subscriber.subscribe(this.#channels.control);
      await this.#beat();
      if (this.#worker.isRunning() || this.#closed !== undefined) return;
      this.#worker.run().catch((error: unknown) => {
        this.#logger.error({ err: error }, 'The worker stopped');
      });
      this.#ready.resolve(undefined);
    } catch (error) {
      this.#logger.warn({ err: error }, 'The control channel of runs could not be subscribed to');
    }
  }

  async #beat(): Promise<void> {
    if (this.#connection.status !== 'ready') return;
    const heartbeat: Heartbeat = { workerId: this.#id, runIds: [...this.#running.keys()] };
    await this.#connection.publish(this.#channels.heartbeats, JSON.stringify(heartbeat)).catch(() => undefined);
  }

  #cancel(runId: string): void {
    const running = this.#running.get(runId);
    if (running === undefined) this.#cancelled.set(runId, true);
    else running.abort();
  }

  async #process(job: Job<unknown>): Promise<undefined> {
    const run = runJobSchema.safeParse(job.data);
    if (!run.success) {
      this.#logger.error({ err: run.error, jobId: job.id }, 'A job is not a run');
      const ids = runIdsSchema.safeParse(job.data);
      const message = 'The worker does not understand the run. Are all services of one version?';
      if (ids.success) await this.#answer(ids.data, failedRun('ScriptUnavailable', message));
      return;
    }
    await this.#answer(run.data, await this.#outcomeOf(run.data));
  }

  async #outcomeOf(run: RunJob): Promise<RunOutcome> {
    if ((await this.#server.whenKnown()) !== run.serverRunId) {
      return failedRun(
        'WorkerLost',
        'The queue was restarted while the run waited. It may have run and is not repeated.',
      );
    }
    if (steadyNow() >= run.deadline) {
      return failedRun('WallLimitExceeded', 'No worker was free before the deadline of the run.');
    }
    if (this.#cancelled.has(run.runId)) return cancelledRun();
    if (this.#refusing) return failedRun('WorkerLost', 'The worker was shut down before it began the run.');
    const execution = this.#execute(run);
    this.#executions.add(execution);
    try {
      return await execution;
    } finally {
      this.#executions.delete(execution);
    }
  }

  async #execute({ runnerId, serverRunId: _, ...rest }: RunJob): Promise<RunOutcome> {
    const { runId } = rest;
    const abort = new AbortController();
    this.#running.set(runId, abort);
    this.#tell(runnerId, { type: 'started', runId, workerId: this.#id });
    const request: RunRequest = {
      ...rest,
      signal: abort.signal,
      onProgress: (args) => {
        this.#tell(runnerId, { type: 'progress', runId, workerId: this.#id, args });
      },
    };
    try {
      return await this.#executor.execute(request);
    } catch (error) {
      this.#logger.error({ err: error, runId }, 'A run could not be executed');
      return failedRun('SandboxCrashed', 'The run could not be executed.');
    } finally {
      this.#running.delete(runId);
    }
  }

  /** A job that BullMQ failed without running it: its worker was lost. */
  async #answerFailed(job: Job<unknown> | undefined, error: Error): Promise<void> {
    const run = runIdsSchema.safeParse(job?.data);
    this.#logger.error({ err: error, runId: job?.id }, 'A run failed in the queue');
    if (!run.success) return;
    const outcome = failedRun('WorkerLost', 'The worker was lost during the run. It is not run again.');
    await this.#answer(run.data, outcome);
  }

  /** Keeps the outcome and publishes it. Waits for Redis when it is away; the run was done, and is not done again. */
  async #answer({ runId, runnerId }: RunIds, outcome: RunOutcome): Promise<void> {
    const channel = this.#channels.replies(runnerId);
    const head = `${JSON.stringify({ type: 'outcome', runId, workerId: this.#id }).slice(0, -1)},"outcome":`;
    try {
      await this.#connection.eval(
        ANSWER_SCRIPT,
        1,
        this.#channels.outcomeKey(runId),
        JSON.stringify(outcome),
        OUTCOME_TTL_MS,
        channel,
        head,
      );
    } catch (error) {
      this.#logger.error({ err: error, runId }, 'The outcome of a run could not be sent');
    }
  }

  #tell(runnerId: string, message: Reply): void {
    if (this.#connection.status !== 'ready') return;
    this.#connection.publish(this.#channels.replies(runnerId), JSON.stringify(message)).catch(() => undefined);
  }
}
