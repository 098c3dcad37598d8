/**
 * Runs the functions of tools: makes the request of a run, hands it to the process's runner, and sees to it that what no
 * worker can tell of a run is recorded here. Which function a tool calls, and with what arguments, is the caller's.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import { steadyNow } from '#libs/clock';
import type { RunConfig } from '#libs/config';
import {
  type EffectiveLimits,
  type JsonObject,
  type JsonValue,
  RECORDED_RESULT_BYTES,
  type RunOrigin,
  type RunOutcome,
  type ScriptFunctionEntry,
} from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { failedRun, RunRefused, type RunRequest, type ScriptRunner, RunTracking } from '#libs/script-runner';
import { LOGGER, RUN_CONFIG } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { SCRIPT_RUNNER } from './script-runner.token.js';

/** A run that a tool asks for. */
export interface ToolRun {
  namespace: string;
  principal: Principal;
  /** The tool; null for a definition that is not stored. */
  tool: { _id: string; _name: string } | null;
  /** The function of a script, or what stands in its place. */
  function: Pick<ScriptFunctionEntry, 'name' | '_userType' | '_versionId' | '_version'> & Partial<ScriptFunctionEntry>;
  input: JsonObject;
  limits: EffectiveLimits;
  signal?: AbortSignal | undefined;
  onProgress?: ((args: JsonValue[]) => void) | undefined;
}

/** The time that the way back to the caller may take, beyond the run's own. */
const ANSWER_MARGIN_MS = 500;

@Injectable()
export class ToolRuns {
  readonly #runner: ScriptRunner;
  readonly #tracking: RunTracking;
  readonly #config: RunConfig;
  readonly #logger: Logger;
  /** Requests of runs that have records because they wait. */
  readonly #toldOf = new WeakSet<RunRequest>();

  constructor(
    @Inject(SCRIPT_RUNNER) runner: ScriptRunner,
    tracking: RunTracking,
    @Inject(RUN_CONFIG) config: RunConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#runner = runner;
    this.#tracking = tracking;
    this.#config = config;
    this.#logger = logger;
  }

  /** @throws ToolrackError as `ScriptRunner.run` */
  async run(run: ToolRun): Promise<{ runId: string; outcome: RunOutcome }> {
    const request = this.#request(run, { keepResultAboveBytes: this.#config.answerBytes });
    return { runId: request.runId, outcome: await this.#executeUntold(request) };
  }

  /**
   * Starts a run whose outcome goes into its record, and answers with its id once that is stored: from then on it is
   * run, or its record says why not.
   *
   * @throws ToolrackError as `ScriptRunner.run`, `Unavailable` when no records are kept; PlatformApiError when the record
   *   cannot be stored
   */
  async start(run: ToolRun): Promise<string> {
    const { recorder } = this.#tracking;
    if (recorder === undefined) {
      throw new ToolrackError('Unavailable', 'Asynchronous calls need records of runs, and none are kept here.');
    }
    const request = this.#request(run, { keepResultAboveBytes: 0 });
    await recorder.queued(request);
    const outcome = this.#execute(request);
    try {
      // A runner that has no room says so at once.
      await Promise.race([outcome, new Promise((resolve) => setImmediate(resolve))]);
    } catch (error) {
      await recorder.withdraw(request.runId);
      throw error;
    }
    this.#settleWhenLost(request, outcome);
    return request.runId;
  }

  /**
   * Runs, and leaves the run to itself when it takes longer than `patienceMs`: the outcome is then in its record only.
   * Until then the run ends with `signal`, and what it reports goes to `onProgress`. A run whose record cannot be stored,
   * or says that it is over, is waited for.
   *
   * @throws ToolrackError as `ScriptRunner.run`
   */
  async runOrLeave(run: ToolRun, patienceMs: number): Promise<{ runId: string; outcome?: RunOutcome }> {
    const { recorder } = this.#tracking;
    if (recorder === undefined) return this.run(run);
    const ending = new AbortController();
    const end = (): void => {
      ending.abort();
    };
    if (run.signal?.aborted === true) end();
    run.signal?.addEventListener('abort', end);
    const { answerBytes } = this.#config;
    const request = this.#request({ ...run, signal: ending.signal }, { keepResultAboveBytes: 0, answerBytes });
    const { runId } = request;
    const outcome = this.#executeUntold(request);
    try {
      const inTime = await settledWithin(outcome, patienceMs);
      if (inTime !== undefined) return { runId, outcome: inTime };
      const isLeft = await recorder.leave(request).catch((error: unknown) => {
        this.#logger.warn({ err: error, runId }, 'A run could not be left to its record, and is waited for');
        return false;
      });
      if (!isLeft) return { runId, outcome: await outcome };
    } finally {
      run.signal?.removeEventListener('abort', end);
    }
    this.#settleWhenLost(request, outcome);
    return { runId };
  }

  /** For a run that nobody waits for: one that is refused after all has an outcome, too. */
  #settleWhenLost(request: RunRequest, outcome: Promise<RunOutcome>): void {
    outcome.catch((error: unknown) => {
      this.#logger.error({ err: error, runId: request.runId }, 'A run could not be handed over');
      this.#tracking.recorder?.settle(request, outcomeOfUnrun(request, error));
    });
  }

