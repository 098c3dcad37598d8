/**
 * The run after one whose child had to be killed: in a pool of one child, so that it cannot be answered by another than
 * the standby.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { RunErrorCode, RunLimits } from '#libs/contracts';
import { SandboxPool } from '#libs/sandbox';
import { SCRIPT } from '../fixtures.ts';
import { newVersion, runIn, timedRun } from './sandbox-runs.ts';
import { serve, subjectInput } from './subject-process.ts';

interface Killer {
  source: string;
  limits: Partial<RunLimits>;
  codes: readonly RunErrorCode[];
}

/** Each ends its child: at the wall clock, by CPU time that nothing inside can stop, by memory. */
const KILLERS: readonly Killer[] = [
  {
    source: 'function find() { return new Promise(() => {}); }',
    limits: { wallMs: 100 },
    codes: ['WallLimitExceeded'],
  },
  {
    source: 'function find() { Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1); }',
    limits: { cpuMs: 100 },
    codes: ['CpuLimitExceeded'],
  },
  {
    source: 'function find() { const a = []; for (;;) a.push(new Array(1000).fill(1.5)); }',
    limits: {},
    codes: ['MemoryLimitExceeded', 'CpuLimitExceeded'],
  },
];
const STANDBY_INTERVAL_MS = 10;

await subjectInput(z.object({}));
const sandbox = new SandboxPool({ platformApi: {}, minChildren: 1, maxChildren: 1 });
await sandbox.ready();
const version = newVersion(SCRIPT);

const ended = (): number => Object.values(sandbox.stats().restarts).reduce((sum, count) => sum + count, 0);

async function withStandby(): Promise<void> {
  while (sandbox.stats().children < 2) await delay(STANDBY_INTERVAL_MS);
}

serve(z.object({ kills: z.int().positive() }), async ({ kills }) => {
  const nextMs: number[] = [];
  for (let attempt = 0; nextMs.length < kills; attempt++) {
    const killer = KILLERS[attempt % KILLERS.length];
    if (killer === undefined) throw new Error('There is nothing that kills.');
    await withStandby();
    const endedBefore = ended();
    const outcome = await runIn(sandbox, newVersion(killer.source), killer.limits);
    const elapsedMs = await timedRun(sandbox, version);
    if (outcome.status === 'succeeded' || !killer.codes.includes(outcome.error.code)) {
      throw new Error(`Not ended as it should be: ${JSON.stringify(outcome).slice(0, 500)}`);
    }
    if (ended() > endedBefore) nextMs.push(elapsedMs);
    else if (attempt > 2 * kills) throw new Error('The child was not killed.');
  }
  return nextMs;
});
