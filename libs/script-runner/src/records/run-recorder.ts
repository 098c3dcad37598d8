/**
 * Has runs recorded without anybody waiting for it: what is known of them is gathered, and sent in batches as soon as
 * the one before has arrived. While nobody takes it, it is kept within bounded memory and tried again. Runs that go on
 * for a while are told of meanwhile, and the answer names those that somebody asked to end. What a record holds is
 * decided in `run-state.ts`, which of several updates holds by the item service.
 */
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Counter } from 'prom-client';
import type { ConsoleLine, JsonValue, RecordedRuns, RunOutcome } from '#libs/contracts';
import { PlatformApiError } from '#libs/platform-api';
import type { Logger } from '#libs/telemetry';
import type { RunRequest } from '../script-runner.types.js';
import type { RunRecordStore } from './run-record-store.js';
import { rankOf, type RunState, updateText } from './run-state.js';
import { UnsentUpdates, type UpdateBatch } from './unsent-updates.js';

export interface RunRecorderOptions {
  store: RunRecordStore;
  logger: Logger;
  /** Called with the ids of runs that somebody asked to end. */
  onCancelled?: (runId: string) => void;
  /** JSON text that may wait to be sent, or is being sent, in bytes. */
  maxUnsentBytes?: number;
}

/** A run that is being executed here. */
export interface RunRecording {
  output(lines: readonly ConsoleLine[]): void;
  progress(args: readonly JsonValue[]): void;
  end(outcome: RunOutcome): void;
}

/**
 * How long updates are gathered, in milliseconds: those of runs whose callers have their answers, and those that somebody
 * may be waiting for.
 */
const GATHER_MS = { answered: 500, awaited: 100 };
/** A run is told of for the first time after this time, and again when it has said something new, in milliseconds. */
const INTERIM_MS = 250;
/** A run that says nothing is told of at this pace, in milliseconds: the answer may be that it shall end. */
const HEARTBEAT_MS = 1_000;
/** Pause after a failure, in milliseconds; doubled with each further one. */
const RETRY_MS = { first: 250, most: 5_000 };
/** What `close` waits for the last updates to arrive, in milliseconds. */
const CLOSE_MS = 5_000;
const MAX_UNSENT_BYTES = 32 * 1024 * 1024;

const recorded = new Counter({
  name: 'toolrack_run_records_total',
  help: 'Updates of records of runs, by what became of them',
  labelNames: ['result'],
});

interface Running {
  state: RunState & { output: ConsoleLine[]; startedAt: number };
  /** Monotonic times, in milliseconds. */
  since: number;
  toldAt: number | undefined;
  hasNews: boolean;
}

export class RunRecorder {
  readonly #options: RunRecorderOptions;
  readonly #unsent: UnsentUpdates;
  readonly #running = new Set<Running>();
  readonly #interim: NodeJS.Timeout;
  #sending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the timer ends, monotonic, in milliseconds. */
  #dueAt = 0;
  #failures = 0;
  #closed: Promise<void> | undefined;

