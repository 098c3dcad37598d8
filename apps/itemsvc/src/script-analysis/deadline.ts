import { runInNewContext } from 'node:vm';

export type WithinDeadline<T> = { ended: true; value: T } | { ended: false };

/**
 * Runs a synchronous task and stops it at the deadline, wherever it stands. A timer could not: it waits for the same
 * thread. What the task throws is passed on.
 */
export function runWithin<T>(timeoutMs: number, task: () => T): WithinDeadline<T> {
  let outcome: WithinDeadline<T> = { ended: false };
  const run = (): void => {
    outcome = { ended: true, value: task() };
  };
  try {
    runInNewContext('run()', { run }, { timeout: timeoutMs });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  }
  return outcome;
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
