import type { QueueHealth } from './queue/queue-runner.js';

/** Runs on their way for each place of a worker: one that it has, and one that it takes next without waiting for it. */
const RUNS_FOR_EACH_PLACE = 2;

/**
 * Runs that are handed to the queue at a time: more would wait there in the order in which they came, whose they are.
 *
 * @param workerConcurrency runs that one worker holds at a time
 */
export function queueCapacity({ workers }: QueueHealth, workerConcurrency: number): number {
  return Math.max(1, workers) * workerConcurrency * RUNS_FOR_EACH_PLACE;
}
