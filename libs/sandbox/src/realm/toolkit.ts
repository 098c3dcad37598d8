/**
 * Everything that a script finds beside the language and `PlatformApi` is made by a second bundle, the toolkit, so that a
 * script that uses none of it pays for none of it. This is what the realm and the toolkit know of each other.
 */
import { bundle } from './bundles.js';
import { callHost, type HostRequest } from './host-calls.js';
import { type Ask, ask, type Post, post } from './host.js';
import { limits, type RealmLimits } from './limits.js';
import { type Callable, isObject } from './primordials.js';

export type GlobalName =
  | 'console'
  | 'setTimeout'
  | 'setInterval'
  | 'clearTimeout'
  | 'clearInterval'
  | 'queueMicrotask'
  | 'URL'
  | 'URLSearchParams'
  | 'TextEncoder'
  | 'TextDecoder'
  | 'atob'
  | 'btoa'
  | 'structuredClone'
  | 'crypto'
  | 'performance'
  | 'Event'
  | 'EventTarget'
  | 'AbortController'
  | 'AbortSignal'
  | 'DOMException'
  | 'fetch'
  | 'Headers'
  | 'Request'
  | 'Response';

/** What the realm does for the toolkit. */
export interface Kit {
  post: Post;
  ask: Ask;
  callHost: (request: HostRequest) => Promise<unknown>;
  limits: () => RealmLimits;
  bundle: (name: 'structured-clone') => unknown;
}

/** One call of a function: what it is given, and how deep in calls of other scripts it is. */
export interface Invocation {
  /** 0 for the function that the run is of. */
  depth: number;
  ctx: unknown;
  callback: Callable;
  /** The second argument of a function at a depth. */
  librariesAt: (depth: number) => object;
}

export interface Toolkit {
  /** Makes each global. */
  globals: Record<GlobalName, () => unknown>;
  coreUtils: () => object;
  scriptEngine: (invocation: Invocation) => object;
  /** A timer is due. */
  tick: (timer: number) => void;
}

function isToolkit(value: unknown): value is Toolkit {
  return isObject(value) && isObject(value.globals);
}

export function toolkit(): Toolkit {
  const kit: Kit = { post, ask, callHost, limits: () => limits, bundle };
  const value = bundle('toolkit', kit);
  if (!isToolkit(value)) throw new TypeError('This is no toolkit.');
  return value;
}