  /** Executes a run that has no record yet. Where it gets one because it waits for long, that tells of a refusal as well. */
  async #executeUntold(request: RunRequest): Promise<RunOutcome> {
    const { recorder } = this.#tracking;
    if (recorder === undefined) return this.#execute(request);
    const onWaiting = (): void => {
      if (this.#toldOf.has(request)) return;
      this.#toldOf.add(request);
      recorder.waiting(request);
    };
    try {
      return await this.#execute({ ...request, onWaiting });
    } catch (error) {
      if (this.#toldOf.has(request)) recorder.settle(request, outcomeOfUnrun(request, error));
      throw error;
    }
  }

  async #execute(request: RunRequest): Promise<RunOutcome> {
    const { inFlight, recorder } = this.#tracking;
    const held = inFlight.hold(request.runId, request.signal);
    try {
      const outcome = await this.#runner.run({ ...request, signal: held.signal });
      if (mayBeUnrecorded(outcome)) recorder?.settle(request, outcome);
      return outcome;
    } finally {
      held.release();
    }
  }

  #request(run: ToolRun, kept: Pick<RunOrigin, 'keepResultAboveBytes' | 'answerBytes'>): RunRequest {
    const { limits } = run.limits;
    const allottedMs = limits.wallMs + ANSWER_MARGIN_MS;
    // What is to be kept must have room in its record.
    const mostBytes =
      kept.keepResultAboveBytes === 0 ? Math.min(limits.resultBytes, RECORDED_RESULT_BYTES) : limits.resultBytes;
    return {
      runId: randomUUID(),
      namespace: run.namespace,
      versionId: run.function._versionId,
      functionName: run.function.name,
      input: run.input,
      principal: run.principal,
      limits: { ...limits, resultBytes: mostBytes },
      deadline: steadyNow() + allottedMs,
      origin: {
        tool: run.tool,
        userType: run.function._userType,
        version: run.function._version,
        queuedAt: new Date().toISOString(),
        allottedMs,
        ...kept,
      },
      ...(run.signal === undefined ? {} : { signal: run.signal }),
      ...(run.onProgress === undefined ? {} : { onProgress: run.onProgress }),
    };
  }
}

/** Undefined when the time comes first; the work goes on. @throws what the work throws in that time */
async function settledWithin<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const time = Promise.withResolvers<undefined>();
  const timer = setTimeout(time.resolve, ms, undefined);
  try {
    return await Promise.race([work, time.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What the record says of a run that the runner threw at, whatever its caller was told. */
function outcomeOfUnrun({ origin, deadline }: RunRequest, error: unknown): RunOutcome {
  const outcome =
    error instanceof RunRefused
      ? failedRun('NotStarted', error.message)
      : failedRun('WorkerLost', 'The run could not be handed over. It is not run again.');
  const queuedMs = Math.max(0, Math.round(origin.allottedMs - (deadline - steadyNow())));
  return { ...outcome, report: { ...outcome.report, phases: { ...outcome.report.phases, queuedMs } } };
}

/** True for the outcome of a run that was not executed, as far as is known here. */
function mayBeUnrecorded({ status, report }: RunOutcome): boolean {
  return status === 'failed' && report.wallMs === 0;
}
