/** One run: its function is called with what it is given, and what becomes of it is posted. */
import { bundle } from './bundles.js';
import { describeError, MAX_ERROR_CHARS } from './describe-error.js';
import { warmGlobal } from './globals.js';
import { post } from './host.js';
import { expect, told } from './lazy-use.js';
import { limits, type RealmLimits, setLimits } from './limits.js';
import { type Services, platformApi } from './platform-api.js';
import {
  apply,
  type Callable,
  getOwnPropertyDescriptor,
  global,
  isFunction,
  keys,
  now,
  parse,
  stringify,
} from './primordials.js';
import { toolkit } from './toolkit.js';

/** At most a burst of so many reports, then so many a second: a loop that reports each step must not drown its caller. */
const PROGRESS_BURST = 20;
const MAX_PROGRESS_CHARS = 16_384;

let progressTokens = PROGRESS_BURST;
let progressAt = now();

function callback(...values: unknown[]): void {
  const at = now();
  progressTokens += ((at - progressAt) * PROGRESS_BURST) / 1000;
  if (progressTokens > PROGRESS_BURST) progressTokens = PROGRESS_BURST;
  progressAt = at;
  if (progressTokens < 1) return;
  progressTokens--;
  const json = stringify(values);
  if (json.length <= MAX_PROGRESS_CHARS) post('progress', json);
}

const libraries = {
  CoreUtils: (): unknown => toolkit().coreUtils(),
  lodash: (): unknown => bundle('lodash'),
  moment: (): unknown => bundle('moment'),
  zod: (): unknown => bundle('zod'),
};
type LibraryName = keyof typeof libraries;

function isLibrary(name: string): name is LibraryName {
  return name === 'CoreUtils' || name === 'lodash' || name === 'moment' || name === 'zod';
}

function library(name: LibraryName): unknown {
  told(name);
  return libraries[name]();
}

/** Makes ahead of need what the last run of the script used. */
export function warm(names: readonly string[]): void {
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? '';
    expect(name);
    if (isLibrary(name)) libraries[name]();
    else if (name === 'IafScriptEngine') toolkit();
    else warmGlobal(name);
  }
}

let services: Services = {};
let api: object | undefined;

export function setServices(given: Services): void {
  services = given;
}

/** The second argument of a function; each library is made when a script first reaches for it. */
function librariesAt(depth: number, ctx: unknown): object {
  let engine: object | undefined;
  return {
    get PlatformApi() {
      api ??= platformApi(services);
      return api;
    },
    get CoreUtils() {
      return library('CoreUtils');
    },
    get IafScriptEngine() {
      told('IafScriptEngine');
      engine ??= toolkit().scriptEngine({ depth, ctx, callback, librariesAt: (deeper) => librariesAt(deeper, ctx) });
      return engine;
    },
    get lodash() {
      return library('lodash');
    },
    get moment() {
      return library('moment');
    },
    get zod() {
      return library('zod');
    },
  };
}

function fail(code: 'ScriptFailed' | 'ResultNotSerializable', error: unknown): void {
  const { name, message, stack } = describeError(error);
  post('failed', code, name, message, stack);
}

function postResult(value: unknown): void {
  if (typeof value === 'string' && value.length > limits.resultChars) {
    post('tooLarge', value.length + 2);
    return;
  }
  let json: unknown;
  try {
    json = value === undefined ? 'null' : stringify(value);
  } catch (error) {
    fail('ResultNotSerializable', error);
    return;
  }
  if (typeof json !== 'string') {
    post('failed', 'ResultNotSerializable', 'TypeError', `JSON has no form for a ${typeof value}`, '');
  } else if (json.length > limits.resultChars) post('tooLarge', json.length);
  else post('result', json);
}

let settled = false;

/** The function has settled; the process may still hear of it when a timer is due. */
export function hasSettled(): boolean {
  return settled;
}

async function execute(run: Callable, input: unknown, ctx: unknown): Promise<void> {
  let value: unknown;
  try {
    value = await apply(run, undefined, [input, librariesAt(0, ctx), ctx, callback]);
  } catch (error) {
    settled = true;
    fail('ScriptFailed', error);
    return;
  }
  settled = true;
  postResult(value);
}

/** A function declaration makes an enumerable property of the global object; no built-in is one. */
function declared(name: string): Callable | undefined {
  const descriptor = getOwnPropertyDescriptor(global, name);
  return descriptor?.enumerable === true && isFunction(descriptor.value) ? descriptor.value : undefined;
}

function isLimits(value: unknown): value is RealmLimits {
  return typeof value === 'object';
}

/** @param texts JSON of the input, of `ctx`, and of `RealmLimits` */
export function start(functionName: string, texts: { input: string; ctx: string; limits: string }): void {
  const given = parse(texts.limits);
  if (isLimits(given)) setLimits(given);
  const run = declared(functionName);
  if (run !== undefined) {
    void execute(run, parse(texts.input), parse(texts.ctx));
    return;
  }
  const names = keys(global);
  let functions = '';
  for (let index = 0; index < names.length && functions.length < MAX_ERROR_CHARS; index++) {
    const name = names[index] ?? '';
    if (declared(name) !== undefined) functions += (functions === '' ? '' : ', ') + name;
  }
  post('notFound', functions);
}
