/**
 * The calling side of the queue: puts a run into BullMQ and waits for its outcome on one reply channel of this process.
 * It answers every run exactly once and at the latest at its deadline: with the worker's outcome, with `WorkerLost` when
 * the worker went silent, or with a timeout after one last look for an outcome that was missed. A run that waited in a
 * Redis which was restarted is put again when it is certain that no worker has begun it (`run-fate.ts`), and else
 * reported as lost. Executing runs is `QueueWorker`'s business.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { RedisClock, steadyNow } from '#libs/clock';
import type { RunOutcome } from '#libs/contracts';
import type { Logger } from '#libs/telemetry';
import { msUntil } from '../deadline.js';
import { cancelledRun, failedRun } from '../failed-run.js';
import { noWorker, queueUnavailable, shuttingDown, tooManyWaiting } from '../refusals.js';
import type { RunRequest, ScriptRunner } from '../script-runner.types.js';
import { Backlog } from './backlog.js';
import { connectFailingFast, connectSubscriber, endConnection, isRefusal } from './connections.js';
import { type PendingRun, PendingRuns } from './pending-runs.js';
import {
  ACQUAINTED_MS,
  type Channels,
  channelsOf,
  DEFAULT_PREFIX,
  heartbeatSchema,
  parseMessage,
  type Reply,
  replySchema,
  type RunJob,
  SILENCE_MS,
  unreadOutcomeSchema,
} from './protocol.js';
import { fateOf } from './run-fate.js';
import { RunQueue } from './run-queue.js';
import { ServerStart } from './server-start.js';
import { WorkerPresence } from './worker-presence.js';

/** How often lost workers, missed messages and the length of the queue are looked for, in milliseconds. */
const SWEEP_MS = 500;
/** After this time without `started`, the queue is asked whether a worker took the run, in milliseconds. */
const UNSTARTED_MS = 1_000;
/** What the last look for an outcome may take beyond the deadline, in milliseconds. */
const LAST_LOOK_MS = 250;

export interface QueueRunnerOptions {
  redisUrl: string;
  /** Runs that may wait in the queue, of all processes together; one more is refused with 429. */
  maxWaiting: number;
  logger: Logger;
  /** Begins all keys and channels in Redis. */
  prefix?: string;
  /** Of what runners and workers say to each other; that of this build when left out. */
  protocolVersion?: number;
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
  readonly #queue: RunQueue;
  readonly #clock: RedisClock;
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
  /** False while Redis is connected and does not answer. */
  #isAnswering = true;
  #mayHaveMissed = false;
  #sweptAt = performance.now();
  #sweeping = false;
  #closed: Promise<void> | undefined;

