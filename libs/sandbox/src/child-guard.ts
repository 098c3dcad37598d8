/** What a sandbox child must not be able to do, looked at by the child itself before it runs anything. */

/** Set by macOS in every process. */
const HARMLESS_VARIABLES = new Set(['__CF_USER_TEXT_ENCODING']);
const FORBIDDEN = ['fs.read', 'fs.write', 'net', 'child', 'worker', 'inspector', 'wasi', 'ffi'];
/** A right to a part of the file system shows in the flags alone. */
const GRANTED = /^--allow-(?:addons$|fs-read=)/;

/** The reason why this process may not run scripts, or undefined when it may. */
export function unfitReason(): string | undefined {
  if (!process.execArgv.includes('--no-node-snapshot')) return 'it was started without --no-node-snapshot';
  if (!process.execArgv.includes('--permission')) return 'it was started without --permission';
  const right = FORBIDDEN.find((scope) => process.permission.has(scope));
  if (right !== undefined) return `it holds the right ${right}`;
  const flag = process.execArgv.find((argument) => argument.startsWith('--allow-') && !GRANTED.test(argument));
  if (flag !== undefined) return `it was started with ${flag}`;
  const variable = Object.keys(process.env).find((name) => !HARMLESS_VARIABLES.has(name));
  return variable === undefined ? undefined : `its environment holds ${variable}`;
}
