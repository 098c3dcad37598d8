import { SILENCE_MS } from './protocol.js';

/** Which workers were heard lately. Times are milliseconds of a clock that never jumps (`performance.now()`). */
export class WorkerPresence {
  readonly #heardAt = new Map<string, number>();

  heard(workerId: string, now: number): void {
    this.#heardAt.set(workerId, now);
  }

  /** True when a worker has said nothing for so long that it is taken for dead. One never heard of counts from now on. */
  isSilent(workerId: string, now: number): boolean {
    const heardAt = this.#heardAt.get(workerId);
    if (heardAt === undefined) this.#heardAt.set(workerId, now);
    return heardAt !== undefined && now - heardAt > SILENCE_MS;
  }

  /** Starts every worker's silence anew: it was this process that could not hear. */
  excuseAll(now: number): void {
    for (const workerId of this.#heardAt.keys()) this.#heardAt.set(workerId, now);
  }

  aliveCount(now: number): number {
    return [...this.#heardAt.values()].filter((heardAt) => now - heardAt <= SILENCE_MS).length;
  }

  /** Forgets workers that are gone for good. */
  forget(now: number, isNeeded: (workerId: string) => boolean): void {
    for (const [workerId, heardAt] of this.#heardAt) {
      if (now - heardAt > 2 * SILENCE_MS && !isNeeded(workerId)) this.#heardAt.delete(workerId);
    }
  }
}
