import { EMPTY_RUN_REPORT, type RunErrorCode, type RunOutcome } from '#libs/contracts';

/** Outcome of a run that failed outside the sandbox: nothing was printed, nothing was used. */
export function failedRun(code: RunErrorCode, message: string): RunOutcome {
  return {
    status: 'failed',
    error: { code, name: code, message },
    report: EMPTY_RUN_REPORT,
  };
}

export function cancelledRun(): RunOutcome {
  return failedRun('RunCancelled', 'The caller cancelled the run.');
}
