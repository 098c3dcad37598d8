/** Longest time that Node's timers can wait; more would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds from now until a time in milliseconds since the epoch, for a timer; 0 when it is past. */
export function msUntil(epochMs: number): number {
  return Math.min(Math.max(0, epochMs - Date.now()), MAX_TIMER_MS);
}
