import { FetchError } from './fetch-error.js';
import type { FetchLimits } from './guarded-fetch.types.js';

/** The time of one fetch. What ends it first is the signal's reason: a limit, whoever asked for it, or `stop`. */
export class FetchClock {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #limits: FetchLimits;
  readonly #caller: AbortSignal | undefined;
  readonly #total: NodeJS.Timeout;
  readonly #cancel = (): void => {
    this.#controller.abort(new FetchError('Cancelled', 'The fetch was cancelled.'));
  };

  constructor(limits: FetchLimits, caller: AbortSignal | undefined) {
    this.signal = this.#controller.signal;
    this.#limits = limits;
    this.#caller = caller;
    this.#total = this.#abortAfter(limits.timeoutMs, `The fetch took longer than ${limits.timeoutMs} ms.`);
    if (caller?.aborted === true) this.#cancel();
    else caller?.addEventListener('abort', this.#cancel, { once: true });
  }

  /** Waits for the head of a response from the host, no longer than its limit. */
  async head<T>(host: string, waiting: Promise<T>): Promise<T> {
    const { firstByteMs } = this.#limits;
    const timer = this.#abortAfter(firstByteMs, `"${host}" did not answer within ${firstByteMs} ms.`);
    try {
      return await waiting;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the fetch before its time. */
  stop(reason: FetchError): void {
    this.#controller.abort(reason);
  }

  /** Must be called once. */
  end(): void {
    clearTimeout(this.#total);
    this.#caller?.removeEventListener('abort', this.#cancel);
  }

  #abortAfter(timeoutMs: number, message: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#controller.abort(new FetchError('TimeLimitExceeded', message));
    }, timeoutMs);
  }
}
