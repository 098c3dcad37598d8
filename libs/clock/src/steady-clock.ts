/** Tells the time in milliseconds since the epoch. Which epoch clock it follows is the implementation's. */
export interface Clock {
  now(): number;
}

/**
 * Milliseconds since the epoch by a clock of this process that never jumps: the host's clock as it was when the process
 * started, and what has passed since. Every deadline and age within a process is told by it, so that a host whose clock
 * is set while runs are in flight ends none of them early or late. What people read is told by `Date`.
 */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now();
}

export const steadyClock: Clock = { now: steadyNow };
