/**
 * What became of a run that no answer came for, as far as can be known. At most once goes before everything: a run counts
 * as not begun only when every worker that may have begun it has said that it did not.
 *
 * Who may have begun it is known: a worker begins a run only when its heartbeats were heard before the run was handed
 * over, or with the leave of the runner, which then takes it for the holder of the run. And a worker that has moved to a
 * new start of Redis begins nothing of the start before: what it holds of it, it says in its heartbeats, and what it has
 * ended, it has answered before.
 */
import type { PendingRun } from './pending-runs.js';
import { HEARTBEAT_MS, SILENCE_MS } from './protocol.js';
import type { WorkerPresence } from './worker-presence.js';

/**
 * - `open`: it waits or runs, or more has to be heard first.
 * - `unbegun`: no worker has begun it, and none will: Redis was restarted, and no worker takes runs of the start before.
 * - `lost`: it may have begun, and whoever began it says nothing of it any more.
 */
export type RunFate = 'open' | 'unbegun' | 'lost';

/** What a runner has heard. Times are of `performance.now()`, in milliseconds. */
export interface Heard {
  now: number;
  /** The start of Redis that it talks to now. */
  serverRunId: string;
  /** Since when nothing can have been missed. */
  listeningSince: number;
  presence: WorkerPresence;
}

export function fateOf(run: PendingRun, { now, serverRunId, listeningSince, presence }: Heard): RunFate {
  if (run.workerId !== undefined) {
    const isStalled = run.stalledAt !== undefined && run.stalledAt > run.heldAt;
    return now - run.heldAt > (isStalled ? 2 * HEARTBEAT_MS : SILENCE_MS) ? 'lost' : 'open';
  }
  if (run.stalledAt !== undefined) return now - run.stalledAt > 2 * HEARTBEAT_MS ? 'lost' : 'open';
  if (run.serverRunId === serverRunId) return 'open';
  const mayHaveBegunIt = presence.heardSince(run.addedAt - SILENCE_MS);
  if (mayHaveBegunIt.every((workerId) => presence.hasMovedTo(serverRunId, workerId))) return 'unbegun';
  return now - listeningSince > SILENCE_MS ? 'lost' : 'open';
}
