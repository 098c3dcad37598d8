import { runLimitVariable } from '#libs/config';
import type { EffectiveLimits, LimitSource, RunLimitName, RunOutcome } from '#libs/contracts';

/** The limit that a run has met; undefined when it failed for something else. */
function limitOf({ error, report }: RunOutcome & { status: 'failed' }, { limits }: EffectiveLimits) {
  switch (error.code) {
    case 'CpuLimitExceeded':
      return 'cpuMs';
    case 'WallLimitExceeded':
      return 'wallMs';
    case 'MemoryLimitExceeded':
      return 'memoryBytes';
    case 'ResultTooLarge':
      return 'resultBytes';
    case 'HostCallLimitExceeded':
      return report.hostCalls >= limits.hostCalls ? 'hostCalls' : 'pendingHostCalls';
    default:
      return undefined;
  }
}

function whose(source: LimitSource, limit: RunLimitName): string {
  return source === 'operator' ? `the operator's (${runLimitVariable(limit)})` : `the ${source}'s (_limits.${limit})`;
}

/** Says of a run that met a limit whose limit that was, so that its reader knows where it can be changed. */
export function withLimitSource(outcome: RunOutcome, effective: EffectiveLimits): RunOutcome {
  if (outcome.status === 'succeeded') return outcome;
  const limit = limitOf(outcome, effective);
  if (limit === undefined) return outcome;
  const message = `${outcome.error.message} The limit is ${whose(effective.sources[limit], limit)}.`;
  return { ...outcome, error: { ...outcome.error, message } };
}
