/**
 * Who may ask the resolver, and when. A look-up of the system's resolver takes one of the few threads that file system
 * and cryptography share with it, and keeps it for as long as a name server is silent; nothing takes it back. So there
 * are few look-ups at a time, one of a partition, in fair turns. Partitions whose look-ups last long have one place
 * for all of them: the other is left to those whose names are found at once. What an address is good for is decided
 * where it is dialled.
 */
import { LRUCache } from 'lru-cache';
import { FairLine } from '#libs/fair-line';
import { untilAborted } from './until-aborted.js';

/** All addresses of a name, in the order in which they are to be tried. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** Half of the threads that Node has when it is told nothing (UV_THREADPOOL_SIZE). */
const MAX_IN_FLIGHT = 2;
const MAX_IN_FLIGHT_OF_PARTITION = 1;
const MAX_SLOW_IN_FLIGHT = 1;
/** Name servers that answer do so sooner. */
const SLOW_MS = 1_000;
/** Partitions of which it is remembered that their look-ups last long. */
const MAX_REMEMBERED = 10_000;

/** A partition of which look-ups wait or are in flight. */
interface Asker {
  readonly partition: string;
  isSlow: boolean;
  /** By the name that is looked up. */
  readonly lookUps: Map<string, LookUp>;
}

interface LookUp {
  readonly asker: Asker;
  readonly hostname: string;
  readonly answer: PromiseWithResolvers<string[]>;
  /** How many wait for the answer. */
  wanted: number;
}

export class LookUps {
  readonly #resolve: Resolve;
  readonly #slowMs: number;
  readonly #prompt = new FairLine<LookUp>(MAX_IN_FLIGHT_OF_PARTITION);
  readonly #slow = new FairLine<LookUp>(MAX_IN_FLIGHT_OF_PARTITION);
  readonly #askers = new Map<string, Asker>();
  readonly #remembered = new LRUCache<string, true>({ max: MAX_REMEMBERED });
  #inFlight = 0;
  #slowInFlight = 0;

  /** @param slowMs a partition whose look-up took longer is slow until one takes less */
  constructor(resolve: Resolve, slowMs = SLOW_MS) {
    this.#resolve = resolve;
    this.#slowMs = slowMs;
  }

  /**
   * What the resolver says of a name. Those of one partition that ask for the same name at the same time share one
   * look-up; no answer is kept. A look-up that nobody waits for any more has its place until the resolver returns.
   *
   * @throws what the resolver throws; the signal's reason when that comes first
   */
  async addresses(
    hostname: string,
    { partition, signal }: { partition: string; signal: AbortSignal },
  ): Promise<string[]> {
    signal.throwIfAborted();
    const lookUp = this.#lookUp(partition, hostname);
    lookUp.wanted += 1;
    try {
      return await untilAborted(lookUp.answer.promise, signal);
    } finally {
      lookUp.wanted -= 1;
      if (lookUp.wanted === 0) this.#leave(lookUp);
    }
  }

  #lookUp(partition: string, hostname: string): LookUp {
    const asker = this.#asker(partition);
    const known = asker.lookUps.get(hostname);
    if (known !== undefined) return known;
    const lookUp = { asker, hostname, answer: Promise.withResolvers<string[]>(), wanted: 0 };
    // It may fail when nobody waits any more.
    lookUp.answer.promise.catch(() => undefined);
    asker.lookUps.set(hostname, lookUp);
    this.#lineOf(asker).add(partition, lookUp);
    this.#next();
    return lookUp;
  }

  #asker(partition: string): Asker {
    const known = this.#askers.get(partition);
    if (known !== undefined) return known;
    const asker = { partition, isSlow: this.#remembered.has(partition), lookUps: new Map<string, LookUp>() };
    this.#askers.set(partition, asker);
    return asker;
  }

  #lineOf({ isSlow }: Asker): FairLine<LookUp> {
    return isSlow ? this.#slow : this.#prompt;
  }

  /** Takes a look-up out of its line; one that is in flight stays. */
  #leave(lookUp: LookUp): void {
    if (this.#lineOf(lookUp.asker).delete(lookUp.asker.partition, lookUp)) this.#forget(lookUp);
  }

  #forget({ asker, hostname }: LookUp): void {
    asker.lookUps.delete(hostname);
    if (asker.lookUps.size === 0) this.#askers.delete(asker.partition);
  }

  #next(): void {
    while (this.#inFlight < MAX_IN_FLIGHT) {
      // First, or those that are prompt would leave the others nothing.
      const slow = this.#slowInFlight < MAX_SLOW_IN_FLIGHT ? this.#slow.take() : undefined;
      const lookUp = slow ?? this.#prompt.take();
      if (lookUp === undefined) return;
      void this.#ask(lookUp);
    }
  }

  async #ask(lookUp: LookUp): Promise<void> {
    const { asker, hostname, answer } = lookUp;
    const slow = asker.isSlow ? 1 : 0;
    this.#inFlight += 1;
    this.#slowInFlight += slow;
    const beganMs = performance.now();
    try {
      answer.resolve(await this.#resolve(hostname));
    } catch (error) {
      answer.reject(error);
    }
    this.#inFlight -= 1;
    this.#slowInFlight -= slow;
    this.#lineOf(asker).end(asker.partition);
    this.#judge(asker, performance.now() - beganMs > this.#slowMs);
    this.#forget(lookUp);
    this.#next();
  }

  /** What the partition did last is what it is taken for. */
  #judge(asker: Asker, isSlow: boolean): void {
    const { partition, lookUps } = asker;
    if (isSlow) this.#remembered.set(partition, true);
    else this.#remembered.delete(partition);
    if (asker.isSlow === isSlow) return;
    const waiting = [...lookUps.values()].filter((lookUp) => this.#lineOf(asker).delete(partition, lookUp));
    asker.isSlow = isSlow;
    for (const lookUp of waiting) this.#lineOf(asker).add(partition, lookUp);
  }
}
