import { setTimeout as delay } from 'node:timers/promises';
import { EMPTY_RUN_REPORT, type JsonValue, type RunOutcome } from '#libs/contracts';
import { failedRun } from '../failed-run.js';
import type { Executor, RunRequest } from '../script-runner.types.js';

type TestFunction = (request: RunRequest) => JsonValue | Promise<JsonValue>;

/**
 * Executes functions of this process in place of scripts, for specs that are about the way to the sandbox and not about
 * the sandbox. `onStart` is awaited before each, so that a spec can count executions.
 */
export class FunctionExecutor implements Executor {
  readonly #onStart: (request: RunRequest) => Promise<unknown>;

  constructor(onStart: (request: RunRequest) => Promise<unknown> = () => Promise.resolve()) {
    this.#onStart = onStart;
  }

  async execute(request: RunRequest): Promise<RunOutcome> {
    await this.#onStart(request);
    const report = EMPTY_RUN_REPORT;
    const called = FUNCTIONS[request.functionName];
    if (called === undefined) return failedRun('FunctionNotFound', `There is no function ${request.functionName}.`);
    try {
      return { status: 'succeeded', result: await called(request), report };
    } catch (error) {
      if (request.signal?.aborted) return failedRun('RunCancelled', 'The run was cancelled.');
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { status: 'failed', error: { code: 'ScriptFailed', name, message, line: 3 }, report };
    }
  }
}

const FUNCTIONS: Record<string, TestFunction> = {
  echo: ({ input }) => input,
  fail: () => {
    throw new TypeError('it broke');
  },
  progress: ({ onProgress }) => {
    for (const step of [1, 2, 3]) onProgress?.([step, { of: 3 }]);
    return 'done';
  },
  /** Waits `input.ms` milliseconds, and ends early when it is cancelled. */
  wait: async ({ input, signal }) => {
    await delay(Number(input['ms']), undefined, signal && { signal });
    return 'waited';
  },
};
