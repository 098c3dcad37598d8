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

/** The value below which such a part of them lies; not a number when there are none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/**
 * @param durationsMs one for each answer, in milliseconds
 * @param elapsedMs length of the window
 */
export function sampleOf(durationsMs: readonly number[], elapsedMs: number): Sample {
  if (durationsMs.length === 0) throw new Error('Nothing was answered within the window.');
  return {
    perSecond: (durationsMs.length / elapsedMs) * 1000,
    p50Ms: median(durationsMs),
    p99Ms: quantile(durationsMs, 0.99),
  };
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
