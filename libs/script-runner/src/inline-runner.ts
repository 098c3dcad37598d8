/**
 * Runs scripts in this process, so many at a time, and lets a bounded number wait. What a run does is the executor's
 * business.
 */
import type { RunOutcome } from '#libs/contracts';
import { msUntil } from './deadline.js';
import { cancelledRun, failedRun } from './failed-run.js';
import { shuttingDown, tooManyWaiting } from './refusals.js';
import type { Executor, RunRequest, ScriptRunner } from './script-runner.types.js';

export interface InlineRunnerOptions {
  executor: Executor;
  /** Runs at a time. */
  maxConcurrent: number;
  /** Runs that may wait for their turn; one more is refused. */
  maxWaiting: number;
}

export class InlineRunner implements ScriptRunner {
  readonly #options: InlineRunnerOptions;
  /** Runs that wait, oldest first; calling one gives it its turn. */
  readonly #waiting = new Set<() => void>();
  readonly #running = new Set<Promise<RunOutcome>>();
  #active = 0;
  #closing = false;

  constructor(options: InlineRunnerOptions) {
    this.#options = options;
  }

  async run(request: RunRequest): Promise<RunOutcome> {
    if (this.#closing) throw shuttingDown();
    if (this.#active >= this.#options.maxConcurrent && this.#waiting.size >= this.#options.maxWaiting) {
      throw tooManyWaiting();
    }
    const running = this.#runInTurn(request);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    await Promise.allSettled(this.#running);
  }

  async #runInTurn(request: RunRequest): Promise<RunOutcome> {
    const refused = await this.#turn(request);
    if (refused !== undefined) return refused;
    try {
      return await this.#options.executor.execute(request);
    } finally {
      this.#passOn();
    }
  }

  /** Resolves with nothing when the run may start, or with the outcome of a run whose time ended while it waited. */
  #turn(request: RunRequest): Promise<RunOutcome | undefined> {
    if (request.signal?.aborted) return Promise.resolve(cancelledRun());
    if (this.#active < this.#options.maxConcurrent) {
      this.#active += 1;
      return Promise.resolve(undefined);
    }
    return new Promise((resolve) => {
      const leave = (outcome: RunOutcome | undefined) => {
        clearTimeout(timer);
        request.signal?.removeEventListener('abort', cancel);
        this.#waiting.delete(start);
        resolve(outcome);
      };
      const start = () => {
        leave(undefined);
      };
      const cancel = () => {
        leave(cancelledRun());
      };
      const timer = setTimeout(() => {
        leave(failedRun('WallLimitExceeded', 'The time of the run was over while it waited for its turn.'));
      }, msUntil(request.deadline));
      request.signal?.addEventListener('abort', cancel);
      this.#waiting.add(start);
    });
  }

  /** Gives the place of a finished run to the one that has waited longest. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#active -= 1;
    else next();
  }
}
