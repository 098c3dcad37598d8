import type { Principal } from '#libs/access';
import type { ConsoleLine, JsonObject, JsonValue, RunLimits, RunOrigin, RunOutcome } from '#libs/contracts';
import type { HostCall, ScriptVersion } from '#libs/sandbox';

/** One run of one function of one script version, for one principal. */
export interface RunRequest {
  /** A UUID made for this run; never used again. */
  runId: string;
  namespace: string;
  versionId: string;
  functionName: string;
  /** First argument of the function, validated by the caller. */
  input: JsonObject;
  principal: Principal;
  limits: RunLimits;
  /** When the caller gives up, as `steadyNow()` tells the time. The answer is there by then. */
  deadline: number;
  /** Where the run comes from, for its record. */
  origin: RunOrigin;
  /** Ends the run with `RunCancelled`. */
  signal?: AbortSignal;
  /** Called with the arguments of the script's `callback(...)`. */
  onProgress?: (args: JsonValue[]) => void;
  /** Called while the run waits for its turn, once it has waited for `LONG_WAIT_MS`; it may be called again. */
  onWaiting?: () => void;
  /** Called, in the process that executes the run, with what it prints while it goes on. */
  onOutput?: (lines: readonly ConsoleLine[]) => void;
}

/** Runs a script and answers with its outcome, in this process or in another. */
export interface ScriptRunner {
  /**
   * Resolves with the outcome, whatever the script did, at the latest at `deadline`.
   *
   * @throws ToolrackError `TooManyRequests` (with `retryAfterSeconds`) when too many runs wait, `Unavailable` when the
   *   run cannot be handed over
   */
  run(request: RunRequest): Promise<RunOutcome>;
  /** Takes no new runs and resolves when those that were taken are answered. Idempotent. */
  close(): Promise<void>;
}

/** For whom a script version is read. */
export interface ScriptVersionContext {
  namespace: string;
  principal: Principal;
}

/** Where script versions come from. */
export interface ScriptVersions {
  /** Rejects when the version does not exist or the principal may not read it. */
  get(versionId: string, context: ScriptVersionContext): Promise<ScriptVersion>;
}

/** The run that a host call belongs to; what a run token is made from. */
export interface HostCallContext {
  runId: string;
  principal: Principal;
  namespace: string;
  /** As `steadyNow()` tells the time. */
  deadline: number;
  /** Aborted when the run is over, whatever ended it: nobody waits for its host calls any more. */
  readonly ended: AbortSignal;
}

/** Makes a script's `PlatformApi` call with the rights of the run's principal. */
export type HostCalls = (call: HostCall, run: HostCallContext) => Promise<JsonValue>;

/** Runs one request here and now. */
export interface Executor {
  execute(request: RunRequest): Promise<RunOutcome>;
}
