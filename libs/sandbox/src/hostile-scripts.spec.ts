import type { JsonValue } from '#libs/contracts';
import { HOSTILE_BODIES, HOSTILE_BREAKOUTS, HOSTILE_SOURCES } from '#libs/testing';
import { SandboxPool } from './sandbox-pool.js';
import { answering, SMALL_LIMITS, testRun } from './testing.js';

function hostileSource(body: string): string {
  return `async function main(input, libraries, ctx, callback) {
    const { getFiles: call, hang } = libraries.PlatformApi.IafFileSvc;
    const hostFunction = call;
    ${body}
  }`;
}

const rows = [
  ...Object.entries(HOSTILE_BODIES).map(([name, row]) => [name, { ...row, source: hostileSource(row.body) }] as const),
  ...Object.entries(HOSTILE_SOURCES).map(([name, row]) => [name, { ...row, source: row.body }] as const),
];

describe('hostile scripts', () => {
  let pool: SandboxPool;

  beforeAll(async () => {
    pool = new SandboxPool({
      platformApi: { IafFileSvc: ['getFiles', 'hang'] },
      minChildren: 2,
      childRssBytes: 400 * 1024 * 1024,
    });
    await pool.ready();
  });

  afterAll(async () => {
    await pool.close();
  });

  it.each(rows)(
    '%s: a clear error in time, and harm to nobody else',
    async (_name, { source, codes, message, limits }) => {
      const release = Promise.withResolvers<JsonValue>();
      const neighbour = pool.run(
        testRun({
          source:
            'async function main(input, { PlatformApi }) { return [await PlatformApi.IafFileSvc.getFiles(), typeof leak] }',
          namespace: 'neighbour',
          versionId: 'neighbour',
          limits: { wallMs: 20_000 },
          host: () => release.promise,
        }),
      );
      const startedAt = performance.now();
      const outcome = await pool.run(
        testRun({
          source,
          ...(limits !== undefined && { limits }),
          host: answering(({ method }) => (method === 'hang' ? new Promise(() => undefined) : Promise.resolve(null))),
        }),
      );
      const tookMs = performance.now() - startedAt;
      release.resolve('released');

      if (outcome.status === 'succeeded') throw new Error(`It answered ${JSON.stringify(outcome.result)}.`);
      expect(codes).toContain(outcome.error.code);
      if (message !== undefined) expect(outcome.error.message).toMatch(message);
      expect(outcome.error.message).not.toBe('');
      expect(tookMs).toBeLessThan((limits?.wallMs ?? SMALL_LIMITS.wallMs) + 1_000);
      expect(await neighbour).toMatchObject({ status: 'succeeded', result: ['released', 'undefined'] });
      const after = await pool.run(testRun({ source: 'function main() { return 1 }', limits: { wallMs: 10_000 } }));
      expect(after).toMatchObject({ status: 'succeeded', result: 1 });
    },
  );

  it.each(Object.entries(HOSTILE_BREAKOUTS))('%s: no way out', async (_name, { source, result, prints }) => {
    const outcome = await pool.run(testRun({ source, limits: { cpuMs: 2_000, wallMs: 20_000 } }));
    expect(outcome.status === 'failed' ? outcome.error : outcome.result).toEqual(result);
    if (prints !== undefined) expect(outcome.report.console.map(({ text }) => text)).toEqual(prints);
  });

  it('crashed no child', () => {
    expect(pool.stats().restarts).not.toHaveProperty('crash');
    expect(pool.stats()).toMatchObject({ busy: 0, waiting: 0 });
  });
});
