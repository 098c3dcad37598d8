/**
 * Limits of runs that a tool or a script narrows. An operator sets what a run may use; whoever describes a tool or
 * stores a script may allow it less, never more.
 */
import { z } from 'zod';
import { runLimitsSchema, type RunLimits } from './run.js';

export type RunLimitName = keyof RunLimits;

/** Below these no run could do anything. Times in milliseconds, sizes in bytes. */
export const LEAST_RUN_LIMITS: RunLimits = {
  cpuMs: 10,
  wallMs: 50,
  memoryBytes: 8 * 1024 * 1024,
  resultBytes: 1024,
  consoleBytes: 0,
  hostCalls: 1,
  pendingHostCalls: 1,
};

export const RUN_LIMIT_NAMES = runLimitsSchema.keyof().options;

const narrowed = (limit: RunLimitName): z.ZodOptional<z.ZodInt> => {
  const least = LEAST_RUN_LIMITS[limit];
  return z
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .optional()
    .describe(runLimitsSchema.shape[limit].description ?? limit);
};

/** Any of the limits of a run; those that are left out are not narrowed. */
export const narrowedLimitsSchema = z
  .strictObject({
    cpuMs: narrowed('cpuMs'),
    wallMs: narrowed('wallMs'),
    memoryBytes: narrowed('memoryBytes'),
    resultBytes: narrowed('resultBytes'),
    consoleBytes: narrowed('consoleBytes'),
    hostCalls: narrowed('hostCalls'),
    pendingHostCalls: narrowed('pendingHostCalls'),
  })
  .refine((limits) => Object.keys(limits).length > 0, 'must name at least one limit, or be left out')
  .describe('What one run may use, where that is less than the operator allows');
export type NarrowedLimits = z.infer<typeof narrowedLimitsSchema>;

/** Who set the limit that holds. */
export type LimitSource = 'operator' | 'script' | 'tool';

/** What a run may use, and whose limit each is. */
export interface EffectiveLimits {
  limits: RunLimits;
  sources: Readonly<Record<RunLimitName, LimitSource>>;
}

/** The smallest of what operator, script and tool allow; of equals the one that comes first. */
export function effectiveLimits(
  operator: RunLimits,
  narrowed: { script: NarrowedLimits | undefined; tool: NarrowedLimits | undefined },
): EffectiveLimits {
  const limits = { ...operator };
  const sources: Record<RunLimitName, LimitSource> = {
    cpuMs: 'operator',
    wallMs: 'operator',
    memoryBytes: 'operator',
    resultBytes: 'operator',
    consoleBytes: 'operator',
    hostCalls: 'operator',
    pendingHostCalls: 'operator',
  };
  for (const source of ['script', 'tool'] as const) {
    for (const name of RUN_LIMIT_NAMES) {
      const limit = narrowed[source]?.[name];
      if (limit === undefined || limit >= limits[name]) continue;
      limits[name] = limit;
      sources[name] = source;
    }
  }
  return { limits, sources };
}
