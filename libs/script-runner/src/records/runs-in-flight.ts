import type { ChangeFeed } from '#libs/change-feed';

/** A run that can be ended from elsewhere. */
export interface HeldRun {
  /** Aborted when somebody asks for the end of the run, or its caller's own signal is. */
  readonly signal: AbortSignal;
  /** The run is over here. */
  release(): void;
}

/**
 * The runs that this process has, for whoever wants to end one of them, here or in another process. One process may have
 * a run twice: it asked for it, and it executes it.
 */
export class RunsInFlight {
  readonly #controllers = new Map<string, Set<AbortController>>();

  /** @param feed tells of runs that somebody asked to end */
  constructor(feed: ChangeFeed) {
    feed.onChange(({ topic, ids }) => {
      if (topic !== 'cancelledRuns' || ids === undefined) return;
      for (const runId of ids) this.cancel(runId);
    });
  }

  /** @param signal of the caller; ends the run as well */
  hold(runId: string, signal?: AbortSignal): HeldRun {
    const controller = new AbortController();
    const cancel = (): void => {
      controller.abort();
    };
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel);
    const holders = this.#controllers.get(runId) ?? new Set();
    this.#controllers.set(runId, holders.add(controller));
    return {
      signal: controller.signal,
      release: () => {
        signal?.removeEventListener('abort', cancel);
        holders.delete(controller);
        if (holders.size === 0) this.#controllers.delete(runId);
      },
    };
  }

  /** Ends the run when it is here. */
  cancel(runId: string): void {
    for (const controller of this.#controllers.get(runId) ?? []) controller.abort();
  }
}
