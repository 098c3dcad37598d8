import { setImmediate as nextTurn } from 'node:timers/promises';
import { validationFailed } from '#libs/errors';

/** Checks go on for this long before others get their turn, in milliseconds. */
const TURN_MS = 20;
/** Checks of one request may take this long in all, in milliseconds. */
const MAX_CHECK_MS = 5_000;

/**
 * Bounds what the checks of an array body may cost the process: strangers' scripts and schemas can be made to be slow
 * to read. Between elements others get their turn; in the end the request is refused.
 */
export class CheckBudget {
  #spentMs = 0;
  #turnStarted = performance.now();

  /**
   * Called before the element at `path` is checked.
   *
   * @throws ToolrackError `ValidationFailed` when the elements before it took too long
   */
  async next(path: string): Promise<void> {
    const turnMs = performance.now() - this.#turnStarted;
    if (this.#spentMs + turnMs > MAX_CHECK_MS) {
      const message = 'was not reached: checking the elements before it took too long; store fewer at a time';
      throw validationFailed([{ path, message }]);
    }
    if (turnMs < TURN_MS) return;
    this.#spentMs += turnMs;
    await nextTurn();
    this.#turnStarted = performance.now();
  }

  /** Counts what was done in a thread of its own, where it kept nobody waiting, instead of the wait for it. */
  spentElsewhere(spentMs: number): void {
    this.#spentMs += spentMs;
    this.#turnStarted = performance.now();
  }
}
