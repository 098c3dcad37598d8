import { setImmediate as nextTurn } from 'node:timers/promises';

/** So long is worked on many tools before others get their turn. */
const TURN_MS = 10;
/** What is done between two looks at the clock. */
const STEP = 16;

/** Long work on many things that lets others have their turns: `if (turns.isOver()) await turns.next()`. */
export class TurnsTaken {
  #startedAt = performance.now();
  #steps = 0;

  /** To be asked after each thing, none of which takes long. */
  isOver(): boolean {
    return ++this.#steps % STEP === 0 && performance.now() - this.#startedAt >= TURN_MS;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#startedAt = performance.now();
  }
}
