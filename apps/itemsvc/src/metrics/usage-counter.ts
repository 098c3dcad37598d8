/**
 * Counts what is used, and keeps it by day: what a namespace holds is counted anew each time, runs by the hour while
 * their records are there. To count again changes nothing, so it does not matter which processes do it, and how often.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#libs/clock';
import type { Stock } from '#libs/contracts';
import { CLOCK } from '#libs/service-kit';
import { StoredThingsRepository } from './stored-things.repository.js';
import { type CountedDay, UsageDaysRepository } from './usage-days.repository.js';
import { dateOf, daysAfter, HOUR_MS } from './utc-days.js';

/**
 * How long after it was asked for a run may still be told of, in milliseconds: it may wait, and take an hour, and its
 * record be kept back while the service was away.
 */
const LATE_MS = 2 * HOUR_MS;

/** What there is now. */
export interface UsageCount {
  stock: Stock;
  /** Today, and the earlier days whose runs were counted again. */
  days: CountedDay[];
}

@Injectable()
export class UsageCounter {
  readonly #things: StoredThingsRepository;
  readonly #days: UsageDaysRepository;
  readonly #clock: Clock;

  constructor(things: StoredThingsRepository, days: UsageDaysRepository, @Inject(CLOCK) clock: Clock) {
    this.#things = things;
    this.#days = days;
    this.#clock = clock;
  }

  today(): string {
    return dateOf(this.#clock.now());
  }

  async count(namespace: string): Promise<UsageCount> {
    const last = await this.#days.lastCounted(namespace, this.today());
    const since = last === undefined ? 0 : this.#countedAgainFrom(last);
    const stock = await this.#things.stock(namespace);
    const today = this.today();
    const days = new Map<string, CountedDay>([[today, { date: today, stock, runs: {} }]]);
    for (const { date, hour, count } of await this.#things.runHours(namespace, new Date(since))) {
      const day = days.get(date) ?? { date, stock: undefined, runs: {} };
      days.set(date, { ...day, runs: { ...day.runs, [hour]: count } });
    }
    return { stock, days: [...days.values()] };
  }

  /** A whole hour, so that what is found is never less than there was for being asked for in part. */
  #countedAgainFrom(last: Date): number {
    const from = Math.min(last.getTime(), this.#clock.now()) - LATE_MS;
    return Math.floor(from / HOUR_MS) * HOUR_MS;
  }

  /** Counts every namespace, those that were emptied lately as well, and keeps it. */
  async countAll(signal: AbortSignal): Promise<void> {
    const recent = await this.#days.namespacesSince(daysAfter(this.today(), -1));
    for (const namespace of new Set([...recent, ...(await this.#things.namespaces())])) {
      if (signal.aborted) return;
      const now = new Date(this.#clock.now());
      const { days } = await this.count(namespace);
      await this.#days.store(namespace, days, now);
    }
  }
}
