import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { JsonValue, RunOutcome } from '#libs/contracts';
import { entryFile } from '#libs/entry';
import { SandboxPool, type SandboxPoolOptions } from './sandbox-pool.js';
import { PATIENT, patientRun, resultOf, type TestRun, testRun } from './testing.js';

const PLATFORM_API = { IafFileSvc: ['getFile'] };

let pool: SandboxPool;

const run = (request: TestRun): Promise<RunOutcome> => pool.run(patientRun(request));

const result = async (request: TestRun): Promise<JsonValue> => resultOf(await run(request));

/** Processes that this one has started and that run children of the sandbox. */
function childPids(): number[] {
  const pids = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return pids
    .filter((pid) => pid !== '')
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sandbox'));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Processes of the shared pool, when it has all that it wants. */
async function settledPids(): Promise<Set<number>> {
  await until(() => pool.stats().children === 3);
  return new Set(childPids());
}

beforeAll(async () => {
  pool = new SandboxPool({ platformApi: PLATFORM_API, minChildren: 2 });
  await pool.ready();
});

afterAll(async () => {
  await pool.close();
});

describe('a child', () => {
  it('has no environment, and no right but to read its own files', async () => {
    await until(() => childPids().length > 0);
    for (const pid of childPids()) {
      const flags = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      expect(flags).toEqual(expect.arrayContaining(['--no-node-snapshot', '--permission']));
      expect(flags.filter((flag) => flag.startsWith('--allow-') && !/^--allow-(addons$|fs-read=)/.test(flag))).toEqual(
        [],
      );
      const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
        .split('\0')
        .filter((line) => line !== '' && !line.startsWith('NODE_CHANNEL_'));
      expect(names).toEqual([]);
    }
  });

  it('refuses to serve when it was started with more', async () => {
    const child = entryFile(import.meta.url, 'child.js');
    const start = `const { fork } = require('node:child_process');
      const child = fork(${JSON.stringify(child)}, [], { execArgv: JSON.parse(process.argv[1]), env: JSON.parse(process.argv[2]), serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      child.on('message', (message) => console.log(message.reason));`;
    const reason = async (flags: string[], env: Record<string, string>): Promise<string> => {
      const args = ['-e', start, JSON.stringify(flags), JSON.stringify(env)];
      return (await promisify(execFile)(process.execPath, args)).stdout.trim();
    };
    const read = '--allow-fs-read=*';
    const good = ['--no-node-snapshot', '--permission', '--allow-addons'];
    expect(await reason(['--no-node-snapshot'], {})).toMatch(/without --permission/);
    expect(await reason(['--permission', read], {})).toMatch(/without --no-node-snapshot/);
    expect(await reason([...good, read, '--allow-net'], {})).toMatch(/right fs.read|right net/);
    expect(await reason([...good, `--allow-fs-read=${process.cwd()}/`, '--allow-net'], {})).toMatch(/right net/);
    expect(await reason([...good, `--allow-fs-read=${process.cwd()}/`], { SECRET: 'x' })).toMatch(/SECRET/);
  });

  describe('that dies', () => {
    let own: SandboxPool;
    let ownPids: () => number[];

    beforeEach(async () => {
      const others = await settledPids();
      ownPids = () => childPids().filter((pid) => !others.has(pid));
      own = new SandboxPool({ platformApi: PLATFORM_API, minChildren: 1, maxChildren: 1 });
      await until(() => own.stats().children === 2);
    });

    afterEach(async () => {
      await own.close();
      expect(ownPids()).toEqual([]);
    });

    it('during a run costs that run an error, and the run is not made again', async () => {
      let calls = 0;
      const called = Promise.withResolvers<undefined>();
      const source = 'async function main(i, { PlatformApi }) { return PlatformApi.IafFileSvc.getFile() }';
      const host = (): Promise<JsonValue> => {
        calls++;
        called.resolve(undefined);
        return new Promise(() => undefined);
      };
      const outcome = own.run(testRun({ source, limits: PATIENT, host }));
      await called.promise;
      for (const pid of ownPids()) process.kill(pid, 'SIGKILL');
      expect(await outcome).toMatchObject({
        error: { code: 'SandboxCrashed', message: expect.stringMatching(/SIGKILL.*not run again/) },
      });
      const next = await own.run(patientRun({ source: 'function main() { return 1 }' }));
      expect(next).toMatchObject({ status: 'succeeded', result: 1 });
      expect(calls).toBe(1);
      expect(own.stats().restarts.crash).toBeGreaterThanOrEqual(1);
    });

    it('before it began a run leaves that run to another child', async () => {
      for (const pid of ownPids()) process.kill(pid, 'SIGKILL');
      const outcome = await own.run(patientRun({ source: 'function main() { return 1 }' }));
      expect(outcome).toMatchObject({ status: 'succeeded', result: 1 });
    });

    it('by a limit is replaced at once by the standby', async () => {
      const endless = 'async function main() { await new Promise(() => {}) }';
      const outcome = await own.run(testRun({ source: endless, limits: { wallMs: 200 } }));
      expect(outcome).toMatchObject({ error: { code: 'WallLimitExceeded' } });
      // The one place was free and taken again before the caller heard of it: nobody waits for a process to start.
      expect(own.stats()).toMatchObject({ children: 1, waiting: 0, restarts: { wall: 1 } });
      const next = await own.run(patientRun({ source: 'function main() { return 1 }' }));
      expect(next).toMatchObject({ status: 'succeeded', result: 1 });
    });

    it('by a limit lets the next call be served in under 20 ms', async () => {
      const endings = [
        { source: 'async function main() { await new Promise(() => {}) }', limits: { wallMs: 100 } },
        { source: 'function main() { for (let n = 1n; ; n *= 3n) n ** 100000n }', limits: { wallMs: 100 } },
        { source: "function main() { return [...'.'.repeat(1e9)] }", limits: PATIENT },
      ];
      const servedMs: number[] = [];
      for (const ending of [...endings, ...endings, ...endings]) {
        await until(() => own.stats().children === 2);
        expect(await own.run(testRun(ending))).toMatchObject({ status: 'failed' });
        const calledAt = performance.now();
        const next = await own.run(patientRun({ source: 'function main() { return 1 }' }));
        servedMs.push(performance.now() - calledAt);
        expect(next).toMatchObject({ status: 'succeeded', result: 1 });
      }
      const [median] = servedMs.sort((a, b) => a - b).slice(servedMs.length >> 1);
      expect(median).toBeLessThan(20);
    });
  });
});

describe('namespaces that share the pool', () => {
  const CALL = 'async function main(i, { PlatformApi }) { return PlatformApi.IafFileSvc.getFile() }';
  const ENDLESS = 'function main() { for (;;); }';
  const ONE = 'function main() { return 1 }';

  async function withPool(
    options: Partial<SandboxPoolOptions>,
    use: (own: SandboxPool, runIn: (namespace: string, run: TestRun) => Promise<RunOutcome>) => Promise<void>,
  ): Promise<void> {
    const own = new SandboxPool({ platformApi: PLATFORM_API, ...options });
    try {
      await own.ready();
      await use(own, (namespace, request) => own.run(patientRun({ ...request, namespace })));
    } finally {
      await own.close();
    }
  }

  it('have the next free child in turns, however many runs one of them leaves waiting', async () => {
    await withPool({ minChildren: 1, maxChildren: 1 }, async (own, runIn) => {
      const begun: string[] = [];
      const run = (namespace: string): Promise<RunOutcome> => {
        const host = (): Promise<JsonValue> => Promise.resolve(begun.push(namespace));
        return runIn(namespace, { source: CALL, versionId: namespace, host });
      };
      const loud = Array.from({ length: 100 }, () => run('loud'));
      const others = [run('quiet'), run('calm'), run('quiet')];
      expect(own.stats().waiting).toBe(102);
      for (const outcome of await Promise.all(others)) expect(outcome).toMatchObject({ status: 'succeeded' });
      expect(begun.slice(0, 5)).toEqual(['loud', 'quiet', 'calm', 'loud', 'quiet']);
      for (const outcome of await Promise.all(loud)) expect(outcome).toMatchObject({ status: 'succeeded' });
    });
  });

  it('have no more children than one of them may have', async () => {
    await withPool({ minChildren: 1, maxChildren: 4, maxChildrenOfNamespace: 2 }, async (own, runIn) => {
      const release = Promise.withResolvers<JsonValue>();
      let begun = 0;
      const host = (): Promise<JsonValue> => {
        begun++;
        return release.promise;
      };
      const loud = Array.from({ length: 5 }, () => runIn('loud', { source: CALL, versionId: 'call', host }));
      await until(() => begun === 2);
      expect(await runIn('quiet', { source: ONE })).toMatchObject({ result: 1 });
      expect(begun).toBe(2);
      expect(own.stats()).toMatchObject({ busy: 2, waiting: 3 });
      release.resolve('held');
      for (const outcome of await Promise.all(loud)) expect(outcome).toMatchObject({ result: 'held' });
    });
  });

  it('compute in the places of scripts that sleep', async () => {
    await withPool({ minChildren: 1, maxChildren: 4 }, async (own, runIn) => {
      const stop = new AbortController();
      const source = 'async function main() { await new Promise((resolve) => setTimeout(resolve, 60_000)) }';
      const sleeping = [1, 2].map(() => runIn('sleepy', { source, versionId: 'sleep', signal: stop.signal }));
      await until(() => own.stats().busy === 2);
      expect(await runIn('sleepy', { source: ONE })).toMatchObject({ result: 1 });
      stop.abort();
      for (const outcome of await Promise.all(sleeping)) expect(outcome).toMatchObject({ status: 'failed' });
    });
  });

  it('are not kept waiting by scripts of one that never settle, nor are its own while there are children', async () => {
    await withPool({ minChildren: 2, maxChildren: 4, maxChildrenOfNamespace: 3 }, async (own, runIn) => {
      const stuck = [1, 2].map(() =>
        runIn('stuck', { source: 'async function main() { await new Promise(() => {}) }', limits: { wallMs: 3_000 } }),
      );
      const next = (namespace: string): Promise<RunOutcome> => runIn(namespace, { source: ONE });
      const meanwhile = Promise.all(['other', 'stuck', 'third', 'stuck', 'other'].map(next));
      const first = await Promise.race([meanwhile, ...stuck]);
      expect(first).toMatchObject(Array.from({ length: 5 }, () => ({ status: 'succeeded', result: 1 })));
      expect(own.stats()).toMatchObject({ busy: 2, waiting: 0, restarts: {} });
      for (const outcome of await Promise.all(stuck)) {
        expect(outcome).toMatchObject({ error: { code: 'WallLimitExceeded' } });
      }
      expect(await next('stuck')).toMatchObject({ result: 1 });
      expect(own.stats().restarts).toEqual({ wall: 2 });
    });
  });

  it('are not kept waiting by scripts of one that never settle and have all the children that it may have', async () => {
    await withPool({ minChildren: 1, maxChildren: 3, maxChildrenOfNamespace: 2 }, async (own, runIn) => {
      const endless = { source: 'async function main() { await new Promise(() => {}) }', limits: { wallMs: 3_000 } };
      const stuck = [1, 2].map(() => runIn('stuck', endless));
      await until(() => own.stats().busy === 2);
      const late = runIn('stuck', { source: ONE });
      const others = Promise.all([1, 2, 3].map(() => runIn('other', { source: ONE })));
      const first = await Promise.race([others, late, ...stuck]);
      expect(first).toMatchObject(Array.from({ length: 3 }, () => ({ status: 'succeeded', result: 1 })));
      expect(own.stats()).toMatchObject({ busy: 2, waiting: 1 });
      for (const outcome of await Promise.all(stuck)) {
        expect(outcome).toMatchObject({ error: { code: 'WallLimitExceeded' } });
      }
      expect(await late).toMatchObject({ result: 1 });
    });
  });

  it('have a child each, also while scripts of one compute for long', async () => {
    await withPool({ minChildren: 1, maxChildren: 2 }, async (own, runIn) => {
      const stop = new AbortController();
      const loud = [1, 2, 3].map(() => runIn('loud', { source: ENDLESS, versionId: 'loop', signal: stop.signal }));
      for (let call = 0; call < 3; call++) {
        expect(await runIn('quiet', { source: ONE })).toMatchObject({ result: 1 });
        // The child that came for it is kept for such as have none.
        expect(own.stats()).toMatchObject({ busy: 1, waiting: 2 });
      }
      expect(own.stats().restarts).toEqual({});
      stop.abort();
      for (const outcome of await Promise.all(loud)) expect(outcome).toMatchObject({ error: { code: 'RunCancelled' } });
    });
  });
});

describe('the pool', () => {
  it('does not grow over many runs', async () => {
    const source = 'async function main(input) { return input.n * 2 }';
    const step = async (n: number): Promise<void> => {
      expect(await result({ source, versionId: 'steady', input: { n } })).toBe(n * 2);
    };
    for (let n = 0; n < 20; n++) await step(n);
    await until(() => pool.stats().busy === 0 && pool.stats().children >= 3);
    const before = pool.stats();
    for (let n = 0; n < 300; n++) await step(n);
    const after = pool.stats();
    expect(after.children).toBe(before.children);
    // Each child keeps one blank isolate ready, which it may have been about to make.
    expect(after.isolates).toBeLessThanOrEqual(before.isolates + before.children);
    expect(after.restarts).toEqual(before.restarts);
    expect(after).toMatchObject({ busy: 0, waiting: 0 });
  });

  it('replaces a child after its number of runs', async () => {
    const own = new SandboxPool({ platformApi: {}, minChildren: 1, maxChildren: 1, runsPerChild: 3 });
    try {
      for (let index = 0; index < 7; index++) {
        const outcome = await own.run(patientRun({ source: 'function main() { return 1 }' }));
        expect(outcome).toMatchObject({ status: 'succeeded' });
      }
      expect(own.stats().restarts).toEqual({ runs: 2 });
    } finally {
      await own.close();
    }
  });

  it('replaces a child that a run at its limit leaves larger than others may leave it', async () => {
    const own = new SandboxPool({ platformApi: {}, minChildren: 1, maxChildren: 1, childRssBytes: 128 << 20 });
    try {
      expect(await own.run(patientRun({ source: 'function main() { return 1 }' }))).toMatchObject({
        result: 1,
      });
      expect(own.stats().restarts).toEqual({});
      const endless = testRun({ source: 'function main() { for (;;); }', limits: { ...PATIENT, cpuMs: 50 } });
      expect(await own.run(endless)).toMatchObject({ error: { code: 'CpuLimitExceeded' } });
      await until(() => own.stats().busy === 0);
      expect(own.stats().restarts).toEqual({ rss: 1 });
    } finally {
      await own.close();
    }
  });

  it('keeps no more isolates in a child than it is told, and still knows every script', async () => {
    const own = new SandboxPool({ platformApi: {}, minChildren: 1, maxChildren: 1, isolatesPerChild: 2 });
    try {
      for (let round = 0; round < 2; round++) {
        for (const name of ['a', 'b', 'c', 'd']) {
          const source = `function main() { return '${name}' }`;
          const outcome = await own.run(patientRun({ source, versionId: name }));
          expect(outcome).toMatchObject({ status: 'succeeded', result: name });
        }
      }
      // Two for scripts and a blank one in each of two children.
      expect(own.stats().isolates).toBeLessThanOrEqual(6);
    } finally {
      await own.close();
    }
  });

  it('answers a run that found no free child in time, without starting it', async () => {
    const own = new SandboxPool({ platformApi: PLATFORM_API, minChildren: 1, maxChildren: 1 });
    try {
      const release = Promise.withResolvers<JsonValue>();
      const source = 'async function main(i, { PlatformApi }) { return PlatformApi.IafFileSvc.getFile() }';
      const holder = own.run(testRun({ source, limits: PATIENT, host: () => release.promise }));
      const late = await own.run(testRun({ source, limits: { wallMs: 100 } }));
      expect(late).toMatchObject({
        error: { code: 'WallLimitExceeded', message: expect.stringMatching(/not started/) },
        report: { hostCalls: 0 },
      });
      release.resolve('held');
      expect(await holder).toMatchObject({ result: 'held' });
    } finally {
      await own.close();
    }
  });

  it('ends a run whose caller cancels, waiting or running', async () => {
    const source = 'async function main(i, { PlatformApi }) { await PlatformApi.IafFileSvc.getFile(); for (;;); }';
    const running = new AbortController();
    const host = (): Promise<JsonValue> => {
      running.abort();
      return new Promise(() => undefined);
    };
    const cancelled = { status: 'failed', error: { code: 'RunCancelled' } };
    expect(await run({ source, host, signal: running.signal })).toMatchObject(cancelled);
    expect(await run({ source, signal: AbortSignal.abort() })).toMatchObject(cancelled);
    expect(await result({ source: 'function main() { return 1 }' })).toBe(1);
  });

  it('ends runs and processes when it is closed, twice as well as once', async () => {
    const others = await settledPids();
    const own = new SandboxPool({ platformApi: {}, minChildren: 1, maxChildren: 1 });
    await own.ready();
    const endless = testRun({ source: 'async function main() { await new Promise(() => {}) }', limits: PATIENT });
    const runs = [own.run(endless), own.run(endless)];
    await Promise.all([own.close(), own.close()]);
    for (const outcome of await Promise.all(runs)) expect(outcome).toMatchObject({ error: { code: 'RunCancelled' } });
    expect(await own.run(endless)).toMatchObject({ error: { code: 'RunCancelled' } });
    expect(childPids().filter((pid) => !others.has(pid))).toEqual([]);
  });
});
