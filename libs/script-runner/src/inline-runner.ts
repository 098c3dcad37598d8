/** Runs scripts in this process, as they come. What a run does is the executor's business; whose turn it is, `FairRunner`'s. */
import type { RunOutcome } from '#libs/contracts';
import { shuttingDown } from './refusals.js';
import type { Executor, RunRequest, ScriptRunner } from './script-runner.types.js';

export class InlineRunner implements ScriptRunner {
  readonly #executor: Executor;
  readonly #running = new Set<Promise<RunOutcome>>();
  #closing = false;

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  async run(request: RunRequest): Promise<RunOutcome> {
    if (this.#closing) throw shuttingDown();
    const running = this.#executor.execute(request);
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
}
