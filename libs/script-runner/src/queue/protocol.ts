/**
 * What runners and workers say to each other through Redis. The queue carries jobs (ids and arguments, never a
 * credential); everything else goes over pub/sub: `started`, `progress` and `outcome` on the reply channel of the
 * runner's process, a heartbeat of each worker to all runners, `cancel` to all workers. Pub/sub forgets, so an outcome
 * is also kept under a key for a short time.
 */
import { z } from 'zod';
import { principalSchema } from '#libs/access';
import { type JsonObject, type JsonValue, runLimitsSchema, runOriginSchema, runOutcomeSchema } from '#libs/contracts';

export const DEFAULT_PREFIX = 'toolrack';
export const QUEUE_NAME = 'runs';

/** How often a worker tells that it is alive, in milliseconds. */
export const HEARTBEAT_MS = 1_000;
/** A worker that was not heard for so long is taken for dead, in milliseconds. */
export const SILENCE_MS = 5_000;
/** How long an outcome is kept for a runner that missed the message, in milliseconds. */
export const OUTCOME_TTL_MS = 60_000;

export interface Channels {
  replies(runnerId: string): string;
  heartbeats: string;
  control: string;
  outcomeKey(runId: string): string;
}

/** Names of channels and keys. `prefix` keeps two installations on one Redis apart. */
export function channelsOf(prefix: string): Channels {
  return {
    replies: (runnerId) => `${prefix}:run-replies:${runnerId}`,
    heartbeats: `${prefix}:run-heartbeats`,
    control: `${prefix}:run-control`,
    outcomeKey: (runId) => `${prefix}:run-outcome:${runId}`,
  };
}

// What was parsed from JSON text is JSON: walking through a megabyte of it to find out is time lost.
const parsedJson = z.custom<JsonValue>((value) => value !== undefined);
const parsedJsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
const [succeeded, failed] = runOutcomeSchema.options;
export const sentOutcomeSchema = z.discriminatedUnion('status', [succeeded.extend({ result: parsedJson }), failed]);

export const runJobSchema = z.object({
  runId: z.string(),
  runnerId: z.string(),
  serverRunId: z.string().describe('Which start of Redis the job was added to'),
  namespace: z.string(),
  versionId: z.string(),
  functionName: z.string(),
  origin: runOriginSchema,
  input: parsedJsonObject,
  principal: principalSchema,
  limits: runLimitsSchema,
  deadline: z.number().describe('Milliseconds since the epoch'),
});
export type RunJob = z.infer<typeof runJobSchema>;

/** What it takes to answer a job, also one that cannot be read. */
export const runIdsSchema = runJobSchema.pick({ runId: true, runnerId: true });
export type RunIds = z.infer<typeof runIdsSchema>;

export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), runId: z.string(), workerId: z.string() }),
  z.object({ type: z.literal('progress'), runId: z.string(), workerId: z.string(), args: z.array(parsedJson) }),
  z.object({ type: z.literal('outcome'), runId: z.string(), workerId: z.string(), outcome: sentOutcomeSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

export const heartbeatSchema = z.object({
  workerId: z.string(),
  runIds: z.array(z.string()).describe('Runs that the worker holds'),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const controlSchema = z.object({ type: z.literal('cancel'), runId: z.string() });
export type Control = z.infer<typeof controlSchema>;

/** The message in a text, or nothing when the text is not one. */
export function parseMessage<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
