/** The words of each limit and failure that is not the script's own error: what happened, the limit, what to change. */
import type { RunError, RunErrorCode, RunLimits } from '#libs/contracts';

function runError(code: RunErrorCode, message: string): RunError {
  return { code, name: code, message };
}

const bytes = (count: number): string =>
  count % (1024 * 1024) === 0 ? `${count / (1024 * 1024)} MB` : `${count} bytes`;

export function cpuLimitExceeded(limits: RunLimits): RunError {
  return runError(
    'CpuLimitExceeded',
    `The run used more than its ${limits.cpuMs} ms of CPU time. Look for a loop that does not end, do less in one call, or raise the CPU limit.`,
  );
}

/** What a run was at when its time was up. */
export type Occupation = 'computing' | { hostCalls: number } | 'waiting';

const OCCUPATIONS = {
  computing: 'It was computing. Do less in one call, or raise the time limit.',
  waiting:
    'It waited for a timer, or for a promise that had not settled. Settle every promise, wait for less, or raise the time limit.',
};

export function wallLimitExceeded(limits: RunLimits, occupation: Occupation): RunError {
  const what =
    typeof occupation === 'string'
      ? OCCUPATIONS[occupation]
      : `It waited for ${occupation.hostCalls} host call${occupation.hostCalls === 1 ? '' : 's'}. Ask for less in one call, or raise the time limit.`;
  return runError('WallLimitExceeded', `The run had not answered after ${limits.wallMs} ms. ${what}`);
}

export function notStartedInTime(limits: RunLimits): RunError {
  return runError(
    'WallLimitExceeded',
    `The run was not started: no sandbox was free within its ${limits.wallMs} ms. Try again later, or raise the time limit.`,
  );
}

export function memoryLimitExceeded(limits: RunLimits): RunError {
  return runError(
    'MemoryLimitExceeded',
    `The run used more than its ${bytes(limits.memoryBytes)} of memory. Keep less at one time, work in pages, or raise the memory limit.`,
  );
}

export function resultTooLarge(limits: RunLimits, resultBytes: number): RunError {
  return runError(
    'ResultTooLarge',
    `The result is ${resultBytes} bytes of JSON or more; the limit is ${bytes(limits.resultBytes)}. Return less, e.g. one page or fewer fields.`,
  );
}

export function resultNotSerializable(reason: string): RunError {
  return runError(
    'ResultNotSerializable',
    `The result cannot be written as JSON: ${reason}. Return plain objects, arrays, strings, numbers, booleans or null.`,
  );
}

export function functionNotFound(functionName: string, functions: string): RunError {
  const known = functions === '' ? 'It declares none' : `It declares: ${functions}`;
  return {
    ...runError('FunctionNotFound', `The script declares no function ${functionName}. ${known}.`),
    functionName,
  };
}

export function hostCallLimitExceeded(limits: RunLimits, limit: 'hostCalls' | 'pendingHostCalls'): RunError {
  return runError(
    'HostCallLimitExceeded',
    limit === 'hostCalls'
      ? `The run made more than ${limits.hostCalls} host calls. Ask for more at a time, e.g. with a query or larger pages.`
      : `The run had more than ${limits.pendingHostCalls} host calls waiting at one time. Await some before the next.`,
  );
}

export function sandboxCrashed(detail: string): RunError {
  return runError(
    'SandboxCrashed',
    `The process that ran the script ended unexpectedly (${detail}). The script was not run again; it may have done part of its work.`,
  );
}

export function sandboxUnavailable(detail: string): RunError {
  return runError('SandboxCrashed', `The run was not started: no sandbox could be started (${detail}).`);
}

export function runCancelled(reason: string): RunError {
  return runError('RunCancelled', reason);
}
