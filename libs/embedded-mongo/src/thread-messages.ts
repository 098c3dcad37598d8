import { z } from 'zod';

/** What the worker thread tells. In the other direction there is one message, of any content: end. */
export const threadMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('refused'), reason: z.enum(['locked', 'failed']), message: z.string() }),
  /** An error of the store itself, already answered to the client. */
  z.object({ kind: z.literal('fault'), detail: z.string() }),
]);

export type ThreadMessage = z.infer<typeof threadMessageSchema>;
