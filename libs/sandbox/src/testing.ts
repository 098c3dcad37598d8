/** Runs with small limits, for the specs of this folder. */
import { DEFAULT_RUN_LIMITS, type JsonObject, type JsonValue, type RunLimits } from '#libs/contracts';
import { HOSTILE_LIMITS } from '#libs/testing';
import type { PlatformCall, SandboxRun } from './sandbox.types.js';

let count = 0;

export const SMALL_LIMITS: RunLimits = { ...DEFAULT_RUN_LIMITS, ...HOSTILE_LIMITS };

export interface TestRun extends Partial<Omit<SandboxRun, 'script' | 'limits'>> {
  source: string;
  namespace?: string;
  versionId?: string;
  input?: JsonObject;
  limits?: Partial<RunLimits>;
}

/** A run of the function `main` of a version of its own. */
export function testRun({ source, namespace, versionId, limits, ...rest }: TestRun): SandboxRun {
  const id = String(++count);
  return {
    runId: id,
    script: { versionId: versionId ?? `version-${id}`, namespace: namespace ?? 'test', source },
    functionName: 'main',
    input: {},
    ctx: {},
    host: answering(({ args }) => Promise.resolve(args)),
    ...rest,
    limits: { ...SMALL_LIMITS, ...limits },
  };
}

/** A host that answers calls of the platform API and no others. */
export function answering(answer: (call: PlatformCall) => Promise<JsonValue>): SandboxRun['host'] {
  return (call) => (call.kind === 'platform' ? answer(call) : Promise.reject(new Error(`no ${call.kind} here`)));
}
