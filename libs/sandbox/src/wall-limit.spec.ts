import type { JsonValue } from '#libs/contracts';
import { SandboxPool } from './sandbox-pool.js';
import { testRun } from './testing.js';

let pool: SandboxPool;

beforeAll(async () => {
  pool = new SandboxPool({ platformApi: { Test: ['call'] }, minChildren: 1 });
  await pool.ready();
});

afterAll(async () => {
  await pool.close();
});

/** What a run that was not over after 1500 ms is told; its host answers the first call, and no other. */
async function told(body: string): Promise<string> {
  let calls = 0;
  const host = (): Promise<JsonValue> => (calls++ === 0 ? Promise.resolve(null) : new Promise(() => undefined));
  const source = `async function main(input, libraries) { const { call } = libraries.PlatformApi.Test; ${body} }`;
  const outcome = await pool.run(testRun({ source, host, limits: { cpuMs: 60_000, wallMs: 1_500 } }));
  if (outcome.status === 'succeeded') throw new Error(`It answered ${JSON.stringify(outcome.result)}.`);
  expect(outcome.error.code).toBe('WallLimitExceeded');
  return outcome.error.message;
}

describe('a run whose wall time is up is told that it', () => {
  it.each([
    ['computed', 'for (;;);'],
    ['computed, when it did beside a host call', 'await call(); call(); for (;;);'],
  ])('%s', async (_name, body) => {
    expect(await told(body)).toMatch(/^The run had not answered after 1500 ms\. It was computing\. /);
  });

  it.each([
    ['2 host calls', 'await call(); await Promise.all([call(), call()]);'],
    ['1 host call', 'await call(); await Promise.race([call(), new Promise(() => {})]);'],
  ])('waited for %s', async (what, body) => {
    expect(await told(body)).toContain(` after 1500 ms. It waited for ${what}. `);
  });

  it.each([
    ['a promise that nobody settles', 'await call(); await new Promise(() => {})'],
    ['a timer', 'await libraries.CoreUtils.sleep(60_000)'],
  ])('waited for %s', async (_what, body) => {
    expect(await told(body)).toMatch(
      / after 1500 ms\. It waited for a timer, or for a promise .* Settle every promise/,
    );
  });
});
