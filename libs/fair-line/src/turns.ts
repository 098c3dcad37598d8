/** Lets so many work at a time in each partition; the others wait in their order. */
export class Turns {
  readonly #max: number;
  readonly #partitions = new Map<string, { active: number; waiting: Set<() => void> }>();

  constructor(max: number) {
    this.#max = max;
  }

  /**
   * Resolves when it is the caller's turn.
   *
   * @returns what ends the turn
   * @throws the signal's reason when that comes first
   */
  async take(partition: string, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const state = this.#partitions.get(partition) ?? { active: 0, waiting: new Set() };
    this.#partitions.set(partition, state);
    if (state.active >= this.#max) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const next = (): void => {
        resolve(undefined);
      };
      const leave = (): void => {
        state.waiting.delete(next);
        reject(signal.reason);
      };
      state.waiting.add(next);
      signal.addEventListener('abort', leave, { once: true });
      await promise;
      signal.removeEventListener('abort', leave);
    } else {
      state.active += 1;
    }
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const [next] = state.waiting;
      if (next !== undefined) {
        state.waiting.delete(next);
        next();
        return;
      }
      state.active -= 1;
      if (state.active === 0) this.#partitions.delete(partition);
    };
  }
}
