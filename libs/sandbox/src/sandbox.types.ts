import type { ConsoleLine, FetchRequest, JsonObject, JsonValue, RunLimits, RunOutcome } from '#libs/contracts';

/** One version of a script. The source of a version never changes, so `versionId` may key caches. */
export interface ScriptVersion {
  versionId: string;
  namespace: string;
  source: string;
}

/** A call that a script makes through `libraries.PlatformApi.<service>.<method>(...args)`. */
export interface PlatformCall {
  kind: 'platform';
  service: string;
  method: string;
  args: JsonValue[];
}

/** A script's `fetch`; answered with a `FetchResponse`. */
export interface FetchCall {
  kind: 'fetch';
  request: FetchRequest;
}

/** Asks for the script of the namespace that declares a function, to call it; answered with a `ScriptSource`. */
export interface ScriptCall {
  kind: 'script';
  userType: string;
  functionName: string;
}

export type ScriptSource = {
  source: string;
  /** Names of the functions that it declares. */
  functions: string[];
};

/** What a script asks of the world outside its isolate. */
export type HostCall = PlatformCall | FetchCall | ScriptCall;

export interface SandboxRun {
  runId: string;
  script: ScriptVersion;
  functionName: string;
  /** First argument of the function. */
  input: JsonObject;
  /** Third argument of the function; holds no credential. */
  ctx: JsonObject;
  limits: RunLimits;
  /** Time until the deadline, where part of `limits.wallMs` is over already. Errors name the limit. */
  wallLeftMs?: number;
  /** Answers host calls in the parent process. A rejection reaches the script as an Error with its name, message and code. */
  host: (call: HostCall) => Promise<JsonValue>;
  /** Called with the arguments of the script's `callback(...)`. */
  onProgress?: (args: JsonValue[]) => void;
  /** Called with console lines while the run goes on, about every 100 ms; the last ones come with the outcome's. */
  onOutput?: (lines: readonly ConsoleLine[]) => void;
  /** Ends the run with `RunCancelled`. */
  signal?: AbortSignal;
}

/** Runs scripts that nobody trusts. `run` never rejects for anything that a script does. */
export interface Sandbox {
  run(run: SandboxRun): Promise<RunOutcome>;
  /** Ends all children. Idempotent. Runs in flight end with `RunCancelled`. */
  close(): Promise<void>;
}
