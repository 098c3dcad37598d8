/** Runs in a sandbox of the subject's own process. */
import { randomUUID } from 'node:crypto';
import { DEFAULT_RUN_LIMITS, type RunLimits, type RunOutcome } from '#libs/contracts';
import type { SandboxPool } from '#libs/sandbox';
import { NAMESPACE, SCRIPT_FUNCTION, SCRIPT_INPUT } from '../fixtures.ts';

export interface Version {
  versionId: string;
  /** Declares the function of the trivial script. */
  source: string;
}

/** A version that no child has seen. */
export const newVersion = (source: string): Version => ({ versionId: randomUUID(), source });

export function runIn(
  sandbox: SandboxPool,
  { versionId, source }: Version,
  limits: Partial<RunLimits> = {},
): Promise<RunOutcome> {
  return sandbox.run({
    runId: randomUUID(),
    script: { versionId, namespace: NAMESPACE, source },
    functionName: SCRIPT_FUNCTION,
    input: SCRIPT_INPUT,
    ctx: { _namespaces: [NAMESPACE] },
    limits: { ...DEFAULT_RUN_LIMITS, ...limits },
    host: () => Promise.resolve(null),
  });
}

/** How long a run took, in milliseconds. @throws Error when it failed */
export async function timedRun(sandbox: SandboxPool, version: Version): Promise<number> {
  const startedAt = performance.now();
  const outcome = await runIn(sandbox, version);
  const elapsedMs = performance.now() - startedAt;
  if (outcome.status === 'failed') throw new Error(`${outcome.error.message}\n${version.source}`);
  return elapsedMs;
}
