import type { RunOutcome } from '#libs/contracts';
import type { RunRequest } from '../script-runner.types.js';

/** A run that was handed over and is not answered yet. */
export interface PendingRun {
  readonly request: RunRequest;
  /** Which start of Redis it was handed to. */
  readonly serverRunId: string;
  /** `performance.now()` when it was handed over, in milliseconds. */
  readonly addedAt: number;
  /** The worker that runs it; nothing while it waits. */
  readonly workerId: string | undefined;
  readonly outcome: Promise<RunOutcome>;
}

interface Entry {
  readonly request: RunRequest;
  readonly serverRunId: string;
  readonly addedAt: number;
  readonly outcome: Promise<RunOutcome>;
  readonly resolve: (outcome: RunOutcome) => void;
  readonly reject: (error: Error) => void;
  workerId: string | undefined;
}

/** The runs of one process that wait for their outcome. The first answer to a run counts; later ones are ignored. */
export class PendingRuns implements Iterable<PendingRun> {
  readonly #entries = new Map<string, Entry>();
  #started = 0;

  /** @throws Error when the id is that of a run which is not answered yet */
  open(request: RunRequest, serverRunId: string): PendingRun {
    if (this.#entries.has(request.runId)) throw new Error(`Run ${request.runId} was handed over already.`);
    const { promise: outcome, resolve, reject } = Promise.withResolvers<RunOutcome>();
    const addedAt = performance.now();
    const entry: Entry = { request, serverRunId, addedAt, outcome, resolve, reject, workerId: undefined };
    this.#entries.set(request.runId, entry);
    return entry;
  }

  get(runId: string): PendingRun | undefined {
    return this.#entries.get(runId);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Runs of which no worker has said that it started them. */
  get waitingCount(): number {
    return this.#entries.size - this.#started;
  }

  markStarted(runId: string, workerId: string): void {
    const entry = this.#entries.get(runId);
    if (entry === undefined) return;
    if (entry.workerId === undefined) this.#started += 1;
    entry.workerId = workerId;
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
    if (entry.workerId !== undefined) this.#started -= 1;
    return entry;
  }
}
