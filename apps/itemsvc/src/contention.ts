import { setTimeout as sleep } from 'node:timers/promises';
import { ToolrackError } from '#libs/errors';

const ATTEMPTS = 25;
const PAUSE_MS = 20;

/**
 * Repeats a change that others may overtake until it goes through.
 *
 * @param attempt answers undefined when somebody else was faster; it reads again what it works on
 * @throws ToolrackError `Conflict` when it never goes through
 */
export async function untilUncontended<T>(attempt: (count: number) => Promise<T | undefined>): Promise<T> {
  for (let count = 0; count < ATTEMPTS; count++) {
    if (count > 0) await sleep(PAUSE_MS);
    const done = await attempt(count);
    if (done !== undefined) return done;
  }
  throw new ToolrackError('Conflict', 'It is being changed by others all the time; try again.');
}

const ABANDONED_AFTER_MS = 60_000;

/** True for what was written so long ago that its writer must have ended before it could finish. */
export function isAbandoned(createdAt: string): boolean {
  return Date.now() - Date.parse(createdAt) > ABANDONED_AFTER_MS;
}
