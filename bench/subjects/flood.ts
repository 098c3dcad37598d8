/** What the benchmark asks of `flood.process.ts`; the answer is a sample. */
import { z } from 'zod';
import { windowSchema } from '../measure/sample.ts';

export const floodQuestionSchema = z.object({
  request: z.object({
    url: z.string(),
    method: z.enum(['GET', 'POST']).exactOptional(),
    headers: z.record(z.string(), z.string()),
    body: z.string().exactOptional(),
  }),
  expectedStart: z.string().describe('How a right answer begins'),
  window: windowSchema,
});
export type FloodQuestion = z.infer<typeof floodQuestionSchema>;
