/** `Event`, `EventTarget` and `AbortSignal` of the DOM Standard, as far as code that is cancelled needs them. */
import { domException } from './dom-exception.js';
import { apply, isFunction, isIterable, isObject, now, read, toText } from '../realm/primordials.js';
import { printUncaught } from './console.js';
import { addTimer } from './timers.js';
import { lazily } from './natives.js';

interface Listener {
  readonly type: string;
  readonly callback: unknown;
  readonly once: boolean;
  removed: boolean;
}

export const events = lazily(() => {
  let isStopped: (event: Event) => boolean = () => false;

  class Event {
    readonly type: string;
    readonly cancelable: boolean;
    readonly timeStamp = now();
    target: unknown = null;
    currentTarget: unknown = null;
    defaultPrevented = false;
    #stopped = false;

    constructor(type: unknown, options?: unknown) {
      this.type = toText(type);
      this.cancelable = read(options, 'cancelable') === true;
    }

    preventDefault(): void {
      if (this.cancelable) this.defaultPrevented = true;
    }

    stopImmediatePropagation(): void {
      this.#stopped = true;
    }

    static {
      isStopped = (event) => event.#stopped;
    }

    stopPropagation(): void {
      // There is one target, so there is nowhere to stop on the way to.
    }
  }

  class EventTarget {
    #listeners: Listener[] = [];

    addEventListener(type: unknown, callback: unknown, options?: unknown): void {
      const signal = read(options, 'signal');
      if (!isObject(callback) || read(signal, 'aborted') === true) return;
      const name = toText(type);
      for (const listener of this.#listeners) if (listener.type === name && listener.callback === callback) return;
      this.#listeners.push({ type: name, callback, once: read(options, 'once') === true, removed: false });
      if (signal instanceof EventTarget) {
        signal.addEventListener(
          'abort',
          () => {
            this.removeEventListener(name, callback);
          },
          { once: true },
        );
      }
    }

    removeEventListener(type: unknown, callback: unknown): void {
      const name = toText(type);
      this.#listeners = this.#listeners.filter((listener) => {
        if (listener.type !== name || listener.callback !== callback) return true;
        listener.removed = true;
        return false;
      });
    }

    dispatchEvent(event: unknown): boolean {
      if (!(event instanceof Event)) throw new TypeError('dispatchEvent takes an Event.');
      event.target = event.currentTarget = this;
      for (const listener of [...this.#listeners]) {
        if (isStopped(event)) break;
        if (listener.removed || listener.type !== event.type) continue;
        if (listener.once) this.removeEventListener(listener.type, listener.callback);
        this.#call(listener.callback, event);
      }
      return !event.defaultPrevented;
    }

    #call(callback: unknown, event: Event): void {
      try {
        const handler = isFunction(callback) ? callback : read(callback, 'handleEvent');
        if (isFunction(handler)) apply(handler, isFunction(callback) ? this : callback, [event]);
      } catch (error) {
        printUncaught(error);
      }
    }
  }
  return { Event, EventTarget };
});

/** Given to a constructor that scripts may not call. */
const KEY = {};

export const abort = lazily(() => {
  const { Event, EventTarget } = events();
  const DOMException = domException();
  let end: (signal: AbortSignal, reason: unknown) => void = () => undefined;

  class AbortSignal extends EventTarget {
    onabort: unknown = null;
    #reason: unknown = undefined;
    #aborted = false;

    constructor(key?: unknown) {
      if (key !== KEY) throw new TypeError('Illegal constructor: an AbortController makes signals.');
      super();
    }

    static {
      end = (signal, reason) => {
        if (signal.#aborted) return;
        signal.#aborted = true;
        signal.#reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason;
        if (isFunction(signal.onabort)) signal.addEventListener('abort', signal.onabort, { once: true });
        signal.dispatchEvent(new Event('abort'));
      };
    }

    get aborted(): boolean {
      return this.#aborted;
    }

    get reason(): unknown {
      return this.#reason;
    }

    throwIfAborted(): void {
      if (this.#aborted) throw this.#reason;
    }

    static abort(reason?: unknown): AbortSignal {
      const signal = new AbortSignal(KEY);
      end(signal, reason);
      return signal;
    }

    static timeout(delayMs: unknown): AbortSignal {
      const signal = new AbortSignal(KEY);
      const expire = (): void => {
        end(signal, new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
      };
      addTimer(expire, delayMs, { args: [], repeat: false });
      return signal;
    }

    static any(signals: unknown): AbortSignal {
      const any = new AbortSignal(KEY);
      for (const signal of isIterable(signals) ? signals : []) {
        if (!(signal instanceof AbortSignal)) throw new TypeError('AbortSignal.any takes signals.');
        const follow = (): void => {
          end(any, signal.reason);
        };
        if (signal.aborted) follow();
        else signal.addEventListener('abort', follow, { once: true });
      }
      return any;
    }
  }

  class AbortController {
    readonly #signal = new AbortSignal(KEY);

    get signal(): AbortSignal {
      return this.#signal;
    }

    abort(reason?: unknown): void {
      end(this.#signal, reason);
    }
  }
  return { AbortController, AbortSignal };
});
