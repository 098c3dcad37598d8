/** What the benchmark and `sandbox-cold.process.ts` say to each other. */
import { z } from 'zod';

export const coldQuestionSchema = z.object({
  sources: z.array(z.string()).describe('Each declares the function of the trivial script'),
  rounds: z.int().positive(),
});

const milliseconds = z.array(z.number());

/** Of one source. */
export const coldTimesSchema = z.object({
  firstMs: milliseconds.describe('First run of a version, after a pause'),
  atOnceMs: milliseconds.describe('First run of a version, right behind another run'),
  warmMs: milliseconds.describe('Later runs, each after a pause'),
  inARowMs: milliseconds.describe('Later runs, each right behind the one before'),
});
export type ColdTimes = z.infer<typeof coldTimesSchema>;
