import { effectiveLimits, LEAST_RUN_LIMITS, narrowedLimitsSchema } from './narrowed-limits.js';
import { DEFAULT_RUN_LIMITS } from './run.js';

describe('the limits of a run', () => {
  it('are those of the operator when nobody narrows them', () => {
    const { limits, sources } = effectiveLimits(DEFAULT_RUN_LIMITS, { script: undefined, tool: undefined });
    expect(limits).toEqual(DEFAULT_RUN_LIMITS);
    expect(new Set(Object.values(sources))).toEqual(new Set(['operator']));
  });

  it('are the smallest of what operator, script and tool allow', () => {
    const operator = { ...DEFAULT_RUN_LIMITS, cpuMs: 500, wallMs: 1_000 };
    const { limits, sources } = effectiveLimits(operator, {
      script: { cpuMs: 100, wallMs: 5_000, hostCalls: 10 },
      tool: { cpuMs: 200, hostCalls: 3, resultBytes: 2_048 },
    });
    expect(limits).toEqual({ ...operator, cpuMs: 100, hostCalls: 3, resultBytes: 2_048 });
    expect(sources).toMatchObject({ cpuMs: 'script', wallMs: 'operator', hostCalls: 'tool', resultBytes: 'tool' });
  });

  it.each([
    [{}, /at least one limit/],
    [{ cpuMs: 9 }, /at least 10/],
    [{ wallMs: 49 }, /at least 50/],
    [{ memoryBytes: 1_000_000 }, /at least 8388608/],
    [{ hostCalls: 0 }, /at least 1/],
    [{ cpuMs: 100.5 }, /whole number/],
    [{ cpuMs: '100' }, /whole number/],
    [{ cpuTime: 100 }, /Unrecognized key/],
  ])('are refused as %j', (limits, message) => {
    expect(narrowedLimitsSchema.safeParse(limits).error?.issues[0]?.message).toMatch(message);
  });

  it('may be as small as they make sense', () => {
    expect(narrowedLimitsSchema.parse(LEAST_RUN_LIMITS)).toEqual(LEAST_RUN_LIMITS);
  });
});
