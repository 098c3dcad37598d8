/**
 * The executing side of the queue: takes runs from BullMQ, has them executed and answers on the caller's reply channel.
 * It runs nothing twice: a job has one attempt, a stalled one is failed and not repeated, one from before a restart of
 * Redis is dropped, and one past its deadline is not begun. What a run does is the executor's business.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { RedisClock, steadyNow } from '#libs/clock';
import type { RunOutcome } from '#libs/contracts';
import type { Logger } from '#libs/telemetry';
import { cancelledRun, failedRun } from '../failed-run.js';
import type { Executor, RunRequest } from '../script-runner.types.js';
import { connectPatiently, connectSubscriber, endConnection } from './connections.js';
import { LeaveToBegin } from './leave-to-begin.js';
import {
  type Channels,
  channelsOf,
  controlSchema,
  DEFAULT_PREFIX,
  type Heartbeat,
  HEARTBEAT_MS,
  OUTCOME_TTL_MS,
  parseMessage,
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
 * Keeps and publishes an outcome in one step, so that sending it again after a lost connection does no harm.
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
  /** Of what runners and workers say to each other; that of this build when left out. */
  protocolVersion?: number;
}

export class QueueWorker {
  readonly #id = randomUUID();
  readonly #logger: Logger;
  readonly #executor: Executor;
  readonly #channels: Channels;
  readonly #connection: Redis;
  readonly #subscriber: Redis;
  readonly #clock: RedisClock;
  readonly #server: ServerStart;
  readonly #worker: Worker<unknown, undefined>;
  readonly #leave = new LeaveToBegin();
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
    this.#channels = channelsOf(prefix, options.protocolVersion);
    this.#connection = connectPatiently(options);
    // Asks first, so that the time is known once the start is.
    this.#clock = new RedisClock(this.#connection, logger);
    this.#server = new ServerStart(this.#connection, logger);
    this.#subscriber = connectSubscriber(options);
    this.#worker = new Worker<unknown, undefined>(this.#channels.queueName, (job) => this.#process(job), {
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
    this.#worker.on('failed', (job, error) => {
      this.#tellStalled(job, error);
    });
    this.#connection.on('close', () => {
      this.#leave.interrupted();
    });
    this.#subscriber.on('ready', () => void this.#listen());
    this.#subscriber.on('message', (_channel, text) => {
      const message = parseMessage(controlSchema, text);
      if (message?.type === 'cancel') this.#cancel(message.runId);
      if (message?.type === 'leave' && message.workerId === this.#id) this.#leave.given(message.runId);
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
    void this.#beat();
    // Without Redis nothing can be taken in good order, and BullMQ's orderly end would wait for it.
    this.#refusing = !this.connected;
    const stopped = this.#refusing ? this.#worker.pause(true) : this.#worker.close();
    // A run may have been on its way from Redis when the end began; it is in flight as well.
    do {
      while (this.#executions.size > 0) await Promise.allSettled(this.#executions);
      await Promise.race([stopped, delay(CLOSE_GRACE_MS, undefined, { ref: false })]);
    } while (this.#executions.size > 0);
    clearInterval(this.#heartbeatTimer);
    this.#clock.close();
    // The last word: it has left, and holds nothing.
    await Promise.race([this.#beat(), delay(CLOSE_GRACE_MS, undefined, { ref: false })]);
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
    const serverRunId = this.#server.current;
    const heartbeat: Heartbeat = {
      workerId: this.#id,
      runIds: [...this.#running.keys()],
      isLeaving: this.#closed !== undefined,
      ...(serverRunId !== undefined && { serverRunId }),
    };
    const sentAt = steadyNow();
    try {
      await this.#connection.publish(this.#channels.heartbeats, JSON.stringify(heartbeat));
      this.#leave.told(sentAt);
    } catch {
      this.#leave.interrupted();
    }
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
    const outcome = await this.#outcomeOf(run.data);
    if (outcome !== undefined) await this.#answer(run.data, outcome);
  }

  /** Nothing for a run that a restarted Redis brought back: it is its runner's to find out whether it has begun. */
  async #outcomeOf(run: RunJob): Promise<RunOutcome | undefined> {
    if ((await this.#server.whenKnown()) !== run.serverRunId) return undefined;
    if (this.#clock.now() >= run.deadline) {
      return failedRun('WallLimitExceeded', 'No worker was free before the deadline of the run.');
    }
    if (this.#cancelled.has(run.runId)) return cancelledRun();
    if (this.#refusing) return failedRun('NotStarted', 'The worker was shut down before it began the run.');
    if (run.asksFirst || this.#leave.isNeeded(this.#clock.toSteady(run.addedAt))) {
      if (!(await this.#obtainLeave(run))) return failedRun('NotStarted', 'The worker could not reach the caller.');
      if (this.#server.current !== run.serverRunId) return undefined;
      if (this.#cancelled.has(run.runId)) return cancelledRun();
    }
    const execution = this.#execute(run);
    this.#executions.add(execution);
    try {
      return await execution;
    } finally {
      this.#executions.delete(execution);
    }
  }

  #obtainLeave({ runId, runnerId, serverRunId }: RunJob): Promise<boolean> {
    const ask = () => {
      this.#tell(runnerId, { type: 'ask', runId, workerId: this.#id, serverRunId });
    };
    return this.#leave.obtain(runId, ask, this.#server.lostSignal);
  }

  async #execute({
    runnerId,
    serverRunId: _start,
    addedAt: _at,
    asksFirst: _asks,
    ...rest
  }: RunJob): Promise<RunOutcome> {
    const { runId } = rest;
    const abort = new AbortController();
    this.#running.set(runId, abort);
    this.#tell(runnerId, { type: 'started', runId, workerId: this.#id });
    const request: RunRequest = {
      ...rest,
      deadline: this.#clock.toSteady(rest.deadline),
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

  /** A job that BullMQ failed without running it: its worker was lost, or could not reach Redis for a while. */
  #tellStalled(job: Job<unknown> | undefined, error: Error): void {
    const run = runIdsSchema.safeParse(job?.data);
    this.#logger.warn({ err: error, runId: job?.id }, 'A run stalled in the queue');
    if (run.success) this.#tell(run.data.runnerId, { type: 'stalled', runId: run.data.runId, workerId: this.#id });
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
