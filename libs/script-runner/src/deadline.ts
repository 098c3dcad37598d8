import { steadyNow } from '#libs/clock';

/** Longest time that Node's timers can wait; more would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds from now until a time of the steady clock, for a timer; 0 when it is past. */
export function msUntil(steadyMs: number): number {
  return Math.min(Math.max(0, steadyMs - steadyNow()), MAX_TIMER_MS);
}
