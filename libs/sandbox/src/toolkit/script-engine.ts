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
/** The scripts of each _userType that were called, in the order of the calls, each as an object of its functions. */
const loaded = dictionary<Promise<unknown>[]>();

function load(userType: string, name: string): Promise<unknown> {
  const json = stringify({ kind: 'script', userType, functionName: name });
  return callHost({ kind: 'script', title: `callFunction("${userType}", "${name}")`, json });
}

function functionOf(script: unknown, name: string): unknown {
  return read(read(script, 'functions'), name);
}

/** The script that declares a function: one that was called before, or another. A script is there once in a run. */
async function declaring(userType: string, name: string): Promise<unknown> {
  const scripts = (loaded[userType] ??= []);
  for (let index = 0; index < scripts.length; index++) {
    const script = await scripts[index];
    if (isFunction(functionOf(script, name))) return script;
  }
  const loading = load(userType, name);
  scripts[scripts.length] = settled(loading);
  return loading;
}

/** Undefined for a script that could not be loaded: whoever waits for another of its functions asks again. */
async function settled(loading: Promise<unknown>): Promise<unknown> {
  try {
    return await loading;
  } catch {
    return undefined;
  }
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
      const called = functionOf(await declaring(userType, functionName), functionName);
      if (!isFunction(called)) throw new Error(`Script ${userType} declares no function ${functionName}.`);
      return await apply(called, global, [input, librariesAt(depth + 1), ctx, callback]);
    },
  };
}
