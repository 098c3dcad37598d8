/**
 * Timers. The process keeps the clock and says when one is due; what is still waiting when the run's function has
 * settled is dropped there, and what was due by then in the realm. Each callback is a slice of its own, with the CPU time of the run.
 */
import { printUncaught } from './console.js';
import { post } from './kit.js';
import {
  apply,
  type Callable,
  deleteProperty,
  dictionary,
  isFunction,
  isObject,
  NativePromise,
  toNumber,
} from '../realm/primordials.js';
import { settledPromise } from './natives.js';

/** Timers that may wait at a time. */
export const MAX_TIMERS = 1_000;
const MAX_DELAY_MS = 2 ** 31 - 1;

interface Timer {
  callback: Callable;
  args: unknown[];
  /** Undefined for a timer that is due once. */
  intervalMs: number | undefined;
}

const timers = dictionary<Timer>();
let lastId = 0;
let count = 0;

function delayOf(value: unknown): number {
  const delay = isObject(value) || typeof value === 'bigint' || typeof value === 'symbol' ? 1 : toNumber(value);
  return delay >= 1 && delay <= MAX_DELAY_MS ? delay : 1;
}

/** @throws TypeError for a callback that is no function, RangeError when too many timers wait */
export function addTimer(
  callback: unknown,
  delay: unknown,
  { args, repeat }: { args: unknown[]; repeat: boolean },
): number {
  if (!isFunction(callback)) throw new TypeError('The callback of a timer must be a function.');
  if (count >= MAX_TIMERS) throw new RangeError(`At most ${MAX_TIMERS} timers can wait at a time.`);
  const delayMs = delayOf(delay);
  const id = ++lastId;
  timers[id] = { callback, args, intervalMs: repeat ? delayMs : undefined };
  count++;
  post('timer', id, delayMs);
  return id;
}

function forget(id: number): void {
  deleteProperty(timers, id);
  count--;
}

export function clearTimer(id: unknown): void {
  if (typeof id !== 'number' || timers[id] === undefined) return;
  forget(id);
  post('clear', id);
}

export function guarded(callback: Callable, args: unknown[]): void {
  try {
    apply(callback, undefined, args);
  } catch (error) {
    printUncaught(error);
  }
}

/** A timer is due. One that repeats is set again when its callback has returned, so that none pile up. */
export function tick(id: number): void {
  const timer = timers[id];
  if (timer === undefined) return;
  if (timer.intervalMs === undefined) forget(id);
  guarded(timer.callback, timer.args);
  if (timer.intervalMs !== undefined && timers[id] === timer) post('timer', id, timer.intervalMs);
}

/** Resolves after a time. */
export function delay(delayMs: number): Promise<undefined> {
  return new NativePromise((resolve) => {
    addTimer(
      () => {
        resolve(undefined);
      },
      delayMs,
      { args: [], repeat: false },
    );
  });
}

export const setTimeout = (callback: unknown, delayMs?: unknown, ...args: unknown[]): number =>
  addTimer(callback, delayMs, { args, repeat: false });
export const setInterval = (callback: unknown, delayMs?: unknown, ...args: unknown[]): number =>
  addTimer(callback, delayMs, { args, repeat: true });

export function queueMicrotask(callback: unknown): void {
  if (!isFunction(callback)) throw new TypeError('The callback of a microtask must be a function.');
  const run = async (): Promise<void> => {
    await settledPromise;
    guarded(callback, []);
  };
  void run();
}
