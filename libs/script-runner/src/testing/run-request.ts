import { randomUUID } from 'node:crypto';
import { steadyNow } from '#libs/clock';
import { DEFAULT_RUN_LIMITS } from '#libs/contracts';
import type { RunRequest } from '../script-runner.types.js';

/** A request of a run that has 30 s; what a spec is about is given. */
export function runRequest(given: Partial<RunRequest> = {}): RunRequest {
  return {
    runId: randomUUID(),
    namespace: 'demo',
    versionId: 'v1',
    functionName: 'echo',
    input: {},
    principal: { id: 'admin', kind: 'admin', namespaces: '*' },
    limits: DEFAULT_RUN_LIMITS,
    deadline: steadyNow() + 30_000,
    origin: {
      tool: { _id: 't1', _name: 'find' },
      userType: 'scripts',
      version: 1,
      queuedAt: new Date().toISOString(),
      allottedMs: 30_000,
      keepResultAboveBytes: 100_000,
    },
    ...given,
  };
}
