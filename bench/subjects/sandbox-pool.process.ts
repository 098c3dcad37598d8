/** `SandboxPool` alone: the trivial script in a loop, with nothing before it and nothing behind. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { DEFAULT_RUN_LIMITS } from '#libs/contracts';
import { SandboxPool } from '#libs/sandbox';
import { NAMESPACE, SCRIPT, SCRIPT_FUNCTION, SCRIPT_INPUT } from '../fixtures.ts';
import { callLoop } from '../measure/call-loop.ts';
import { serveWindows, subjectInput } from './subject-process.ts';

const options = await subjectInput(z.object({ minChildren: z.int(), maxChildren: z.int() }));
const pool = new SandboxPool({ platformApi: {}, ...options });
await pool.ready();

serveWindows((window) =>
  callLoop(async () => {
    const outcome = await pool.run({
      runId: randomUUID(),
      script: { versionId: 'version-1', namespace: NAMESPACE, source: SCRIPT },
      functionName: SCRIPT_FUNCTION,
      input: SCRIPT_INPUT,
      ctx: { _namespaces: [NAMESPACE] },
      limits: DEFAULT_RUN_LIMITS,
      host: () => Promise.resolve(null),
    });
    if (outcome.status !== 'succeeded') throw new Error(outcome.error.message);
  }, window),
);