  /** Connects in the background; `run` fails with `Unavailable` until that is done. See `waitUntilReady`. */
  constructor(options: QueueRunnerOptions) {
    const { logger, prefix = DEFAULT_PREFIX } = options;
    this.#logger = logger;
    this.#channels = channelsOf(prefix, options.protocolVersion);
    this.#backlog = new Backlog(options.maxWaiting);
    this.#producer = connectFailingFast(options);
    // Asks first, so that the time is known once the start is.
    this.#clock = new RedisClock(this.#producer, logger);
    this.#server = new ServerStart(this.#producer, logger);
    this.#subscriber = connectSubscriber(options);
    this.#subscriber.on('ready', () => void this.#listen());
    this.#subscriber.on('close', () => {
      this.#listening = false;
    });
    this.#subscriber.on('message', (channel, text) => {
      this.#hear(channel, text);
    });
    this.#queue = new RunQueue({ connection: this.#producer, channels: this.#channels, prefix, logger });
    this.#sweepTimer = setInterval(() => void this.#sweep(), SWEEP_MS);
  }

  /** Resolves when runs can be handed over for the first time. Waits as long as Redis is away. */
  async waitUntilReady(): Promise<void> {
    await Promise.all([this.#firstListening.promise, this.#server.whenKnown()]);
  }

  health(): QueueHealth {
    return {
      redis: this.#listening && this.#isAnswering && this.#server.current !== undefined,
      workers: this.#presence.aliveCount(performance.now()),
    };
  }

  async run(request: RunRequest): Promise<RunOutcome> {
    if (this.#closed !== undefined) throw shuttingDown();
    const serverRunId = this.#server.current;
    const { redis, workers } = this.health();
    if (!redis || serverRunId === undefined) throw queueUnavailable();
    if (workers === 0 && performance.now() - this.#listeningSince > SILENCE_MS) throw noWorker();
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
    this.#clock.close();
    this.#subscriber.disconnect();
    await this.#queue.close();
    await endConnection(this.#producer);
  }

  /**
   * Hands a run over. One that Redis refuses is answered with `Unavailable`. Of one over which the connection broke,
   * nobody knows whether it arrived: what became of it is found out when Redis is back.
   */
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
      addedAt: this.#clock.now(),
      asksFirst: run.addedAt - this.#listeningSince < ACQUAINTED_MS,
      deadline: this.#clock.fromSteady(deadline),
    };
    try {
      await this.#queue.add(job);
    } catch (error) {
      if (isRefusal(error)) this.#refuse(run, error);
      else this.#pending.markDoubtful(runId, true);
    }
  }

  #refuse(run: PendingRun, cause?: unknown): void {
    if (this.#pending.fail(run.request.runId, queueUnavailable(cause))) void this.#revoke(run);
  }

  async #listen(): Promise<void> {
    try {
      await this.#subscriber.subscribe(this.#channels.replies(this.#id), this.#channels.heartbeats);
      this.#listeningSince = performance.now();
      this.#excuseWorkers(this.#listeningSince);
      this.#mayHaveMissed = this.#pending.size > 0;
      this.#listening = true;
      this.#firstListening.resolve(undefined);
    } catch (error) {
      this.#logger.warn({ err: error }, 'The channels of runs could not be subscribed to');
    }
  }

  /** It was this process that could not hear. */
  #excuseWorkers(now: number): void {
    this.#presence.excuseAll(now);
    this.#pending.excuseWorkers();
  }

  #hear(channel: string, text: string): void {
    const now = performance.now();
    if (channel === this.#channels.heartbeats) {
      const heartbeat = parseMessage(heartbeatSchema, text);
      if (heartbeat === undefined) return;
      this.#presence.beat(heartbeat, now);
      for (const runId of heartbeat.runIds) this.#pending.markHeld(runId, heartbeat.workerId);
      return;
    }
    const reply = parseMessage(replySchema, text);
    if (reply === undefined) {
      this.#logger.error({ channel }, 'A message about a run could not be read');
      this.#answerUnread(text);
      return;
    }
    this.#presence.heard(reply.workerId, now);
    this.#take(reply);
  }

  /** An outcome that cannot be read is one all the same: nothing better will come. */
  #answerUnread(text: string): void {
    const runId = parseMessage(unreadOutcomeSchema, text)?.runId;
    if (runId === undefined) return;
    const message = "The worker's answer could not be read. Are all services of one version?";
    this.#pending.settle(runId, failedRun('WorkerLost', message));
  }

  #take(reply: Reply): void {
    const { runId } = reply;
    switch (reply.type) {
      case 'ask':
        this.#giveLeave(reply);
        break;
      case 'started':
        this.#pending.markHeld(runId, reply.workerId);
        break;
      case 'progress':
        this.#reportProgress(reply);
        break;
      case 'stalled':
        this.#pending.markStalled(runId);
        break;
      case 'outcome':
        this.#pending.settle(runId, reply.outcome);
        // It was kept for the case that this message was lost.
        this.#queue.forget(runId);
        break;
    }
  }

  /** Lets one worker begin the run, and takes it for the holder from now on. */
  #giveLeave({ runId, workerId, serverRunId }: Extract<Reply, { type: 'ask' }>): void {
    const run = this.#pending.get(runId);
    if (run?.serverRunId !== serverRunId || (run.workerId ?? workerId) !== workerId) return;
    this.#pending.markHeld(runId, workerId);
    this.#queue.tell({ type: 'leave', runId, workerId }).catch(() => undefined);
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
    const { runId } = run.request;
    if (this.#isAnswering && this.#server.current !== undefined) {
      const look = this.#takeKept([run]).catch(() => undefined);
      await Promise.race([look, delay(LAST_LOOK_MS, undefined, { ref: false })]);
    }
    const reason =
      run.workerId === undefined && run.serverRunId === this.#server.current && !run.isDoubtful
        ? 'No worker started the run before its deadline.'
        : 'The run was not answered before its deadline.';
    if (this.#pending.settle(runId, failedRun('WallLimitExceeded', reason))) void this.#revoke(run);
  }

  /** Takes back a run that nobody waits for: out of the queue when it waits there, ended when a worker has it. */
  async #revoke(run: PendingRun): Promise<void> {
    await this.#revokeId(run.request.runId, run.request.deadline);
  }

  async #revokeId(runId: string, deadline: number): Promise<void> {
    try {
      await this.#queue.remove(runId);
      // Also when it was there: a worker may have taken it in between, or it may still be on its way.
      await this.#queue.tell({ type: 'cancel', runId });
      this.#unrevoked.delete(runId);
    } catch {
      // Tried again at each sweep; after the deadline no worker would start it anyway.
      this.#unrevoked.set(runId, deadline);
    }
  }

  /** Answers runs whose outcome is kept in Redis. */
  async #takeKept(runs: readonly PendingRun[]): Promise<void> {
    const kept = await this.#queue.kept(runs.map(({ request }) => request.runId));
    for (const [runId, outcome] of kept) this.#pending.settle(runId, outcome);
  }

  async #sweep(): Promise<void> {
    const now = performance.now();
    // A process that was stopped for a while has its workers' messages still to read.
    if (now - this.#sweptAt > 4 * SWEEP_MS) this.#excuseWorkers(now);
    this.#sweptAt = now;
    this.#pending.tellOfWaiting();
    const serverRunId = this.#server.current;
    if (this.#sweeping || !this.#listening || serverRunId === undefined) return;
    this.#sweeping = true;
    try {
      if (this.#mayHaveMissed) {
        await this.#takeKept([...this.#pending]);
        this.#mayHaveMissed = false;
      }
      await this.#settleFates(now, serverRunId);
      await this.#findUnheard(now, serverRunId);
      for (const [runId, deadline] of this.#unrevoked) {
        if (deadline > steadyNow()) await this.#revokeId(runId, deadline);
        else this.#unrevoked.delete(runId);
      }
      this.#backlog.sample(await this.#queue.waitingCount(), this.#pending.waitingCount);
      this.#isAnswering = true;
    } catch (error) {
      this.#isAnswering = isRefusal(error);
      this.#logger.debug({ err: error }, 'The queue of runs could not be checked');
    } finally {
      this.#sweeping = false;
    }
  }

  /** Answers runs that are lost, and puts those again that waited in a Redis which has been restarted since. */
  async #settleFates(now: number, serverRunId: string): Promise<void> {
    const heard = { now, serverRunId, listeningSince: this.#listeningSince, presence: this.#presence };
    const fates = [...this.#pending].map((run) => ({ run, fate: fateOf(run, heard) }));
    const settled = fates.filter(({ fate }) => fate !== 'open');
    this.#presence.forget(now, this.#pending.oldestAt - SILENCE_MS);
    await this.#takeKept(settled.map(({ run }) => run));
    for (const { run, fate } of settled) {
      if (!this.#pending.has(run)) continue;
      if (fate === 'lost') this.#reportLost(run);
      else await this.#putAgain(run, serverRunId);
    }
  }

  #reportLost(run: PendingRun): void {
    const { runId } = run.request;
    this.#logger.error({ runId, workerId: run.workerId }, 'A run was lost');
    const outcome = failedRun('WorkerLost', 'The worker was lost during the run. It is not run again.');
    if (this.#pending.settle(runId, outcome)) void this.#revoke(run);
  }

  async #putAgain(run: PendingRun, serverRunId: string): Promise<void> {
    const { runId } = run.request;
    // A worker that has it from the restored queue is about to drop it; then there is room for it.
    if (!(await this.#queue.remove(runId)) || !this.#pending.has(run)) return;
    this.#logger.warn({ runId }, 'A run that waited in a Redis which was restarted is put again; it had not begun');
    this.#pending.moveTo(runId, serverRunId);
    await this.#add(run);
  }

  /** Finds runs that were taken without a word, as by a worker that was killed in that moment, and that never arrived. */
  async #findUnheard(now: number, serverRunId: string): Promise<void> {
    const unheard = [...this.#pending].filter(
      (run) => run.workerId === undefined && run.serverRunId === serverRunId && now - run.addedAt > UNSTARTED_MS,
    );
    if (unheard.length === 0) return;
    const taken = await this.#queue.taken(unheard.map(({ request }) => request.runId));
    for (const [runId, workerId] of taken) {
      if (this.#pending.get(runId)?.workerId === undefined) this.#pending.markHeld(runId, workerId);
    }
    for (const run of unheard.filter(({ isDoubtful }) => isDoubtful)) await this.#resolveDoubt(run);
  }

  /** A run is in the queue until after its outcome is kept. One that is neither has never arrived. */
  async #resolveDoubt(run: PendingRun): Promise<void> {
    const { runId } = run.request;
    const isThere = await this.#queue.holds(runId);
    if (isThere) this.#pending.markDoubtful(runId, false);
    else await this.#takeKept([run]);
    if (!isThere && this.#pending.has(run)) this.#refuse(run);
  }
}
