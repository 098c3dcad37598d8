/**
 * What a runner says to Redis about runs, and asks of it: one method, one question. Every one fails fast when Redis is
 * away, and none is repeated by itself. What the answers mean for a run is the runner's business.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { RunOutcome } from '#libs/contracts';
import type { Logger } from '#libs/telemetry';
import { type Channels, type Control, parseMessage, type RunJob, sentOutcomeSchema } from './protocol.js';

export interface RunQueueOptions {
  connection: Redis;
  channels: Channels;
  prefix: string;
  logger: Logger;
}

export class RunQueue {
  readonly #connection: Redis;
  readonly #channels: Channels;
  readonly #queue: Queue<RunJob, undefined>;

  constructor({ connection, channels, prefix, logger }: RunQueueOptions) {
    this.#connection = connection;
    this.#channels = channels;
    this.#queue = new Queue(channels.queueName, {
      connection,
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
  }

  async add(job: RunJob): Promise<void> {
    await this.#queue.add('run', job, { jobId: job.runId });
  }

  /** Takes a run out of the queue, unless a worker has taken it. @returns whether it is not there any more */
  async remove(runId: string): Promise<boolean> {
    return (await this.#queue.remove(runId)) === 1;
  }

  async holds(runId: string): Promise<boolean> {
    return (await this.#queue.getJob(runId)) !== undefined;
  }

  async waitingCount(): Promise<number> {
    return this.#queue.getWaitingCount();
  }

  /** Those of the runs that a worker has taken, with its id. */
  async taken(runIds: readonly string[]): Promise<Map<string, string>> {
    const taken = new Map<string, string>();
    const active = new Set<string>(await this.#queue.getRanges(['active'], 0, -1));
    for (const runId of runIds) {
      if (!active.has(runId)) continue;
      const job = await this.#queue.getJob(runId);
      if (job?.processedBy !== undefined) taken.set(runId, job.processedBy);
    }
    return taken;
  }

  /** The outcomes that are kept of the runs, in case their message was missed. */
  async kept(runIds: readonly string[]): Promise<Map<string, RunOutcome>> {
    const kept = new Map<string, RunOutcome>();
    if (runIds.length === 0) return kept;
    const texts = await this.#connection.mget(runIds.map((runId) => this.#channels.outcomeKey(runId)));
    runIds.forEach((runId, index) => {
      const outcome = parseMessage(sentOutcomeSchema, texts[index] ?? '');
      if (outcome !== undefined) kept.set(runId, outcome);
    });
    return kept;
  }

  /** Ends the keeping of an outcome that has arrived. */
  forget(runId: string): void {
    this.#connection.unlink(this.#channels.outcomeKey(runId)).catch(() => undefined);
  }

  /** To all workers. */
  async tell(message: Control): Promise<void> {
    await this.#connection.publish(this.#channels.control, JSON.stringify(message));
  }

  /** Leaves the connection to its owner. */
  async close(): Promise<void> {
    await this.#queue.close().catch(() => undefined);
  }
}
