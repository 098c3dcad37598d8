/** What a failure inside an isolate is called outside: a limit, or an error of the script with its place. */
import type { RunError, RunLimits } from '#libs/contracts';
import type { RealmPost } from './realm-post.js';
import { cpuLimitExceeded, memoryLimitExceeded, resultNotSerializable, resultTooLarge } from './run-errors.js';
import { stackPosition, syntaxErrorPosition } from './script-position.js';

const MAX_MESSAGE_CHARS = 4096;
/** Rejections that isolated-vm makes itself, as text because it gives them no class. */
export const TIMED_OUT = 'Script execution timed out.';
const UNKNOWN_OBJECT = /^An object was thrown from supplied code within isolated-vm/;

export interface FailedRun {
  functionName: string;
  limits: RunLimits;
  /** `_userType` by file name. */
  calledFiles: ReadonlyMap<string, string>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_MESSAGE_CHARS) : '');

/** The function threw, or its result has no form. */
export function postedFailure(post: RealmPost & { kind: 'failed' }, run: FailedRun): RunError {
  const { functionName, limits } = run;
  if (post.message === 'Array buffer allocation failed') return { ...memoryLimitExceeded(limits), functionName };
  if (post.code === 'ResultNotSerializable') {
    if (post.message === 'Invalid string length') return resultTooLarge(limits, limits.resultBytes);
    return { ...resultNotSerializable(post.message), functionName };
  }
  const position = stackPosition(post.stack, run.calledFiles) ?? { functionName };
  return { code: 'ScriptFailed', name: post.name, message: post.message, ...position };
}

/** Compiling or the top level rejected, with a copy that isolated-vm made and that may still hold anything. */
export function outsideFailure(error: unknown, { limits }: FailedRun): RunError {
  if (!(error instanceof Error)) return { code: 'ScriptFailed', name: 'Error', message: text(String(error)) };
  if (error.message === TIMED_OUT) return cpuLimitExceeded(limits);
  const { message, position } = syntaxErrorPosition(text(error.message));
  if (error instanceof SyntaxError && position !== undefined) {
    return { code: 'ScriptSyntaxError', name: 'SyntaxError', message, ...position };
  }
  return {
    code: 'ScriptFailed',
    name: text(error.name) || 'Error',
    message: UNKNOWN_OBJECT.test(message) ? 'The script threw an object that is not an Error.' : message,
    ...stackPosition(text(error.stack)),
  };
}

/** JSON of what a script is told when a script that it calls does not compile. */
export function calledFailureJson(error: unknown, filename: string): string {
  const { message, position } = syntaxErrorPosition(text(error instanceof Error ? error.message : String(error)));
  const at = position === undefined ? '' : ` (${filename}, line ${position.line}, column ${position.column})`;
  return JSON.stringify({ name: error instanceof SyntaxError ? 'SyntaxError' : 'Error', message: `${message}${at}` });
}
