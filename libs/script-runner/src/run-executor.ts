/**
 * Executes one run in this process: reads the script version, hands it to the sandbox with the time that is left, and
 * answers host calls for the run's principal. How many runs there are at a time, and where they come from, is the
 * runners' business; clocks and limits inside a run are the sandbox's.
 */
import { mayUseNamespace, type Principal } from '#libs/access';
import { steadyNow } from '#libs/clock';
import type { JsonObject, RunOutcome } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { PlatformApiError } from '#libs/platform-api';
import type { Sandbox, ScriptVersion } from '#libs/sandbox';
import type { Logger } from '#libs/telemetry';
import { msUntil } from './deadline.js';
import { cancelledRun, failedRun } from './failed-run.js';
import type { Executor, HostCallContext, HostCalls, RunRequest, ScriptVersions } from './script-runner.types.js';

/** Kept of the time until the deadline for the way back, so that the sandbox's own answer reaches the caller. */
const ANSWER_MARGIN_MS = 100;

export interface RunExecutorOptions {
  sandbox: Sandbox;
  versions: ScriptVersions;
  hostCalls: HostCalls;
  logger: Logger;
}

export class RunExecutor implements Executor {
  readonly #options: RunExecutorOptions;

  constructor(options: RunExecutorOptions) {
    this.#options = options;
  }

  /**
   * Never rejects. A version that cannot be read is `ScriptUnavailable`, as is every one in a namespace that is not the
   * principal's; the time that reading it takes counts as time of the run.
   */
  async execute(request: RunRequest): Promise<RunOutcome> {
    const begunAt = steadyNow();
    const endsAt = Math.min(begunAt + request.limits.wallMs, request.deadline - ANSWER_MARGIN_MS);
    const script = await this.#readVersion(request, endsAt);
    const readAt = steadyNow();
    const outcome = 'status' in script ? script : await this.#runScript(request, script, endsAt);
    const { report } = outcome;
    const inSandbox = report.phases.preparedMs + report.phases.ranMs;
    const phases = {
      // The deadline has come along with the run, whatever clock the caller goes by.
      queuedMs: microseconds(request.origin.allottedMs - (request.deadline - begunAt)),
      preparedMs: microseconds(readAt - begunAt + report.phases.preparedMs),
      ranMs: report.phases.ranMs,
      answeredMs: inSandbox === 0 ? 0 : microseconds(steadyNow() - readAt - inSandbox),
    };
    return { ...outcome, report: { ...report, phases } };
  }

  async #runScript(request: RunRequest, script: ScriptVersion, endsAt: number): Promise<RunOutcome> {
    const wallLeftMs = Math.floor(endsAt - steadyNow());
    if (wallLeftMs < 1) return outOfTime();
    const run = new RunAtHost(request);
    try {
      return await this.#options.sandbox.run({
        runId: request.runId,
        script,
        functionName: request.functionName,
        input: request.input,
        ctx: contextOf(request),
        limits: request.limits,
        wallLeftMs,
        host: (call) => this.#options.hostCalls(call, run),
        ...(request.onProgress && { onProgress: request.onProgress }),
        ...(request.onOutput && { onOutput: request.onOutput }),
        ...(request.signal && { signal: request.signal }),
      });
    } catch (error) {
      this.#options.logger.error({ err: error, runId: request.runId }, 'The sandbox refused a run');
      return failedRun('SandboxCrashed', 'The sandbox could not run the script.');
    } finally {
      run.end();
    }
  }

  async #readVersion(request: RunRequest, endsAt: number): Promise<ScriptVersion | RunOutcome> {
    const { versionId, namespace, principal, signal } = request;
    if (signal?.aborted) return cancelledRun();
    if (!mayUseNamespace(principal, namespace)) return notThere(versionId, namespace);
    const interruption = new Interruption(signal, msUntil(endsAt));
    try {
      const script = await Promise.race([
        this.#options.versions.get(versionId, { namespace, principal }),
        interruption.outcome,
      ]);
      if ('status' in script || script.namespace === namespace) return script;
      return notThere(versionId, namespace);
    } catch (error) {
      this.#options.logger.warn({ err: error, runId: request.runId, versionId }, 'A script version could not be read');
      const reason =
        error instanceof ToolrackError || error instanceof PlatformApiError ? error.message : 'It could not be read.';
      return failedRun('ScriptUnavailable', `Script version ${versionId} is not available: ${reason}`);
    } finally {
      interruption.end();
    }
  }
}

/** A run as its host calls know it. The signal of its end is made when somebody asks for it, which few runs do. */
class RunAtHost implements HostCallContext {
  readonly runId: string;
  readonly principal: Principal;
  readonly namespace: string;
  readonly deadline: number;
  #ending: AbortController | undefined;
  #isOver = false;

  constructor({ runId, principal, namespace, deadline }: RunRequest) {
    this.runId = runId;
    this.principal = principal;
    this.namespace = namespace;
    this.deadline = deadline;
  }

  get ended(): AbortSignal {
    this.#ending ??= new AbortController();
    if (this.#isOver) this.#ending.abort();
    return this.#ending.signal;
  }

  end(): void {
    this.#isOver = true;
    this.#ending?.abort();
  }
}

/**
 * What ends a wait: the caller or the clock. Made and ended for every run, most of which find their script in the
 * cache, so it is a timer and a listener and not an aborted signal, which costs more than the rest of the wait.
 */
class Interruption {
  readonly outcome: Promise<RunOutcome>;
  readonly #end: () => void;

  constructor(signal: AbortSignal | undefined, timeoutMs: number) {
    const { promise, resolve } = Promise.withResolvers<RunOutcome>();
    const cancel = (): void => {
      resolve(cancelledRun());
    };
    const timer = setTimeout(() => {
      resolve(outOfTime());
    }, timeoutMs);
    signal?.addEventListener('abort', cancel);
    this.outcome = promise;
    this.#end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
    };
  }

  end(): void {
    this.#end();
  }
}

/**
 * The third argument of the function. `authToken` is what scripts hand on to `PlatformApi`; the host knows the run
 * anyway, so it is a name that opens nothing.
 */
function contextOf(request: RunRequest): JsonObject {
  return { authToken: `run:${request.runId}`, _namespaces: [request.namespace] };
}

/** Milliseconds in whole microseconds, and none below 0. */
function microseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1_000) / 1_000);
}

function notThere(versionId: string, namespace: string): RunOutcome {
  return failedRun('ScriptUnavailable', `Script version ${versionId} does not exist in namespace ${namespace}.`);
}

function outOfTime(): RunOutcome {
  return failedRun('WallLimitExceeded', 'The time of the run was over before the script could start.');
}
