/** `DOMException` of Web IDL, as far as scripts meet it: name, message and the code that old names have. */
import { define, indexOf, slice, toText } from '../realm/primordials.js';
import { lazily } from './natives.js';

const CODES: Record<string, number | undefined> = {
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  InvalidCharacterError: 5,
  NotFoundError: 8,
  NotSupportedError: 9,
  InvalidStateError: 11,
  SyntaxError: 12,
  NetworkError: 19,
  AbortError: 20,
  QuotaExceededError: 22,
  TimeoutError: 23,
  DataCloneError: 25,
};

export const domException = lazily(() => {
  class DOMException extends Error {
    readonly #name: string;

    constructor(message: unknown = '', name: unknown = 'Error') {
      super(toText(message));
      this.#name = toText(name);
      // The stack was written before the name was known.
      const stack = toText(this.stack);
      const frames = indexOf(stack, '\n    at ');
      define(this, 'stack', `${this.#name}: ${this.message}${frames < 0 ? '' : slice(stack, frames)}`);
    }

    override get name(): string {
      return this.#name;
    }

    get code(): number {
      return CODES[this.#name] ?? 0;
    }
  }
  return DOMException;
});
