import type { JsonValue, RunOutcome } from '#libs/contracts';
import { SandboxPool } from './sandbox-pool.js';
import { patientRun, type TestRun } from './testing.js';

let pool: SandboxPool;

const run = (request: TestRun): Promise<RunOutcome> => pool.run(patientRun(request));

beforeAll(async () => {
  pool = new SandboxPool({ platformApi: { Test: ['call'] }, minChildren: 1 });
  await pool.ready();
});

afterAll(async () => {
  await pool.close();
});

describe('the report of a run', () => {
  it('tells how long it waited, was prepared and ran', async () => {
    const source = 'async function main(i, { CoreUtils }) { await CoreUtils.sleep(60) }';
    const { report } = await run({ source });
    const { queuedMs, preparedMs, ranMs } = report.phases;
    expect(queuedMs).toBeGreaterThanOrEqual(0);
    expect(preparedMs).toBeGreaterThan(0);
    expect(ranMs).toBeGreaterThanOrEqual(59);
    expect(queuedMs + preparedMs + ranMs).toBeLessThanOrEqual(report.wallMs + 1);
    expect(report.cpuMs).toBeLessThan(60);
  });

  it('has no time for what a run never reached', async () => {
    const { report } = await run({ source: 'function main( {' });
    expect(report.phases).toMatchObject({ ranMs: 0, answeredMs: 0 });
  });

  it('tells of a run that its deadline ended how long it ran', async () => {
    const source = 'async function main() { await new Promise(() => {}) }';
    const outcome = await run({ source, limits: { wallMs: 2_000 } });
    expect(outcome).toMatchObject({ error: { code: 'WallLimitExceeded' } });
    expect(outcome.report.phases.preparedMs).toBeGreaterThan(0);
    expect(outcome.report.phases.ranMs).toBeGreaterThan(100);
  });

  it('tells what the isolate was seen to hold, while it waited and at its end', async () => {
    const { report: little } = await run({ source: 'function main() { return 1 }' });
    const source = `async function main(i, { PlatformApi }) {
      let held = Array.from({ length: 2e5 }, (_, index) => ({ index })), bytes = new Uint8Array(8 << 20).fill(1);
      await PlatformApi.Test.call(); const length = held.length + bytes.length; held = bytes = null; return length > 0 }`;
    const host = (): Promise<JsonValue> => new Promise((resolve) => setTimeout(resolve, 100, null));
    const { report: much } = await run({ source, host });
    expect(little.peakMemoryBytes).toBeGreaterThan(100_000);
    expect(much.peakMemoryBytes).toBeGreaterThan(little.peakMemoryBytes + (8 << 20));
  });

  it('names the limit and not what was left of it', async () => {
    const source = 'async function main() { await new Promise(() => {}) }';
    const outcome = await run({ source, limits: { wallMs: 30_000 }, wallLeftMs: 300 });
    expect(outcome).toMatchObject({ error: { message: expect.stringContaining('30000 ms') } });
    expect(outcome.report.wallMs).toBeLessThan(5_000);
  });
});
