/**
 * Ends a computation that takes too long. V8 can stop code only from another thread, which `vm` starts for each run;
 * that costs about a millisecond, so it is for work that may be long.
 */
import { createContext, Script } from 'node:vm';

const context: { task: () => void } = { task: () => undefined };
const script = new Script('task()');
createContext(context);

/** @returns what `work` returned, or undefined when it was stopped after `timeoutMs` */
export function withinTime<Result extends object>(timeoutMs: number, work: () => Result): Result | undefined {
  let result: Result | undefined;
  context.task = () => {
    result = work();
  };
  try {
    script.runInContext(context, { timeout: timeoutMs });
    return result;
  } catch (error) {
    if (isTimeout(error)) return undefined;
    throw error;
  } finally {
    context.task = () => undefined;
  }
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
