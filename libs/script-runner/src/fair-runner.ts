/**
 * Decides whose run is next, before runs are handed to the process or to the queue. A namespace has so many runs at a
 * time and no more; the others wait in its line, and lines take turns (`FairLine`). So a flood in one namespace holds
 * few places of what runs scripts, and the run of a quiet one never stands behind a backlog. Above a limit a run is
 * refused at once. When the places of all namespaces are taken, the longest line gives up its last for a shorter one.
 * Lines are of this process: several processes that call the same workers each give theirs.
 */
import { steadyNow } from '#libs/clock';
import type { RunOutcome } from '#libs/contracts';
import type { ToolrackError } from '#libs/errors';
import { FairLine } from '#libs/fair-line';
import { msUntil } from './deadline.js';
import { cancelledRun, failedRun } from './failed-run.js';
import { LONG_WAIT_MS } from './long-wait.js';
import { shuttingDown, tooManyWaitInAll, tooManyWaitInNamespace } from './refusals.js';
import type { RunRequest, ScriptRunner } from './script-runner.types.js';

export interface FairLimits {
  /** Runs of one namespace at a time. */
  namespaceConcurrent: number;
  /** Runs of one namespace that may wait for their turn. */
  namespaceWaiting: number;
  /** Runs of all namespaces together that may wait. */
  maxWaiting: number;
}

export interface FairRunnerOptions {
  /** Runs what has its turn; closed with this one. */
  runner: ScriptRunner;
  limits: FairLimits;
  /** Runs that the runner can make use of at a time; asked whenever one begins or ends. */
  capacity: () => number;
}

/** How many runs have their turn, and how many wait for it. */
export interface FairRunnerStats {
  running: number;
  waiting: number;
}

/** A run in its line. Its promise resolves with nothing when its turn has come, or with what became of it. */
interface WaitingRun {
  start(): void;
  refuse(reason: ToolrackError): void;
}

export class FairRunner implements ScriptRunner {
  readonly #runner: ScriptRunner;
  readonly #limits: FairLimits;
  readonly #capacity: () => number;
  readonly #line: FairLine<WaitingRun>;
  readonly #taken = new Set<Promise<RunOutcome>>();
  #running = 0;
  #closed: Promise<void> | undefined;

  constructor({ runner, limits, capacity }: FairRunnerOptions) {
    this.#runner = runner;
    this.#limits = limits;
    this.#capacity = capacity;
    this.#line = new FairLine(limits.namespaceConcurrent);
  }

  /**
   * @throws ToolrackError `TooManyRequests` also later than at once: when a run gave up its place to one of a namespace
   *   that has fewer
   */
  async run(request: RunRequest): Promise<RunOutcome> {
    if (this.#closed !== undefined) throw shuttingDown();
    const taken = this.#runInTurn(request);
    this.#taken.add(taken);
    try {
      return await taken;
    } finally {
      this.#taken.delete(taken);
    }
  }

  stats(): FairRunnerStats {
    return { running: this.#running, waiting: this.#line.size };
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await Promise.allSettled(this.#taken);
      await this.#runner.close();
    })();
    return this.#closed;
  }

  async #runInTurn(request: RunRequest): Promise<RunOutcome> {
    if (request.signal?.aborted) return cancelledRun();
    if (!this.#takeAtOnce(request.namespace)) {
      const neverStarted = await this.#turn(request);
      if (neverStarted !== undefined) return neverStarted;
    }
    try {
      return await this.#runner.run(request);
    } finally {
      this.#running -= 1;
      this.#line.end(request.namespace);
      this.#startNext();
    }
  }

  #takeAtOnce(namespace: string): boolean {
    // There may be room for more than when the last run ended; who waits comes before who arrives.
    this.#startNext();
    if (this.#running >= this.#capacity() || !this.#line.takeAtOnce(namespace)) return false;
    this.#running += 1;
    return true;
  }

  #startNext(): void {
    if (this.#line.next === undefined) return;
    for (let places = this.#capacity() - this.#running; places > 0; places--) {
      const run = this.#line.take();
      if (run === undefined) return;
      this.#running += 1;
      run.start();
    }
  }

  /** Resolves with nothing when the run has its turn, or with the outcome of one that ended while it waited. */
  #turn(request: RunRequest): Promise<RunOutcome | undefined> {
    const { namespace, signal, deadline, onWaiting } = request;
    this.#requirePlace(namespace);
    const arrivedAt = steadyNow();
    const { promise, resolve, reject } = Promise.withResolvers<RunOutcome | undefined>();
    const stopWaiting = (): void => {
      clearTimeout(timer);
      clearTimeout(longWait);
      signal?.removeEventListener('abort', cancel);
      this.#line.delete(namespace, waiting);
    };
    const waiting: WaitingRun = {
      start: () => {
        stopWaiting();
        resolve(undefined);
      },
      refuse: (reason) => {
        stopWaiting();
        reject(reason);
      },
    };
    const cancel = (): void => {
      stopWaiting();
      resolve(neverStarted(cancelledRun(), arrivedAt));
    };
    const timer = setTimeout(() => {
      stopWaiting();
      resolve(neverStarted(this.#outOfTime(request), arrivedAt));
    }, msUntil(deadline));
    const longWait = onWaiting && setTimeout(onWaiting, LONG_WAIT_MS);
    signal?.addEventListener('abort', cancel);
    this.#line.add(namespace, waiting);
    return promise;
  }

  /** @throws ToolrackError `TooManyRequests` */
  #requirePlace(namespace: string): void {
    const { namespaceWaiting, maxWaiting } = this.#limits;
    const own = this.#line.waitingOf(namespace);
    if (own >= namespaceWaiting) throw tooManyWaitInNamespace({ namespace, most: namespaceWaiting });
    if (this.#line.size < maxWaiting) return;
    const last = this.#line.lastOfLongest(own + 1);
    if (last === undefined) throw tooManyWaitInAll({ namespace, most: maxWaiting });
    last.item.refuse(tooManyWaitInAll({ namespace: last.namespace, most: maxWaiting }));
  }

  #outOfTime({ namespace, limits }: RunRequest): RunOutcome {
    const most = this.#limits.namespaceConcurrent;
    return failedRun(
      'WallLimitExceeded',
      `The run was not started: its ${limits.wallMs} ms were over while it waited for its turn. The namespace "${namespace}" has ${most} runs at a time (RUN_NAMESPACE_CONCURRENT), and fewer while others have theirs.`,
    );
  }
}

/** The outcome of a run that was waiting since `arrivedAt`, as the steady clock tells. */
function neverStarted(outcome: RunOutcome, arrivedAt: number): RunOutcome {
  const phases = { ...outcome.report.phases, queuedMs: Math.round(steadyNow() - arrivedAt) };
  return { ...outcome, report: { ...outcome.report, phases } };
}
