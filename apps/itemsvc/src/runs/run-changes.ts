/**
 * Tells the tails of this process which records have changed, in whichever process they were written: while anybody
 * listens, the store is asked at a short interval, once for all listeners. Which of them cares for a record is theirs.
 */
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Clock } from '#libs/clock';
import { CLOCK, LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import type { TailedRun } from './run-events.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';

export interface RunListener {
  namespaces: readonly string[];
  /** Called with records in the order of their changes; one may come again. */
  onChanged(runs: readonly TailedRun[]): void;
}

/** How often the store is asked, in milliseconds. */
const POLL_MS = 200;
/**
 * How far the store is asked back each time, in milliseconds: a record may be seen after one that was written later, and
 * the processes' clocks agree only so far.
 */
const OVERLAP_MS = 1_000;
/** Keys of records that are read at a time, and records themselves. */
const MAX_KEYS = 5_000;
const MAX_RECORDS = 500;
const REMEMBERED = 20_000;

@Injectable()
export class RunChanges {
  readonly #runs: RunsRepository;
  readonly #service: RunsService;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #listeners = new Set<RunListener>();
  /** Orders of records that were passed on lately, by their ids. */
  readonly #passedOn = new LRUCache<string, number>({ max: REMEMBERED });
  #timer: NodeJS.Timeout | undefined;
  #polling = false;
  #since = 0;
  /** Where there was more of one moment than can be read at once: the last that was. */
  #afterId: string | undefined;

  constructor(runs: RunsRepository, service: RunsService, @Inject(CLOCK) clock: Clock, @Inject(LOGGER) logger: Logger) {
    this.#runs = runs;
    this.#service = service;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** @returns ends the listening */
  listen(listener: RunListener): () => void {
    if (this.#listeners.size === 0) this.#since = this.#clock.now() - OVERLAP_MS;
    this.#listeners.add(listener);
    this.#pollIn(POLL_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#passedOn.clear();
    };
  }

  #pollIn(ms: number): void {
    if (this.#timer !== undefined || this.#polling || this.#listeners.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#poll();
    }, ms);
  }

  /** Never rejects. */
  async #poll(): Promise<void> {
    this.#polling = true;
    let isMore = false;
    try {
      isMore = await this.#read();
    } catch (error) {
      this.#logger.warn({ err: error }, 'Changes of runs could not be read');
    } finally {
      this.#polling = false;
      this.#pollIn(isMore ? 0 : POLL_MS);
    }
  }

  /** @returns whether there may be more to read at once */
  async #read(): Promise<boolean> {
    await this.#service.settleLost();
    const namespaces = [...new Set([...this.#listeners].flatMap((listener) => listener.namespaces))];
    const keys = await this.#runs.changedSince(
      { _namespaces: { $in: namespaces } },
      { time: new Date(this.#since), afterId: this.#afterId },
      MAX_KEYS,
    );
    const fresh = keys.filter(({ _id, _order }) => this.#passedOn.get(_id) !== _order).map(({ _id }) => _id);
    for (let start = 0; start < fresh.length; start += MAX_RECORDS) {
      this.#passOn(await this.#runs.byIds(fresh.slice(start, start + MAX_RECORDS)));
    }
    const last = keys.at(-1);
    const isMore = keys.length === MAX_KEYS;
    this.#afterId = isMore ? last?._id : undefined;
    if (last === undefined) return false;
    // Where there is more than can be read at once, looking back would never end.
    this.#since = Math.max(this.#since, +last._changedAt - (isMore ? 0 : OVERLAP_MS));
    return isMore;
  }

  #passOn(runs: readonly TailedRun[]): void {
    for (const { _id, _order } of runs) this.#passedOn.set(_id, _order);
    for (const listener of this.#listeners) {
      const theirs = runs.filter((run) => run._namespaces.some((name) => listener.namespaces.includes(name)));
      if (theirs.length > 0) listener.onChanged(theirs);
    }
  }
}
