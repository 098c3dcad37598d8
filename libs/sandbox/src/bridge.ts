/**
 * The code that stands between a script and its child process. It runs in every context before the script does, keeps
 * the built-ins it needs before a script can patch them, and takes away what the memory limit of an isolate does not
 * count. A script reaches only what this file defines; strings alone cross to the process, through `post`, which is
 * never visible to the script.
 *
 * Two rules hold throughout: no method is looked up on a value or prototype that a script may have changed, and an
 * object that is read from has its own property or no prototype.
 *
 * `$0` posts to the process: `(kind, ...values)`, see `BridgePost`. `$1` is the JSON of the services.
 * The closure answers with `enter(what, ...)`, the only way in: `start` calls the script's function, `answer` settles
 * a host call.
 */
export const BRIDGE_SOURCE = String.raw`
'use strict';
const post = $0;
const { apply, construct, defineProperty, getOwnPropertyDescriptor, deleteProperty } = Reflect;
const { keys } = Object;
const { stringify, parse } = JSON;
const now = Date.now;
const NativePromise = Promise;
const NativeError = Error;
const toText = String;
const stringSlice = String.prototype.slice;
const stringIndexOf = String.prototype.indexOf;
const global = globalThis;
const MAX_ERROR_CHARS = 4096;
const EARLY_CONSOLE_CHARS = 1024 * 1024;

const slice = (text, from, to) => apply(stringSlice, text, [from, to]);
const define = (target, name, value) =>
  defineProperty(target, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });

for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry']) deleteProperty(global, name);
const bufferPrototype = ArrayBuffer.prototype;
for (const name of ['resize', 'transfer', 'transferToFixedLength', 'transferToImmutable', 'sliceToImmutable']) {
  deleteProperty(bufferPrototype, name);
}
const NativeArrayBuffer = ArrayBuffer;
function FixedArrayBuffer(length) {
  if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'");
  return construct(NativeArrayBuffer, [length], new.target);
}
for (const name of ['name', 'prototype', 'isView', Symbol.species]) {
  const descriptor = getOwnPropertyDescriptor(NativeArrayBuffer, name);
  if (descriptor !== undefined) defineProperty(FixedArrayBuffer, name, descriptor);
}
define(bufferPrototype, 'constructor', FixedArrayBuffer);
define(global, 'ArrayBuffer', FixedArrayBuffer);

const read = (value, name) => {
  try {
    return value[name];
  } catch {
    return undefined;
  }
};
const describe = (error) => {
  if (error === null || (typeof error !== 'object' && typeof error !== 'function')) {
    let text = '';
    try {
      text = toText(error);
    } catch {}
    return { name: 'Error', message: slice(text, 0, MAX_ERROR_CHARS), stack: '' };
  }
  const name = read(error, 'name');
  const message = read(error, 'message');
  const stack = read(error, 'stack');
  let text = typeof message === 'string' ? message : undefined;
  if (text === undefined) {
    try {
      text = stringify(error);
    } catch {}
  }
  return {
    name: typeof name === 'string' && typeof error === 'object' && name !== '' ? slice(name, 0, 128) : 'Error',
    message: typeof text === 'string' ? slice(text, 0, MAX_ERROR_CHARS) : 'The script threw ' + (typeof error === 'function' ? 'a function' : 'an object') + ' without a message.',
    stack: typeof stack === 'string' ? slice(stack, 0, MAX_ERROR_CHARS * 2) : '',
  };
};

// Until start() brings the limit of the run. The child counts bytes exactly; this keeps a flood inside the isolate.
let consoleChars = EARLY_CONSOLE_CHARS;
let consoleFull = false;
const printable = (value) => {
  if (typeof value === 'string') return value;
  try {
    if (typeof value === 'function') return '[function]';
    if (value !== null && typeof value === 'object') {
      const stack = value instanceof NativeError ? read(value, 'stack') : undefined;
      if (typeof stack === 'string') return stack;
      const json = stringify(value);
      return json === undefined ? '[object]' : json;
    }
    return typeof value === 'bigint' ? toText(value) + 'n' : toText(value);
  } catch {
    return '[not printable]';
  }
};
const print = (level, values) => {
  if (consoleFull) return;
  let text = '';
  for (let index = 0; index < values.length && text.length <= consoleChars; index++) {
    text += (index === 0 ? '' : ' ') + slice(printable(values[index]), 0, consoleChars + 1);
  }
  if (text.length > consoleChars) consoleFull = true;
  text = slice(text, 0, consoleChars + 1);
  consoleChars = consoleChars > text.length + 8 ? consoleChars - text.length - 8 : 0;
  post('console', level, text);
};
define(global, 'console', {
  debug: (...values) => print('debug', values),
  log: (...values) => print('log', values),
  info: (...values) => print('info', values),
  warn: (...values) => print('warn', values),
  error: (...values) => print('error', values),
});

let limits = { __proto__: null, hostCalls: 0, pendingHostCalls: 0, argumentChars: 0 };
let stopped = false;
let calls = 0;
let pending = 0;
const waiting = { __proto__: null };
const callHost = (service, method, values) =>
  new NativePromise((resolve, reject) => {
    if (stopped) return;
    if (calls >= limits.hostCalls || pending >= limits.pendingHostCalls) {
      stopped = true;
      post('tooManyCalls', calls >= limits.hostCalls ? 'hostCalls' : 'pendingHostCalls');
      return;
    }
    const json = stringify(values);
    if (json.length > limits.argumentChars) {
      throw new RangeError('The arguments of ' + service + '.' + method + ' are ' + json.length + ' characters of JSON; the limit is ' + limits.argumentChars + '.');
    }
    const id = ++calls;
    // Made here and not when the answer comes: its stack names the line of the script that made the call.
    waiting[id] = { resolve, reject, error: new NativeError() };
    pending++;
    post('call', id, service, method, json);
  });
const answer = (id, ok, json) => {
  const call = waiting[id];
  if (call === undefined) return;
  delete waiting[id];
  pending--;
  const value = parse(json);
  if (ok) {
    call.resolve(value);
    return;
  }
  const { error } = call;
  const stack = read(error, 'stack');
  define(error, 'name', value.name);
  define(error, 'message', value.message);
  if (typeof value.code === 'string') define(error, 'code', value.code);
  if (typeof stack === 'string') {
    const frames = apply(stringIndexOf, stack, ['\n']);
    define(error, 'stack', value.name + ': ' + value.message + (frames < 0 ? '' : slice(stack, frames)));
  }
  call.reject(error);
};

const services = parse($1);
const PlatformApi = {};
const serviceNames = keys(services);
for (let index = 0; index < serviceNames.length; index++) {
  const service = serviceNames[index];
  let api;
  const get = () => {
    if (api === undefined) {
      api = {};
      const methods = services[service];
      for (let at = 0; at < methods.length; at++) {
        const method = methods[at];
        const value = (...values) => callHost(service, method, values);
        defineProperty(api, method, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      }
    }
    return api;
  };
  defineProperty(PlatformApi, service, { __proto__: null, get, set: undefined, enumerable: true, configurable: true });
}

// At most a burst of 20 reports, then 20 a second: a loop that reports every step must not drown its caller.
let progressTokens = 20;
let progressAt = now();
const callback = (...values) => {
  const at = now();
  progressTokens += ((at - progressAt) * 20) / 1000;
  if (progressTokens > 20) progressTokens = 20;
  progressAt = at;
  if (progressTokens < 1) return;
  progressTokens--;
  const json = stringify(values);
  if (json.length <= 16384) post('progress', json);
};

const fail = (code, error) => {
  const { name, message, stack } = describe(error);
  post('failed', code, name, message, stack);
};
const execute = async (run, input, ctx) => {
  let value;
  try {
    value = await apply(run, undefined, [input, { PlatformApi }, ctx, callback]);
  } catch (error) {
    fail('ScriptFailed', error);
    return;
  }
  if (typeof value === 'string' && value.length > limits.resultChars) {
    post('tooLarge', value.length + 2);
    return;
  }
  let json;
  try {
    json = value === undefined ? 'null' : stringify(value);
  } catch (error) {
    fail('ResultNotSerializable', error);
    return;
  }
  if (typeof json !== 'string') post('failed', 'ResultNotSerializable', 'TypeError', 'JSON has no form for a ' + typeof value, '');
  else if (json.length > limits.resultChars) post('tooLarge', json.length);
  else post('result', json);
};

// A function declaration makes an enumerable property of the global object; no built-in is one.
const declared = (name) => {
  const descriptor = getOwnPropertyDescriptor(global, name);
  return descriptor !== undefined && descriptor.enumerable && typeof descriptor.value === 'function' ? descriptor.value : undefined;
};
const start = (functionName, inputJson, ctxJson, limitsJson) => {
  limits = parse(limitsJson);
  consoleChars -= EARLY_CONSOLE_CHARS - limits.consoleChars;
  if (consoleChars < 0) consoleChars = 0;
  const run = declared(functionName);
  if (run === undefined) {
    const names = keys(global);
    let functions = '';
    for (let index = 0; index < names.length && functions.length < MAX_ERROR_CHARS; index++) {
      if (declared(names[index]) !== undefined) functions += (functions === '' ? '' : ', ') + names[index];
    }
    post('notFound', functions);
    return;
  }
  execute(run, parse(inputJson), parse(ctxJson));
};

return (what, ...values) => {
  if (what === 'start') start(values[0], values[1], values[2], values[3]);
  else answer(values[0], values[1], values[2]);
};
`;

