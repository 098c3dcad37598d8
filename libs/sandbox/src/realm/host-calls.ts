/** What the script asks of the world, and what the world answers. Counted here, again in the child, and in its parent. */
import { post } from './host.js';
import { limits } from './limits.js';
import {
  apply,
  type Callable,
  define,
  deleteProperty,
  dictionary,
  global,
  indexOf,
  isObject,
  NativeError,
  NativePromise,
  parse,
  read,
  slice,
  toText,
} from './primordials.js';

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  /** Made with the call and not with its answer: its stack names the line of the script that made the call. */
  error: Error;
}

const waiting = dictionary<Waiting>();
let stopped = false;
let calls = 0;
let pending = 0;

export interface HostRequest {
  kind: 'platform' | 'fetch' | 'script';
  /** How the call is named to the script's author. */
  title: string;
  /** JSON of the call without its kind, see `hostCallSchema`. */
  json: string;
}

/**
 * Resolves with the host's answer, or rejects with an Error that has the host's name, message and code. A call over the
 * limits ends the run.
 *
 * @throws RangeError when the arguments are too large
 */
export function callHost({ kind, title, json }: HostRequest): Promise<unknown> {
  return new NativePromise((resolve, reject) => {
    if (stopped) return;
    // The limits come with the call of the function.
    if (limits.hostCalls === 0) {
      throw new NativeError('PlatformApi and fetch work inside of functions, not at the top level of a script.');
    }
    if (calls >= limits.hostCalls || pending >= limits.pendingHostCalls) {
      stopped = true;
      post('tooManyCalls', calls >= limits.hostCalls ? 'hostCalls' : 'pendingHostCalls');
      return;
    }
    if (json.length > limits.argumentChars) {
      throw new RangeError(
        `The arguments of ${title} are ${json.length} characters of JSON; the limit is ${limits.argumentChars}.`,
      );
    }
    const id = ++calls;
    waiting[id] = { resolve, reject, error: new NativeError() };
    pending++;
    post('call', id, kind, json);
  });
}

function rename(error: Error, name: string, message: string): void {
  const stack = read(error, 'stack');
  define(error, 'name', name);
  define(error, 'message', message);
  if (typeof stack !== 'string') return;
  const frames = indexOf(stack, '\n');
  define(error, 'stack', `${name}: ${message}${frames < 0 ? '' : slice(stack, frames)}`);
}

/**
 * Settles a host call. One for a script comes with the script as a function, which is run and gives its functions; they are
 * wrapped, for one of them may be called `then`.
 */
export function answer(id: number, ok: boolean, answered: { json: string; factory: Callable | undefined }): void {
  const call = waiting[id];
  if (call === undefined) return;
  deleteProperty(waiting, id);
  pending--;
  const value = answered.json === '' ? undefined : parse(answered.json);
  if (ok) {
    try {
      if (answered.factory === undefined) call.resolve(value);
      else call.resolve({ __proto__: null, functions: apply(answered.factory, global, []) });
    } catch (thrown) {
      call.reject(thrown);
    }
    return;
  }
  const { error } = call;
  if (isObject(value)) {
    rename(error, toText(value.name), toText(value.message));
    if (typeof value.code === 'string') define(error, 'code', value.code);
  }
  call.reject(error);
}
