/**
 * What a script finds in its global scope beside the language. Each is made when it is first reached for; the process
 * hears what was, and has it made ahead in the next context of the same script. They are members of an object behind the
 * global one: defining them one by one on the global object itself would cost every run more than all the rest of it.
 */
import { told } from './lazy-use.js';
import { define, deleteProperty, get, global, isObject, setPrototypeOf } from './primordials.js';
import { type GlobalName, toolkit } from './toolkit.js';

/** From here on it is a property of the global object itself, as if it had always been. */
function settle(name: GlobalName): unknown {
  told(name);
  const value = toolkit().globals[name]();
  define(global, name, value);
  return value;
}

/** The script puts something of its own in the place. */
function put(receiver: unknown, name: GlobalName, value: unknown): void {
  define(isObject(receiver) ? receiver : global, name, value);
}

class Globals implements Record<GlobalName, unknown> {
  get console(): unknown {
    return settle('console');
  }
  set console(value: unknown) {
    put(this, 'console', value);
  }
  get setTimeout(): unknown {
    return settle('setTimeout');
  }
  set setTimeout(value: unknown) {
    put(this, 'setTimeout', value);
  }
  get setInterval(): unknown {
    return settle('setInterval');
  }
  set setInterval(value: unknown) {
    put(this, 'setInterval', value);
  }
  get clearTimeout(): unknown {
    return settle('clearTimeout');
  }
  set clearTimeout(value: unknown) {
    put(this, 'clearTimeout', value);
  }
  get clearInterval(): unknown {
    return settle('clearInterval');
  }
  set clearInterval(value: unknown) {
    put(this, 'clearInterval', value);
  }
  get queueMicrotask(): unknown {
    return settle('queueMicrotask');
  }
  set queueMicrotask(value: unknown) {
    put(this, 'queueMicrotask', value);
  }
  get URL(): unknown {
    return settle('URL');
  }
  set URL(value: unknown) {
    put(this, 'URL', value);
  }
  get URLSearchParams(): unknown {
    return settle('URLSearchParams');
  }
  set URLSearchParams(value: unknown) {
    put(this, 'URLSearchParams', value);
  }
  get TextEncoder(): unknown {
    return settle('TextEncoder');
  }
  set TextEncoder(value: unknown) {
    put(this, 'TextEncoder', value);
  }
  get TextDecoder(): unknown {
    return settle('TextDecoder');
  }
  set TextDecoder(value: unknown) {
    put(this, 'TextDecoder', value);
  }
  get atob(): unknown {
    return settle('atob');
  }
  set atob(value: unknown) {
    put(this, 'atob', value);
  }
  get btoa(): unknown {
    return settle('btoa');
  }
  set btoa(value: unknown) {
    put(this, 'btoa', value);
  }
  get structuredClone(): unknown {
    return settle('structuredClone');
  }
  set structuredClone(value: unknown) {
    put(this, 'structuredClone', value);
  }
  get crypto(): unknown {
    return settle('crypto');
  }
  set crypto(value: unknown) {
    put(this, 'crypto', value);
  }
  get performance(): unknown {
    return settle('performance');
  }
  set performance(value: unknown) {
    put(this, 'performance', value);
  }
  get Event(): unknown {
    return settle('Event');
  }
  set Event(value: unknown) {
    put(this, 'Event', value);
  }
  get EventTarget(): unknown {
    return settle('EventTarget');
  }
  set EventTarget(value: unknown) {
    put(this, 'EventTarget', value);
  }
  get AbortController(): unknown {
    return settle('AbortController');
  }
  set AbortController(value: unknown) {
    put(this, 'AbortController', value);
  }
  get AbortSignal(): unknown {
    return settle('AbortSignal');
  }
  set AbortSignal(value: unknown) {
    put(this, 'AbortSignal', value);
  }
  get DOMException(): unknown {
    return settle('DOMException');
  }
  set DOMException(value: unknown) {
    put(this, 'DOMException', value);
  }
  get fetch(): unknown {
    return settle('fetch');
  }
  set fetch(value: unknown) {
    put(this, 'fetch', value);
  }
  get Headers(): unknown {
    return settle('Headers');
  }
  set Headers(value: unknown) {
    put(this, 'Headers', value);
  }
  get Request(): unknown {
    return settle('Request');
  }
  set Request(value: unknown) {
    put(this, 'Request', value);
  }
  get Response(): unknown {
    return settle('Response');
  }
  set Response(value: unknown) {
    put(this, 'Response', value);
  }
}

export function defineGlobals(): void {
  deleteProperty(Globals.prototype, 'constructor');
  // V8 has one of its own that prints nowhere.
  deleteProperty(global, 'console');
  setPrototypeOf(global, Globals.prototype);
}

/** Makes a global ahead of need. */
export function warmGlobal(name: string): void {
  get(global, name);
}
