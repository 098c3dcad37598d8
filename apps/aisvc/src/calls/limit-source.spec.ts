import {
  DEFAULT_RUN_LIMITS,
  effectiveLimits,
  EMPTY_RUN_REPORT,
  type RunErrorCode,
  type RunOutcome,
} from '#libs/contracts';
import { withLimitSource } from './limit-source.js';

const failed = (code: RunErrorCode, hostCalls = 0): RunOutcome => ({
  status: 'failed',
  error: { code, name: code, message: 'Too much.' },
  report: { ...EMPTY_RUN_REPORT, hostCalls },
});

const effective = effectiveLimits(DEFAULT_RUN_LIMITS, {
  script: { wallMs: 1_000, hostCalls: 5 },
  tool: { cpuMs: 100, pendingHostCalls: 2 },
});

describe('the answer of a run that met a limit', () => {
  it.each([
    [failed('CpuLimitExceeded'), "Too much. The limit is the tool's (_limits.cpuMs)."],
    [failed('WallLimitExceeded'), "Too much. The limit is the script's (_limits.wallMs)."],
    [failed('MemoryLimitExceeded'), "Too much. The limit is the operator's (RUN_MEMORY_BYTES)."],
    [failed('ResultTooLarge'), "Too much. The limit is the operator's (RUN_RESULT_BYTES)."],
    [failed('HostCallLimitExceeded', 5), "Too much. The limit is the script's (_limits.hostCalls)."],
    [failed('HostCallLimitExceeded', 3), "Too much. The limit is the tool's (_limits.pendingHostCalls)."],
    [failed('ScriptFailed'), 'Too much.'],
  ])('says whose it was', (outcome, message) => {
    expect(withLimitSource(outcome, effective)).toMatchObject({ error: { message } });
  });
});
