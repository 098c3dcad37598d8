import type { RunOutcome } from '#libs/contracts';
import { LONG_WAIT_MS } from '../long-wait.js';
import type { RunRequest } from '../script-runner.types.js';

/** A run that was handed over and is not answered yet. Times are of `performance.now()`, in milliseconds. */
export interface PendingRun {
  readonly request: RunRequest;
  readonly outcome: Promise<RunOutcome>;
  /** Which start of Redis it was handed to. */
  readonly serverRunId: string;
  /** When it was handed over to that. */
  readonly addedAt: number;
  /** Whether the connection broke over handing it over, so that nobody knows whether it arrived. */
  readonly isDoubtful: boolean;
  /** The worker that runs it; nothing while it waits. */
  readonly workerId: string | undefined;
  /** When that worker last said so. */
  readonly heldAt: number;
  /** When the queue found it without a worker. */
  readonly stalledAt: number | undefined;
}

type Entry = { -readonly [Key in keyof PendingRun]: PendingRun[Key] } & {
  resolve: (outcome: RunOutcome) => void;
  reject: (error: Error) => void;
};

/** The runs of one process that wait for their outcome. The first answer to a run counts; later ones are ignored. */
export class PendingRuns implements Iterable<PendingRun> {
  readonly #entries = new Map<string, Entry>();
  #held = 0;

  /** @throws Error when the id is that of a run which is not answered yet */
  open(request: RunRequest, serverRunId: string): PendingRun {
    if (this.#entries.has(request.runId)) throw new Error(`Run ${request.runId} was handed over already.`);
    const { promise: outcome, resolve, reject } = Promise.withResolvers<RunOutcome>();
    const entry: Entry = {
      request,
      outcome,
      serverRunId,
      addedAt: performance.now(),
      isDoubtful: false,
      workerId: undefined,
      heldAt: 0,
      stalledAt: undefined,
      resolve,
      reject,
    };
    this.#entries.set(request.runId, entry);
    return entry;
  }

  has(run: PendingRun): boolean {
    return this.#entries.get(run.request.runId) === run;
  }

  get(runId: string): PendingRun | undefined {
    return this.#entries.get(runId);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Runs of which no worker has said that it started them. */
  get waitingCount(): number {
    return this.#entries.size - this.#held;
  }

  /** When the oldest of them was handed over. */
  get oldestAt(): number {
    return Math.min(...[...this.#entries.values()].map(({ addedAt }) => addedAt));
  }

  /** Tells the callers of runs that no worker has started for a while. */
  tellOfWaiting(): void {
    const since = performance.now() - LONG_WAIT_MS;
    for (const { request, workerId, addedAt } of this.#entries.values()) {
      if (workerId === undefined && addedAt <= since) request.onWaiting?.();
    }
  }

  markHeld(runId: string, workerId: string): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    if (entry.workerId === undefined) this.#held += 1;
    entry.workerId = workerId;
    entry.heldAt = performance.now();
  }

  markStalled(runId: string): void {
    const entry = this.#entries.get(runId);
    if (entry !== undefined) entry.stalledAt = performance.now();
  }

  markDoubtful(runId: string, isDoubtful: boolean): void {
    const entry = this.#entries.get(runId);
    if (entry !== undefined) entry.isDoubtful = isDoubtful;
  }

  /** What was heard before a silence counts as heard now: it was this process that could not hear. */
  excuseWorkers(): void {
    const now = performance.now();
    for (const entry of this.#entries.values()) entry.heldAt = now;
  }

  /** The run is about to be handed to another start of Redis. */
  moveTo(runId: string, serverRunId: string): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    const addedAt = performance.now();
    Object.assign(entry, { serverRunId, addedAt, isDoubtful: false, stalledAt: undefined });
  }

  /** @returns whether the run was still waiting for an answer */
  settle(runId: string, outcome: RunOutcome): boolean {
    const entry = this.#take(runId);
    entry?.resolve(outcome);
    return entry !== undefined;
  }

  /** @returns whether the run was still waiting for an answer */
  fail(runId: string, error: Error): boolean {
    const entry = this.#take(runId);
    entry?.reject(error);
    return entry !== undefined;
  }

  [Symbol.iterator](): Iterator<PendingRun> {
    return [...this.#entries.values()].values();
  }

  #take(runId: string): Entry | undefined {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return undefined;
    this.#entries.delete(runId);
    if (entry.workerId !== undefined) this.#held -= 1;
    return entry;
  }
}
