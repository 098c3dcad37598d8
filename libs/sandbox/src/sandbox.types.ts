import type { JsonObject, JsonValue, RunLimits, RunOutcome } from '#libs/contracts';

/** One version of a script. The source of a version never changes, so `versionId` may key caches. */
export interface ScriptVersion {
  versionId: string;
  namespace: string;
  source: string;
}

/** A call that a script makes through `libraries.PlatformApi.<service>.<method>(...args)`. */
export interface HostCall {
  service: string;
  method: string;
  args: JsonValue[];
}

export interface SandboxRun {
  runId: string;
  script: ScriptVersion;
  functionName: string;
  /** First argument of the function. */
  input: JsonObject;
  /** Third argument of the function; holds no credential. */
  ctx: JsonObject;
  limits: RunLimits;
  /** Answers host calls in the parent process. A rejection reaches the script as an Error with its name, message and code. */
  host: (call: HostCall) => Promise<JsonValue>;
  /** Called with the arguments of the script's `callback(...)`. */
  onProgress?: (args: JsonValue[]) => void;
  /** Ends the run with `RunCancelled`. */
  signal?: AbortSignal;
}

/** Runs scripts that nobody trusts. `run` never rejects for anything that a script does. */
export interface Sandbox {
  run(run: SandboxRun): Promise<RunOutcome>;
  /** Ends all children. Idempotent. Runs in flight end with `RunCancelled`. */
  close(): Promise<void>;
}
