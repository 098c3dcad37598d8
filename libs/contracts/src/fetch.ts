import { z } from 'zod';

/** Fields of a header, in order; names in any case. */
const headersSchema = z.array(z.tuple([z.string(), z.string()]));

/** A script's `fetch`, as the host is asked for it. */
export const fetchRequestSchema = z.strictObject({
  url: z.string().describe('Absolute URL, http or https'),
  method: z.string(),
  headers: headersSchema,
  body: z.string().optional().describe('Bytes, as base64'),
  redirect: z.enum(['follow', 'error', 'manual']),
});
export type FetchRequest = z.infer<typeof fetchRequestSchema>;

/** What came back, the body whole. */
export const fetchResponseSchema = z.object({
  url: z.string().describe('URL of the last hop'),
  redirected: z.boolean(),
  status: z.int(),
  statusText: z.string(),
  headers: headersSchema,
  body: z.string().describe('Bytes, as base64'),
});
export type FetchResponse = z.infer<typeof fetchResponseSchema>;
