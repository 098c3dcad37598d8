/**
 * The calling side of the queue: puts a run into BullMQ and waits for its outcome on one reply channel of this process.
 * It answers every run exactly once and at the latest at its deadline: with the worker's outcome, with `WorkerLost` when
 * the worker went silent, or with a timeout after one last look for an outcome that was missed. A run is added at most
 * once and never again, so what it cannot find out it reports as lost. Executing runs is `QueueWorker`'s business.
 */
import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { steadyNow } from '#libs/clock';
import type { RunOutcome } from '#libs/contracts';
import type { Logger } from '#libs/telemetry';
import { msUntil } from '../deadline.js';
import { cancelledRun, failedRun } from '../failed-run.js';
import { queueUnavailable, shuttingDown, tooManyWaiting } from '../refusals.js';
import type { RunRequest, ScriptRunner } from '../script-runner.types.js';
import { Backlog } from './backlog.js';
import { connectFailingFast, connectSubscriber, endConnection } from './connections.js';
import { type PendingRun, PendingRuns } from './pending-runs.js';
import {
  type Channels,
  channelsOf,
  type Control,
  DEFAULT_PREFIX,
  heartbeatSchema,
  parseMessage,
  QUEUE_NAME,
  type Reply,
  replySchema,
  type RunJob,
  sentOutcomeSchema,
  SILENCE_MS,
} from './protocol.js';
import { ServerStart } from './server-start.js';
import { WorkerPresence } from './worker-presence.js';

/** How often lost workers, missed messages and the length of the queue are looked for, in milliseconds. */
const SWEEP_MS = 500;
/** After this time without `started`, the queue is asked whether a worker took the run, in milliseconds. */
const UNSTARTED_MS = 1_000;

export interface QueueRunnerOptions {
  redisUrl: string;
  /** Runs that may wait in the queue, of all processes together; one more is refused with 429. */
  maxWaiting: number;
  logger: Logger;
  /** Begins all keys and channels in Redis. */
  prefix?: string;
}

export interface QueueHealth {
  /** Whether runs can be handed over. */
  redis: boolean;
  /** Workers heard of in the last seconds. */
  workers: number;
}

export class QueueRunner implements ScriptRunner {
  readonly #id = randomUUID();
  readonly #logger: Logger;
  readonly #channels: Channels;
  readonly #producer: Redis;
  readonly #subscriber: Redis;
  readonly #queue: Queue<RunJob, undefined>;
  readonly #server: ServerStart;
  readonly #pending = new PendingRuns();
  readonly #presence = new WorkerPresence();
  readonly #backlog: Backlog;
  /** Runs that nobody waits for and that could not be taken back yet, with their deadlines. */
  readonly #unrevoked = new Map<string, number>();
  readonly #firstListening = Promise.withResolvers<undefined>();
  readonly #sweepTimer: NodeJS.Timeout;
  #listening = false;
  #listeningSince = 0;
  #mayHaveMissed = false;
  #sweptAt = performance.now();
  #sweeping = false;
  #closed: Promise<void> | undefined;

