/**
 * What a script finds in its global scope beside the language. Each is made when it is first reached; the process hears
 * which were, and asks for them ahead in the next context of the same script.
 */
import { bundle } from './bundles.js';
import { createConsole } from './console.js';
import { crypto } from './crypto.js';
import { domException } from './dom-exception.js';
import { encoding } from './encoding.js';
import { abort, events } from './events.js';
import { fetch, requests, responses } from './fetch.js';
import { headers } from './headers.js';
import { post } from './host.js';
import { defineProperty, dictionary, global, keys, lazily, now, ownDescriptor } from './primordials.js';
import { clearTimer, queueMicrotask, setInterval, setTimeout } from './timers.js';
import { urls } from './url.js';

const timeOrigin = now();

const makers: Record<string, () => unknown> = {
  console: createConsole,
  setTimeout: () => setTimeout,
  setInterval: () => setInterval,
  clearTimeout: () => clearTimer,
  clearInterval: () => clearTimer,
  queueMicrotask: () => queueMicrotask,
  URL: () => urls().URL,
  URLSearchParams: () => urls().URLSearchParams,
  TextEncoder: () => encoding().TextEncoder,
  TextDecoder: () => encoding().TextDecoder,
  atob: () => encoding().atob,
  btoa: () => encoding().btoa,
  structuredClone: () => bundle('structured-clone'),
  crypto,
  Event: () => events().Event,
  EventTarget: () => events().EventTarget,
  AbortController: () => abort().AbortController,
  AbortSignal: () => abort().AbortSignal,
  DOMException: domException,
  performance: () => ({ timeOrigin, now: (): number => now() - timeOrigin }),
  fetch: () => fetch,
  Headers: headers,
  Request: requests,
  Response: () => responses().Response,
};

const lazies = dictionary<() => unknown>();

/** Remembers how something that a script may never use is made, under a name of its own. */
export function registerLazy(name: string, make: () => unknown): () => unknown {
  const made = lazily(make);
  let told = false;
  lazies[name] = () => {
    told = true;
    return made();
  };
  return () => {
    if (!told) post('used', name);
    told = true;
    return made();
  };
}

/** Makes ahead of need what the last run used. */
export function warm(names: readonly string[]): void {
  for (let index = 0; index < names.length; index++) lazies[names[index] ?? '']?.();
}

function defineLazyGlobal(name: string, make: () => unknown): void {
  const made = registerLazy(name, make);
  const settle = (receiver: unknown, value: unknown): void => {
    const target = typeof receiver === 'object' && receiver !== null ? receiver : global;
    defineProperty(target, name, ownDescriptor({ value, writable: true, enumerable: false, configurable: true }));
  };
  const accessor = {
    get(): unknown {
      const value = made();
      settle(global, value);
      return value;
    },
    set(this: unknown, value: unknown): void {
      settle(this, value);
    },
  };
  defineProperty(global, name, ownDescriptor({ ...accessor, enumerable: false, configurable: true }));
}

export function defineGlobals(): void {
  const names = keys(makers);
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? '';
    const make = makers[name];
    if (make !== undefined) defineLazyGlobal(name, make);
  }
}
