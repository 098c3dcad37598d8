/**
 * First and later runs of versions of scripts in `SandboxPool` alone: each source is stored anew in every round, so that
 * no child has seen it, and is then run again a few times.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { SandboxPool } from '#libs/sandbox';
import { type ColdTimes, coldQuestionSchema } from './sandbox-cold.ts';
import { newVersion, timedRun } from './sandbox-runs.ts';
import { serve, subjectInput } from './subject-process.ts';

/** In which a child makes ready what its next run will find. */
const PAUSE_MS = 10;
const RUNS = 5;

const options = await subjectInput(z.object({ minChildren: z.int(), maxChildren: z.int() }));
const sandbox = new SandboxPool({ platformApi: { IafItemSvc: ['getNamedUserItems'] }, ...options });
await sandbox.ready();

async function times(source: string): Promise<ColdTimes> {
  const version = newVersion(source);
  await delay(PAUSE_MS);
  const firstMs = [await timedRun(sandbox, version)];
  const warmMs: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await delay(PAUSE_MS);
    warmMs.push(await timedRun(sandbox, version));
  }
  const inARowMs: number[] = [];
  for (let run = 0; run < RUNS; run++) inARowMs.push(await timedRun(sandbox, version));
  const oneMore = newVersion(source);
  return { firstMs, atOnceMs: [await timedRun(sandbox, oneMore)], warmMs, inARowMs };
}

serve(coldQuestionSchema, async ({ sources, rounds }) => {
  const measured = sources.map((): ColdTimes => ({ firstMs: [], atOnceMs: [], warmMs: [], inARowMs: [] }));
  // One round goes uncounted: a process that has just begun is slow.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, source] of sources.entries()) {
      const more = await times(source);
      const kept = measured[index];
      if (round === 0 || kept === undefined) continue;
      kept.firstMs.push(...more.firstMs);
      kept.atOnceMs.push(...more.atOnceMs);
      kept.warmMs.push(...more.warmMs);
      kept.inARowMs.push(...more.inARowMs);
    }
  }
  return measured;
});
