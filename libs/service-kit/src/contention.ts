import { setTimeout as sleep } from 'node:timers/promises';
import { ToolrackError } from '#libs/errors';

const ATTEMPTS = 25;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 100;

/**
 * Repeats a change that others may overtake until it goes through, for about two seconds.
 *
 * @param attempt answers undefined when somebody else was faster; it reads again what it works on
 * @throws ToolrackError `Conflict` when it never goes through
 */
export async function untilUncontended<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let count = 0; count < ATTEMPTS; count++) {
    if (count > 0) await sleep(Math.min(count * FIRST_PAUSE_MS, LONGEST_PAUSE_MS));
    const done = await attempt();
    if (done !== undefined) return done;
  }
  throw new ToolrackError('Conflict', 'It is being changed by others all the time; try again.');
}
