/** What the two ends of the plain queue have in common. */
import { z } from 'zod';

export const QUEUE_NAME = 'plain';
export const REPLIES = 'plain:replies';
export const plainQueueInputSchema = z.object({ port: z.int().describe('Of redis-server, on the loopback interface') });
export const plainJobSchema = z.object({ input: z.record(z.string(), z.unknown()) });
export const plainReplySchema = z.object({ id: z.string(), result: z.unknown() });
