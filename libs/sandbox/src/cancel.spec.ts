import { readFileSync } from 'node:fs';
import type { JsonValue, RunOutcome } from '#libs/contracts';
import { SandboxPool, type SandboxPoolOptions } from './sandbox-pool.js';
import { patientRun, type TestRun } from './testing.js';

const ONE = 'function main() { return 1 }';
/** Says to the host that it is there, and does not come back. */
const CALLS = 'async function main(i, { PlatformApi }) { await PlatformApi.Test.call()';
const CANCELLED = { status: 'failed', error: { code: 'RunCancelled' } };

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function withPool(
  options: Partial<SandboxPoolOptions>,
  use: (pool: SandboxPool, run: (request: TestRun) => Promise<RunOutcome>) => Promise<void>,
): Promise<void> {
  const pool = new SandboxPool({ platformApi: { Test: ['call'] }, minChildren: 1, maxChildren: 1, ...options });
  try {
    await pool.ready();
    await use(pool, (request) => pool.run(patientRun(request)));
  } finally {
    await pool.close();
  }
}

/** Processes of the machine that this one has started and that run. */
function childPids(): string {
  return readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
}

/** Runs the script until it calls its host, and a moment longer; then its caller leaves. */
async function leave(run: (request: TestRun) => Promise<RunOutcome>, request: TestRun, afterMs = 0): Promise<void> {
  const caller = new AbortController();
  const host = (): Promise<JsonValue> => {
    setTimeout(() => {
      caller.abort();
    }, afterMs);
    return Promise.resolve(null);
  };
  expect(await run({ ...request, host, signal: caller.signal })).toMatchObject(CANCELLED);
}

describe('a caller who leaves', () => {
  it.each([
    ['a run that computes', `${CALLS}; for (;;); }`],
    ['a run that waits for a promise', `${CALLS}; await new Promise(() => {}) }`],
    ['a run that sleeps', `${CALLS}; await new Promise((resolve) => setTimeout(resolve, 60_000)) }`],
    ['a run with endless microtasks', `${CALLS}; for (;;) await null }`],
  ])('costs no process: %s', async (_name, source) => {
    await withPool({}, async (pool, run) => {
      await until(() => pool.stats().children === 2);
      const before = childPids();
      for (const afterMs of [0, 1, 2, 5, 10, 30]) {
        await leave(run, { source, versionId: 'left' }, afterMs);
        expect(await run({ source: ONE })).toMatchObject({ result: 1 });
      }
      expect(pool.stats()).toMatchObject({ busy: 0, restarts: {} });
      expect(childPids()).toBe(before);
    });
  });

  it('costs no process, however early', async () => {
    await withPool({}, async (pool, run) => {
      await until(() => pool.stats().children === 2);
      for (let attempt = 0; attempt < 40; attempt++) {
        const caller = new AbortController();
        const left = run({ source: 'async function main() { await new Promise(() => {}) }', signal: caller.signal });
        await new Promise((resolve) => setTimeout(resolve, attempt / 4));
        caller.abort();
        expect(await left).toMatchObject(CANCELLED);
      }
      expect(await run({ source: ONE })).toMatchObject({ result: 1 });
      expect(pool.stats().restarts).toEqual({});
    });
  });

  it('is told at once, and the turn of the namespace ends when the child is free', async () => {
    await withPool({ maxChildren: 2, maxChildrenOfNamespace: 1 }, async (pool, run) => {
      await leave(run, { source: `${CALLS}; for (;;); }` });
      expect(pool.stats()).toMatchObject({ busy: 1 });
      const next = run({ source: ONE });
      expect(pool.stats()).toMatchObject({ busy: 1, waiting: 1 });
      expect(await next).toMatchObject({ result: 1 });
      expect(pool.stats()).toMatchObject({ busy: 0, waiting: 0, restarts: {} });
    });
  });

  it('takes the process along when nothing else ends the run', async () => {
    await withPool({}, async (pool, run) => {
      // V8 cannot be interrupted while it is at this.
      const source = `${CALLS}; Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1) }`;
      await leave(run, { source }, 50);
      expect(await run({ source: ONE })).toMatchObject({ result: 1 });
      expect(pool.stats()).toMatchObject({ busy: 0, waiting: 0, restarts: { cancelled: 1 } });
    });
  });

  it('has nothing of the run go on: no host call, no progress, no line', async () => {
    await withPool({}, async (_pool, run) => {
      const caller = new AbortController();
      let calls = 0;
      const after: string[] = [];
      const note = (what: string): void => {
        if (caller.signal.aborted) after.push(what);
      };
      const source = `async function main(i, { PlatformApi }, ctx, callback) {
        for (;;) { callback(1); console.log('x'); await PlatformApi.Test.call() } }`;
      const outcome = await run({
        source,
        signal: caller.signal,
        host: () => {
          note('call');
          if (++calls === 5) caller.abort();
          return Promise.resolve(null);
        },
        onProgress: () => {
          note('progress');
        },
        onOutput: () => {
          note('output');
        },
      });
      expect(outcome).toMatchObject(CANCELLED);
      expect(await run({ source: ONE })).toMatchObject({ result: 1 });
      expect({ calls, after }).toEqual({ calls: 5, after: [] });
    });
  });

  it('leaves no trace for the next run of the same script', async () => {
    await withPool({}, async (_pool, run) => {
      const source = `let count = 0; async function main({ wait }, { PlatformApi }) {
        count++; Object.prototype.left = true; setInterval(() => count++, 1);
        if (wait) { await PlatformApi.Test.call(); await new Promise(() => {}) }
        return count; }`;
      await leave(run, { source, versionId: 'same', input: { wait: true } }, 20);
      expect(await run({ source, versionId: 'same' })).toMatchObject({ result: 1 });
    });
  });
});