/** What the bridge posts to the process. */
export type BridgePost =
  | { kind: 'result'; json: string }
  | { kind: 'tooLarge'; chars: number }
  | { kind: 'failed'; code: 'ScriptFailed' | 'ResultNotSerializable'; name: string; message: string; stack: string }
  | { kind: 'notFound'; functions: string }
  | { kind: 'tooManyCalls'; limit: 'hostCalls' | 'pendingHostCalls' }
  | { kind: 'call'; id: number; service: string; method: string; args: string }
  | { kind: 'console'; level: string; text: string }
  | { kind: 'progress'; args: string };

/** Names the arguments of one `post(kind, ...)`. */
export function bridgePost(values: readonly unknown[]): BridgePost | undefined {
  const text = (index: number): string => String(values[index]);
  switch (values[0]) {
    case 'result':
      return { kind: 'result', json: text(1) };
    case 'tooLarge':
      return { kind: 'tooLarge', chars: Number(values[1]) };
    case 'failed': {
      const code = values[1] === 'ResultNotSerializable' ? 'ResultNotSerializable' : 'ScriptFailed';
      return { kind: 'failed', code, name: text(2), message: text(3), stack: text(4) };
    }
    case 'notFound':
      return { kind: 'notFound', functions: text(1) };
    case 'tooManyCalls':
      return { kind: 'tooManyCalls', limit: values[1] === 'hostCalls' ? 'hostCalls' : 'pendingHostCalls' };
    case 'call':
      return { kind: 'call', id: Number(values[1]), service: text(2), method: text(3), args: text(4) };
    case 'console':
      return { kind: 'console', level: text(1), text: text(2) };
    case 'progress':
      return { kind: 'progress', args: text(1) };
    default:
      return undefined;
  }
}
