/**
 * The clock that the processes of one product have in common: Redis' own (`TIME`), held against the steady clock of the
 * process, so that it goes on while Redis is away and does not follow the jumps of the host. Times that one process
 * writes and another compares are told by it; hosts may differ by any amount.
 */
import { Redis } from 'ioredis';
import type { Logger } from '#libs/telemetry';
import { type Clock, steadyClock } from './steady-clock.js';

/** How often Redis is asked for the time, in milliseconds: for so long two processes may disagree after its clock was set. */
const SAMPLE_MS = 1_000;

/** Redis' time less the steady time lies between the two, in milliseconds. */
interface Offset {
  readonly least: number;
  readonly most: number;
}

/** A common clock with a connection of its own, for processes whose other connections are others' business. */
export function connectRedisClock(redisUrl: string, logger: Logger): { clock: RedisClock; close(): void } {
  const connection = new Redis(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 0, commandTimeout: 2_000 });
  connection.on('error', (error) => {
    logger.debug({ err: error }, 'the clock of Redis cannot be read');
  });
  const clock = new RedisClock(connection, logger);
  return {
    clock,
    close: () => {
      clock.close();
      connection.disconnect();
    },
  };
}

export class RedisClock implements Clock {
  readonly #connection: Redis;
  readonly #logger: Logger;
  readonly #steady: Clock;
  readonly #timer: NodeJS.Timeout;
  #offset: Offset = { least: 0, most: 0 };
  #isSampled = false;

  /** Uses the connection of another; `close` leaves it open. Until Redis has answered, it is the steady clock. */
  constructor(connection: Redis, logger: Logger, steady = steadyClock) {
    this.#connection = connection;
    this.#logger = logger;
    this.#steady = steady;
    connection.on('ready', () => {
      // Another server may have taken the place of the one that was asked before.
      this.#isSampled = false;
      void this.#sample();
    });
    this.#timer = setInterval(() => void this.#sample(), SAMPLE_MS).unref();
  }

  now(): number {
    return this.fromSteady(this.#steady.now());
  }

  /** The common time of a time of this process's steady clock. */
  fromSteady(steadyMs: number): number {
    return steadyMs + (this.#offset.least + this.#offset.most) / 2;
  }

  /** The time of this process's steady clock that is the common time. */
  toSteady(commonMs: number): number {
    return commonMs - (this.#offset.least + this.#offset.most) / 2;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #sample(): Promise<void> {
    if (this.#connection.status !== 'ready') return;
    try {
      const askedAt = this.#steady.now();
      const [seconds, microseconds] = await this.#connection.time();
      const answeredAt = this.#steady.now();
      const redisMs = Number(seconds) * 1_000 + Number(microseconds) / 1_000;
      this.#take({ least: redisMs - answeredAt, most: redisMs - askedAt });
    } catch (error) {
      this.#logger.debug({ err: error }, 'Redis did not tell the time');
    }
  }

  /** Every answer narrows the offset down, until one contradicts those before it: then Redis' clock was set. */
  #take(sampled: Offset): void {
    const least = Math.max(sampled.least, this.#offset.least);
    const most = Math.min(sampled.most, this.#offset.most);
    this.#offset = this.#isSampled && least <= most ? { least, most } : sampled;
    this.#isSampled = true;
  }
}
