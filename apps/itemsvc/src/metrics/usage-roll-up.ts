import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Clock } from '#libs/clock';
import { CLOCK, LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { StoredBytes } from '../files/stored-bytes.js';
import { UsageCounter } from './usage-counter.js';
import { DAY_MS } from './utc-days.js';

/** A process that has just started has other things to do first, for so many milliseconds. */
const FIRST_AFTER_MS = 2_000;
/** The last count of a day is made so many milliseconds before the day ends. */
const BEFORE_MIDNIGHT_MS = 5_000;

/** Counts at an interval, and just before each day ends. */
@Injectable()
export class UsageRollUp implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #counter: UsageCounter;
  readonly #storedBytes: StoredBytes;
  readonly #intervalMs: number;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #ending = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(
    counter: UsageCounter,
    storedBytes: StoredBytes,
    @Inject(ITEMSVC_OPTIONS) { usageRollUpMs }: ItemsvcOptions,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#counter = counter;
    this.#storedBytes = storedBytes;
    this.#intervalMs = usageRollUpMs;
    this.#clock = clock;
    this.#logger = logger;
  }

  onApplicationBootstrap(): void {
    this.#countIn(Math.min(FIRST_AFTER_MS, this.#intervalMs));
  }

  /** The store closes after this. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#ending.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #countIn(ms: number): void {
    if (this.#ending.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#count();
    }, ms);
    this.#timer.unref();
  }

  /** Never rejects. */
  async #count(): Promise<void> {
    try {
      await this.#storedBytes.complete();
      await this.#counter.countAll(this.#ending.signal);
    } catch (error) {
      this.#logger.warn({ err: error }, 'usage could not be counted');
    }
    this.#countIn(untilNext(this.#clock.now(), this.#intervalMs));
  }
}

/** How long until the next count, in milliseconds. */
export function untilNext(now: number, intervalMs: number): number {
  const untilMidnight = DAY_MS - (now % DAY_MS) - BEFORE_MIDNIGHT_MS;
  return untilMidnight > 0 ? Math.min(intervalMs, untilMidnight) : intervalMs;
}
