/** A script's call to its host as it comes from a child: JSON that a script may have had a hand in. */
import { z } from 'zod';
import { fetchRequestSchema, type JsonValue } from '#libs/contracts';
import type { HostCall } from './sandbox.types.js';

const hostCallSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('platform'),
    service: z.string(),
    method: z.string(),
    // It was JSON a moment ago, so what is in it are JSON values.
    args: z.custom<JsonValue[]>(Array.isArray),
  }),
  z.strictObject({ kind: z.literal('fetch'), request: fetchRequestSchema }),
  z.strictObject({ kind: z.literal('script'), userType: z.string(), functionName: z.string() }),
]);

/** @throws TypeError when it is none */
export function parseHostCall(json: string): HostCall {
  const call = hostCallSchema.safeParse(JSON.parse(json));
  if (!call.success) throw new TypeError('The host does not understand the call.');
  return call.data;
}
