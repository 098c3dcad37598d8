/**
 * `libraries.IafScriptEngine`: variables of the run, and functions of the namespace's other scripts, which run in the
 * same context and within the same limits.
 */
import type { Invocation } from '../realm/toolkit.js';
import { callHost } from './kit.js';
import { apply, dictionary, global, isFunction, read, stringify, toText } from '../realm/primordials.js';
import { mapGet, mapSet, NativeMap } from './natives.js';

/** Scripts that call each other go no deeper. */
export const MAX_CALL_DEPTH = 16;

const variables = new NativeMap<unknown, unknown>();
/** The functions of each called script, by the call that gave them. */
const functionsOf = dictionary<Promise<unknown>>();

function load(userType: string, name: string): Promise<unknown> {
  const call = stringify({ kind: 'script', userType, functionName: name });
  return (functionsOf[call] ??= callHost({
    kind: 'script',
    title: `callFunction("${userType}", "${name}")`,
    json: call,
  }));
}

export function scriptEngine({ depth, ctx, callback, librariesAt }: Invocation): object {
  return {
    getVar: (name: unknown): unknown => mapGet(variables, toText(name)),
    setVar(name: unknown, value: unknown): void {
      mapSet(variables, toText(name), value);
    },
    async callFunction(userType: unknown, functionName: unknown, input: unknown = {}): Promise<unknown> {
      if (typeof userType !== 'string' || typeof functionName !== 'string') {
        throw new TypeError('callFunction takes the _userType of a script, the name of its function, and the input.');
      }
      if (depth >= MAX_CALL_DEPTH) {
        throw new RangeError(
          `Scripts call each other at most ${MAX_CALL_DEPTH} deep; ${functionName} would be deeper.`,
        );
      }
      const called = read(await load(userType, functionName), functionName);
      if (!isFunction(called)) throw new Error(`Script ${userType} declares no function ${functionName}.`);
      return await apply(called, global, [input, librariesAt(depth + 1), ctx, callback]);
    },
  };
}
