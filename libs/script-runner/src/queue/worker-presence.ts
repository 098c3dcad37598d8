import { type Heartbeat, SILENCE_MS } from './protocol.js';

interface Presence {
  /** `performance.now()` of its last message, in milliseconds. */
  heardAt: number;
  /** The start of Redis from which it last said to take runs. */
  serverRunId: string | undefined;
  isLeaving: boolean;
}

/** Which workers were heard lately. Times are milliseconds of a clock that never jumps (`performance.now()`). */
export class WorkerPresence {
  readonly #workers = new Map<string, Presence>();

  /** Takes note of any message of a worker. */
  heard(workerId: string, now: number): void {
    const worker = this.#workers.get(workerId);
    if (worker === undefined) this.#workers.set(workerId, { heardAt: now, serverRunId: undefined, isLeaving: false });
    else worker.heardAt = now;
  }

  /** A worker that leaves and holds nothing has left: nothing is to be expected of it, and nothing to be feared. */
  beat({ workerId, serverRunId, runIds, isLeaving }: Heartbeat, now: number): void {
    if (isLeaving && runIds.length === 0) this.#workers.delete(workerId);
    else this.#workers.set(workerId, { heardAt: now, serverRunId, isLeaving });
  }

  /** True when a worker has said nothing for so long that it is taken for dead. One never heard of counts from now on. */
  isSilent(workerId: string, now: number): boolean {
    const worker = this.#workers.get(workerId);
    if (worker === undefined) this.heard(workerId, now);
    return worker !== undefined && now - worker.heardAt > SILENCE_MS;
  }

  /** Starts every worker's silence anew: it was this process that could not hear. */
  excuseAll(now: number): void {
    for (const worker of this.#workers.values()) worker.heardAt = now;
  }

  /** Workers that take runs. */
  aliveCount(now: number): number {
    return [...this.#workers.values()].filter(({ heardAt, isLeaving }) => !isLeaving && now - heardAt <= SILENCE_MS)
      .length;
  }

  /** Workers that have said anything since then. */
  heardSince(time: number): string[] {
    return [...this.#workers].filter(([, { heardAt }]) => heardAt >= time).map(([workerId]) => workerId);
  }

  /** Whether a worker has said that it takes runs from this start of Redis, and what it holds of earlier ones. */
  hasMovedTo(serverRunId: string, workerId: string): boolean {
    return this.#workers.get(workerId)?.serverRunId === serverRunId;
  }

  /** Forgets workers that have been silent for long and since then. */
  forget(now: number, since: number): void {
    for (const [workerId, { heardAt }] of this.#workers) {
      if (now - heardAt > 2 * SILENCE_MS && heardAt < since) this.#workers.delete(workerId);
    }
  }
}