  /** Connects in the background; `run` fails with `Unavailable` until that is done. See `waitUntilReady`. */
  constructor(options: QueueRunnerOptions) {
    const { logger, prefix = DEFAULT_PREFIX } = options;
    this.#logger = logger;
    this.#channels = channelsOf(prefix);
    this.#backlog = new Backlog(options.maxWaiting);
    this.#producer = connectFailingFast(options);
    this.#server = new ServerStart(this.#producer, logger);
    this.#subscriber = connectSubscriber(options);
    this.#subscriber.on('ready', () => void this.#listen());
    this.#subscriber.on('close', () => {
      this.#listening = false;
    });
    this.#subscriber.on('message', (channel, text) => {
      this.#hear(channel, text);
    });
    this.#queue = new Queue(QUEUE_NAME, {
      connection: this.#producer,
      prefix,
      // The connection may be away at any time, also now: nothing here may wait for it, or fail for good without it.
      skipVersionCheck: true,
      skipWaitingForReady: true,
      skipMetasUpdate: true,
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
    });
    this.#queue.on('error', (error) => {
      logger.debug({ err: error }, 'The queue of runs reported an error');
    });
    this.#sweepTimer = setInterval(() => void this.#sweep(), SWEEP_MS);
  }

  /** Resolves when runs can be handed over for the first time. Waits as long as Redis is away. */
  async waitUntilReady(): Promise<void> {
    await Promise.all([this.#firstListening.promise, this.#server.whenKnown()]);
  }

  health(): QueueHealth {
    return {
      redis: this.#listening && this.#server.current !== undefined,
      workers: this.#presence.aliveCount(performance.now()),
    };
  }

  async run(request: RunRequest): Promise<RunOutcome> {
    if (this.#closed !== undefined) throw shuttingDown();
    const serverRunId = this.#server.current;
    if (!this.#listening || serverRunId === undefined) throw queueUnavailable();
    if (this.#backlog.isFull(this.#pending.waitingCount)) throw tooManyWaiting();
    if (request.signal?.aborted) return cancelledRun();
    const run = this.#pending.open(request, serverRunId);
    const added = this.#add(run);
    const cancel = () => {
      if (this.#pending.settle(request.runId, cancelledRun())) void added.then(() => this.#revoke(run));
    };
    request.signal?.addEventListener('abort', cancel);
    const timer = setTimeout(() => void this.#giveUp(run), msUntil(request.deadline));
    try {
      return await run.outcome;
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', cancel);
    }
  }

  close(): Promise<void> {
    this.#closed ??= this.#drainAndEnd();
    return this.#closed;
  }

  async #drainAndEnd(): Promise<void> {
    await Promise.allSettled([...this.#pending].map((run) => run.outcome));
    clearInterval(this.#sweepTimer);
    this.#subscriber.disconnect();
    await this.#queue.close().catch(() => undefined);
    await endConnection(this.#producer);
  }

  /** Hands a run over. One that may or may not have arrived is answered with `Unavailable` and taken back. */
  async #add(run: PendingRun): Promise<void> {
    const { runId, namespace, versionId, functionName, origin, input, principal, limits, deadline } = run.request;
    const job: RunJob = {
      runId,
      runnerId: this.#id,
      serverRunId: run.serverRunId,
      namespace,
      versionId,
      functionName,
      origin,
      input,
      principal,
      limits,
      deadline,
    };
    try {
      await this.#queue.add('run', job, { jobId: runId });
    } catch (error) {
      if (this.#pending.fail(runId, queueUnavailable(error))) void this.#revoke(run);
    }
  }

  async #listen(): Promise<void> {
    try {
      await this.#subscriber.subscribe(this.#channels.replies(this.#id), this.#channels.heartbeats);
      this.#listeningSince = performance.now();
      this.#presence.excuseAll(this.#listeningSince);
      this.#mayHaveMissed = this.#pending.size > 0;
      this.#listening = true;
      this.#firstListening.resolve(undefined);
    } catch (error) {
      this.#logger.warn({ err: error }, 'The channels of runs could not be subscribed to');
    }
  }

  #hear(channel: string, text: string): void {
    const now = performance.now();
    if (channel === this.#channels.heartbeats) {
      const heartbeat = parseMessage(heartbeatSchema, text);
      if (heartbeat === undefined) return;
      this.#presence.heard(heartbeat.workerId, now);
      for (const runId of heartbeat.runIds) this.#pending.markStarted(runId, heartbeat.workerId);
      return;
    }
    const reply = parseMessage(replySchema, text);
    if (reply === undefined) {
      this.#logger.error({ channel }, 'A message about a run could not be read');
      return;
    }
    this.#presence.heard(reply.workerId, now);
    this.#take(reply);
  }

  #take(reply: Reply): void {
    switch (reply.type) {
      case 'started':
        this.#pending.markStarted(reply.runId, reply.workerId);
        break;
      case 'progress':
        this.#reportProgress(reply);
        break;
      case 'outcome':
        this.#pending.settle(reply.runId, reply.outcome);
        // It was kept for the case that this message was lost.
        this.#producer.unlink(this.#channels.outcomeKey(reply.runId)).catch(() => undefined);
        break;
    }
  }

  #reportProgress(reply: Extract<Reply, { type: 'progress' }>): void {
    try {
      this.#pending.get(reply.runId)?.request.onProgress?.(reply.args);
    } catch (error) {
      this.#logger.warn({ err: error, runId: reply.runId }, 'Progress of a run could not be passed on');
    }
  }

  /** At the deadline: one last look for an outcome whose message was lost, then a timeout. */
  async #giveUp(run: PendingRun): Promise<void> {
    await this.#takeKept([run]).catch(() => undefined);
    const reason =
      run.workerId === undefined
        ? 'No worker started the run before its deadline.'
        : 'The run was not answered before its deadline.';
    if (this.#pending.settle(run.request.runId, failedRun('WallLimitExceeded', reason))) void this.#revoke(run);
  }

  /** Takes back a run that nobody waits for: out of the queue when it waits there, ended when a worker has it. */
  async #revoke(run: PendingRun): Promise<void> {
    await this.#revokeId(run.request.runId, run.request.deadline);
  }

  async #revokeId(runId: string, deadline: number): Promise<void> {
    try {
      const removed = await this.#queue.remove(runId);
      const message: Control = { type: 'cancel', runId };
      if (removed !== 1) await this.#producer.publish(this.#channels.control, JSON.stringify(message));
      this.#unrevoked.delete(runId);
    } catch {
      // Tried again at each sweep; after the deadline no worker would start it anyway.
      this.#unrevoked.set(runId, deadline);
    }
  }

  /** Answers runs whose outcome is kept in Redis. */
  async #takeKept(runs: readonly PendingRun[]): Promise<void> {
    if (runs.length === 0) return;
    const kept = await this.#producer.mget(runs.map((run) => this.#channels.outcomeKey(run.request.runId)));
    runs.forEach((run, index) => {
      const outcome = parseMessage(sentOutcomeSchema, kept[index] ?? '');
      if (outcome !== undefined) this.#pending.settle(run.request.runId, outcome);
    });
  }

  async #sweep(): Promise<void> {
    const now = performance.now();
    // A process that was stopped for a while has its workers' messages still to read.
    if (now - this.#sweptAt > 4 * SWEEP_MS) this.#presence.excuseAll(now);
    this.#sweptAt = now;
    if (this.#sweeping || !this.#listening || this.#server.current === undefined) return;
    this.#sweeping = true;
    try {
      if (this.#mayHaveMissed) {
        await this.#takeKept([...this.#pending]);
        this.#mayHaveMissed = false;
      }
      await this.#failLost(now);
      await this.#findTaken(now);
      for (const [runId, deadline] of this.#unrevoked) {
        if (deadline > steadyNow()) await this.#revokeId(runId, deadline);
        else this.#unrevoked.delete(runId);
      }
      this.#backlog.sample(await this.#queue.getWaitingCount(), this.#pending.waitingCount);
    } catch (error) {
      this.#logger.debug({ err: error }, 'The queue of runs could not be checked');
    } finally {
      this.#sweeping = false;
    }
  }

  /** Answers runs whose worker is silent, and those that waited in a Redis which has been restarted since. */
  async #failLost(now: number): Promise<void> {
    const heldBy = new Set<string>();
    const lost: PendingRun[] = [];
    for (const run of this.#pending) {
      if (run.workerId !== undefined) heldBy.add(run.workerId);
      const isLost =
        run.workerId === undefined
          ? run.serverRunId !== this.#server.current && now - this.#listeningSince > SILENCE_MS
          : this.#presence.isSilent(run.workerId, now);
      if (isLost) lost.push(run);
    }
    this.#presence.forget(now, (workerId) => heldBy.has(workerId));
    await this.#takeKept(lost);
    for (const run of lost) {
      const { runId } = run.request;
      const outcome = failedRun('WorkerLost', 'The worker was lost during the run. It is not run again.');
      if (!this.#pending.settle(runId, outcome)) continue;
      this.#logger.error({ runId, workerId: run.workerId }, 'A run was lost');
      void this.#revoke(run);
    }
  }

  /** Finds the worker of runs that were taken without a word, as by one that was killed in that moment. */
  async #findTaken(now: number): Promise<void> {
    const unheard = [...this.#pending].filter((run) => run.workerId === undefined && now - run.addedAt > UNSTARTED_MS);
    if (unheard.length === 0) return;
    const active = new Set(await this.#queue.getRanges(['active'], 0, -1));
    for (const { request } of unheard) {
      if (!active.has(request.runId)) continue;
      const job = await this.#queue.getJob(request.runId);
      if (job?.processedBy !== undefined) this.#pending.markStarted(request.runId, job.processedBy);
    }
  }
}