  constructor(options: RunRecorderOptions) {
    this.#options = options;
    this.#unsent = new UnsentUpdates(options.maxUnsentBytes ?? MAX_UNSENT_BYTES);
    this.#interim = setInterval(() => {
      this.#tellOfRunning();
    }, INTERIM_MS).unref();
  }

  /** Stores the record of a run that is about to wait for its turn. @throws PlatformApiError when it is not stored */
  async queued(request: RunRequest): Promise<void> {
    try {
      await this.#writeNow({ request, by: 'caller', step: 0 });
    } catch (error) {
      // It may be stored all the same, and its run is not going to be.
      if (error instanceof PlatformApiError && error.status >= 500) void this.withdraw(request.runId);
      throw error;
    }
  }

  /**
   * Leaves a run to its record: from then on the result is kept there, however small it is.
   *
   * @returns false when the run is over, and its record has the result only where it would have had it anyway
   * @throws PlatformApiError when nobody knows whether it is left
   */
  async leave(request: RunRequest): Promise<boolean> {
    const { _left } = await this.#writeNow({ request, by: 'caller', step: 0, isLeft: true });
    return _left.includes(request.runId);
  }

  async #writeNow(state: RunState): Promise<RecordedRuns> {
    const answer = await this.#options.store.write([updateText(state)]);
    const { _refused, _refusedTotal } = answer;
    if (_refusedTotal > 0) throw new Error(`A run could not be recorded: ${_refused.join('; ')}`);
    return answer;
  }

  /** A run waits for its turn, and has for a while. */
  waiting(request: RunRequest): void {
    this.#add({ request, by: 'caller', step: 0 });
  }

  /** Takes back the record of a run that was refused after all. */
  async withdraw(runId: string): Promise<void> {
    try {
      await this.#options.store.withdraw(runId);
    } catch (error) {
      // It is taken for lost at its deadline.
      this.#options.logger.warn({ err: error, runId }, 'The record of a refused run could not be taken back');
    }
  }

  /** A run begins to be executed here. */
  begin(request: RunRequest): RunRecording {
    const now = Date.now();
    const state: Running['state'] = { request, by: 'worker', step: 0, startedAt: now, output: [] };
    const running: Running = { state, since: performance.now(), toldAt: undefined, hasNews: false };
    this.#running.add(running);
    return {
      output: (lines) => {
        state.output.push(...lines);
        running.hasNews = true;
      },
      progress: (args) => {
        state.progress = args;
        running.hasNews = true;
      },
      end: (outcome) => {
        if (!this.#running.delete(running)) return;
        this.#add({ ...state, output: [], finishedAt: Date.now(), outcome });
      },
    };
  }

  /** What the caller of a run was told that nobody may have executed. What a worker says of it counts more. */
  settle(request: RunRequest, outcome: RunOutcome): void {
    this.#add({ request, by: 'caller', step: 0, finishedAt: Date.now(), outcome });
  }

  /** Sends what is left, within a few seconds. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#sendRest();
    return this.#closed;
  }

  /** What is to be said is written down in a turn of its own, so that no run waits for it. */
  #add(state: RunState): void {
    setImmediate(() => {
      this.#addNow(state);
    });
  }

  #addNow(state: RunState): void {
    const { runId } = state.request;
    const rank = rankOf(state);
    if (!this.#unsent.wants(runId, rank)) return;
    this.#unsent.add(runId, { rank, text: updateText(state) });
    if (this.#closed !== undefined) return;
    if (this.#failures > 0) this.#sendIn(this.#retryMs);
    else if (this.#unsent.isBatchFull) this.#send();
    else this.#sendIn(isAwaited(state) ? GATHER_MS.awaited : GATHER_MS.answered);
  }

  #tellOfRunning(): void {
    const now = performance.now();
    for (const running of this.#running) {
      const { state, since, toldAt, hasNews } = running;
      const isDue =
        toldAt === undefined ? now - since >= INTERIM_MS : hasNews || now - toldAt >= HEARTBEAT_MS - INTERIM_MS / 2;
      if (!isDue) continue;
      running.toldAt = now;
      running.hasNews = false;
      state.step += 1;
      this.#add({ ...state, output: [...state.output] });
    }
  }

  get #retryMs(): number {
    return Math.min(RETRY_MS.first * 2 ** (this.#failures - 1), RETRY_MS.most);
  }

  /** Sooner, when that was asked for before. */
  #sendIn(ms: number): void {
    const dueAt = performance.now() + ms;
    if (this.#sending !== undefined || (this.#timer !== undefined && this.#dueAt <= dueAt)) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#send();
    }, ms).unref();
  }

  #send(): void {
    if (this.#sending !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = this.#sendBatch().finally(() => {
      this.#sending = undefined;
      if (this.#closed !== undefined || this.#unsent.size === 0) return;
      if (this.#failures > 0) this.#sendIn(this.#retryMs);
      else if (this.#unsent.isBatchFull) this.#send();
      else this.#sendIn(GATHER_MS.awaited);
    });
  }

  /** Never rejects. */
  async #sendBatch(): Promise<void> {
    const batch = this.#unsent.take();
    if (batch.size === 0) return;
    try {
      const texts = [...batch.values()].map(({ text }) => text);
      const answer = await this.#options.store.write(texts);
      this.#unsent.forgetTaken();
      this.#failures = 0;
      this.#take(batch, answer);
    } catch (error) {
      this.#keepOrDrop(batch, error);
    }
    this.#reportDropped(this.#unsent.takeDropped());
  }

  #take(batch: UpdateBatch, { _cancelled, _refused, _refusedTotal }: RecordedRuns): void {
    recorded.inc({ result: 'recorded' }, batch.size - _refusedTotal);
    if (_refusedTotal > 0) {
      recorded.inc({ result: 'refused' }, _refusedTotal);
      const refused = { runs: _refusedTotal, reasons: _refused };
      this.#options.logger.error(refused, 'Runs were not recorded, because their updates are not taken');
    }
    for (const runId of _cancelled) this.#options.onCancelled?.(runId);
  }

  #keepOrDrop(batch: UpdateBatch, error: unknown): void {
    if (error instanceof PlatformApiError && error.status < 500) {
      this.#unsent.forgetTaken();
      recorded.inc({ result: 'refused' }, batch.size);
      this.#options.logger.error({ err: error, runs: batch.size }, 'Runs were not recorded');
      return;
    }
    this.#failures += 1;
    this.#unsent.putBack(batch);
    if (this.#failures === 1) this.#options.logger.warn({ err: error }, 'Runs cannot be recorded at the moment');
  }

  #reportDropped(count: number): void {
    if (count === 0) return;
    recorded.inc({ result: 'dropped' }, count);
    this.#options.logger.error(
      { runs: count },
      'Records of runs were dropped, because they could not be sent for long',
    );
  }

  async #sendRest(): Promise<void> {
    clearInterval(this.#interim);
    clearTimeout(this.#timer);
    const until = performance.now() + CLOSE_MS;
    // What ended just now has not been written down yet.
    await nextTurn();
    await this.#sending;
    while (this.#unsent.size > 0 && performance.now() < until) {
      await this.#sendBatch();
      if (this.#failures > 0) await delay(RETRY_MS.first);
    }
    this.#reportDropped(this.#unsent.size);
  }
}

/** Whether somebody may follow the run, or has left it to its record. */
function isAwaited({ request, outcome }: RunState): boolean {
  return outcome === undefined || request.origin.keepResultAboveBytes === 0;
}
