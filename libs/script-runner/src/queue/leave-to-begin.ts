/**
 * Which runs a worker may begin at once, and which only with the leave of their runner: see `run-fate.ts`. A worker whose
 * heartbeats every runner has heard for a while needs none for what is handed over now.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { steadyNow } from '#libs/clock';
import { ACQUAINTED_MS, LONGEST_PAUSE_MS } from './protocol.js';

/** How often a runner that does not answer is asked again, and for how long, in milliseconds. */
const ASK_AGAIN_MS = 500;
const ASK_MS = 5_000;

export class LeaveToBegin {
  readonly #asked = new Map<string, () => void>();
  /** Since when heartbeats have been told without a pause, and the last of them, as the steady clock tells the time. */
  #toldSince: number | undefined;
  #lastTold = 0;

  /** A heartbeat that was sent then has arrived now. */
  told(sentAt: number): void {
    const now = steadyNow();
    const isPause = sentAt - this.#lastTold > LONGEST_PAUSE_MS || now - sentAt > LONGEST_PAUSE_MS;
    if (this.#toldSince === undefined || isPause) this.#toldSince = now;
    this.#lastTold = now;
  }

  /** Heartbeats cannot be heard any more. */
  interrupted(): void {
    this.#toldSince = undefined;
  }

  /** @param addedAt when the run was handed over, as the steady clock of this process tells the time */
  isNeeded(addedAt: number): boolean {
    if (this.#toldSince === undefined || steadyNow() - this.#lastTold > LONGEST_PAUSE_MS) return true;
    return addedAt - this.#toldSince < ACQUAINTED_MS;
  }

  /** Asks until there is leave. @returns false when there is none for 5 s, or the signal ends the wait */
  async obtain(runId: string, ask: () => void, signal: AbortSignal): Promise<boolean> {
    const { promise: given, resolve } = Promise.withResolvers<true>();
    this.#asked.set(runId, () => {
      resolve(true);
    });
    try {
      const until = steadyNow() + ASK_MS;
      while (!signal.aborted && steadyNow() < until) {
        ask();
        if (await Promise.race([given, delay(ASK_AGAIN_MS, false, { ref: false })])) return !signal.aborted;
      }
      return false;
    } finally {
      this.#asked.delete(runId);
    }
  }

  given(runId: string): void {
    this.#asked.get(runId)?.();
  }
}
