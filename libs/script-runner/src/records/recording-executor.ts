import type { RunOutcome } from '#libs/contracts';
import { failedRun } from '../failed-run.js';
import type { Executor, RunRequest } from '../script-runner.types.js';
import type { RunRecorder } from './run-recorder.js';
import type { RunsInFlight } from './runs-in-flight.js';

export interface RecordingExecutorOptions {
  executor: Executor;
  /** The runs that are executed here. */
  inFlight: RunsInFlight;
  /** Undefined when no records are kept. */
  recorder: RunRecorder | undefined;
}

/** Executes runs by another executor, has them recorded, and ends those that somebody asks to end. */
export class RecordingExecutor implements Executor {
  readonly #options: RecordingExecutorOptions;

  constructor(options: RecordingExecutorOptions) {
    this.#options = options;
  }

  async execute(request: RunRequest): Promise<RunOutcome> {
    const { executor, inFlight, recorder } = this.#options;
    const held = inFlight.hold(request.runId, request.signal);
    const recording = recorder?.begin(request);
    try {
      const outcome = await executor.execute({
        ...request,
        signal: held.signal,
        onOutput: (lines) => {
          recording?.output(lines);
        },
        onProgress: (args) => {
          recording?.progress(args);
          request.onProgress?.(args);
        },
      });
      recording?.end(outcome);
      return outcome;
    } catch (error) {
      recording?.end(failedRun('SandboxCrashed', 'The run could not be executed.'));
      throw error;
    } finally {
      held.release();
    }
  }
}
