/** Runs with small limits, for the specs of this folder. */
import { DEFAULT_RUN_LIMITS, type JsonObject, type JsonValue, type RunLimits, type RunOutcome } from '#libs/contracts';
import { HOSTILE_LIMITS } from '#libs/testing';
import type { PlatformCall, SandboxRun } from './sandbox.types.js';

let count = 0;

export const SMALL_LIMITS: RunLimits = { ...DEFAULT_RUN_LIMITS, ...HOSTILE_LIMITS };
/** Where time is not what a test is about: a busy machine must not turn one into a limit. */
export const PATIENT = { cpuMs: 5_000, wallMs: 20_000 };

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

/** `testRun` with time enough, unless the request says how much. */
export const patientRun = (request: TestRun): SandboxRun =>
  testRun({ ...request, limits: { ...PATIENT, ...request.limits } });

/** The source of `async function main(input, libraries, ctx)` with the body. */
export const mainOf = (body: string): string => `async function main(input, libraries, ctx) {\n${body}\n}`;

/** The result of a run that must succeed. */
export function resultOf(outcome: RunOutcome): JsonValue {
  if (outcome.status === 'failed') throw new Error(JSON.stringify(outcome.error));
  return outcome.result;
}

/** A host that answers calls of the platform API and no others. */
export function answering(answer: (call: PlatformCall) => Promise<JsonValue>): SandboxRun['host'] {
  return (call) => (call.kind === 'platform' ? answer(call) : Promise.reject(new Error(`no ${call.kind} here`)));
}
