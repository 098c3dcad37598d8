import { z } from 'zod';

/** What one window of load gave, or, of several windows, the median of each figure. */
export const sampleSchema = z.object({
  perSecond: z.number().describe('Answers a second'),
  p50Ms: z.number(),
  p99Ms: z.number(),
  cpuMs: z.number().optional().describe('CPU time of the answering process for each answer; absent where unknown'),
});
export type Sample = z.infer<typeof sampleSchema>;

/** One window of load. */
export const windowSchema = z.object({
  concurrency: z.int().positive().describe('Calls in flight'),
  durationMs: z.int().positive(),
});
export type Window = z.infer<typeof windowSchema>;

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/**
 * @param durationsMs one for each answer, in milliseconds
 * @param elapsedMs length of the window
 */
export function sampleOf(durationsMs: readonly number[], elapsedMs: number): Sample {
  if (durationsMs.length === 0) throw new Error('Nothing was answered within the window.');
  const sorted = durationsMs.toSorted((a, b) => a - b);
  return {
    perSecond: (durationsMs.length / elapsedMs) * 1000,
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
  };
}

function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** The median of each figure; an odd number of samples is expected. */
export function medianSample(samples: readonly Sample[]): Sample {
  const cpuMs = samples.flatMap((sample) => (sample.cpuMs === undefined ? [] : [sample.cpuMs]));
  return {
    perSecond: median(samples.map(({ perSecond }) => perSecond)),
    p50Ms: median(samples.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(samples.map(({ p99Ms }) => p99Ms)),
    ...(cpuMs.length === 0 ? {} : { cpuMs: median(cpuMs) }),
  };
}
