/**
 * What runners and workers say to each other through Redis. The queue carries jobs (ids and arguments, never a
 * credential); everything else goes over pub/sub: `started`, `progress` and `outcome` on the reply channel of the
 * runner's process, a heartbeat of each worker to all runners, `cancel` to all workers. Pub/sub forgets, so an outcome
 * is also kept under a key for a short time.
 *
 * A run happens at most once, whatever becomes of Redis. So a runner must always know which workers may have begun a
 * run: those that it had heard when it handed the run over. Any other asks for leave first, by `ask`, and begins when it
 * is given `leave`: that is a worker that has just come, or one that was away. See `run-fate.ts`.
 *
 * Every name in Redis carries the version of what is said under it: workers take only runs that they understand, and a
 * runner that hears no worker of its version refuses runs, while those of another version go on beside it.
 */
import { z } from 'zod';
import { principalSchema } from '#libs/access';
import { type JsonObject, type JsonValue, runLimitsSchema, runOriginSchema, runOutcomeSchema } from '#libs/contracts';

export const DEFAULT_PREFIX = 'toolrack';
/** A change of what is sent that an older process would not understand takes the next number. A spec holds us to it. */
export const PROTOCOL_VERSION = 3;

/** How often a worker tells that it is alive, in milliseconds. */
export const HEARTBEAT_MS = 1_000;
/** A worker that was not heard for so long is taken for dead, in milliseconds. */
export const SILENCE_MS = 5_000;
/**
 * Who has told or listened for so long is known to all who listened, or knows all who told, in milliseconds. Longer than
 * the longest pause between two heartbeats that counts as none, shorter than the silence after which one is forgotten.
 */
export const ACQUAINTED_MS = 4_000;
/** Heartbeats that are further apart do not count as one presence, in milliseconds. */
export const LONGEST_PAUSE_MS = 2_500;
/** How long an outcome is kept for a runner that missed the message, in milliseconds. */
export const OUTCOME_TTL_MS = 60_000;

export interface Channels {
  /** Of BullMQ's queue; its keys begin with the prefix. */
  queueName: string;
  replies: (runnerId: string) => string;
  heartbeats: string;
  control: string;
  outcomeKey: (runId: string) => string;
}

/** Names of the queue, channels and keys. `prefix` keeps two installations on one Redis apart. */
export function channelsOf(prefix: string, version = PROTOCOL_VERSION): Channels {
  const queueName = `runs-${version}`;
  return {
    queueName,
    replies: (runnerId) => `${prefix}:${queueName}-replies:${runnerId}`,
    heartbeats: `${prefix}:${queueName}-heartbeats`,
    control: `${prefix}:${queueName}-control`,
    outcomeKey: (runId) => `${prefix}:${queueName}-outcome:${runId}`,
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
  addedAt: z.number().describe('When it was handed over, in milliseconds since the epoch, as Redis tells the time'),
  asksFirst: z.boolean().describe('Every worker asks its runner for leave before it begins the run'),
  deadline: z.number().describe('Milliseconds since the epoch, as Redis tells the time'),
});
export type RunJob = z.infer<typeof runJobSchema>;

/** What it takes to answer a job, also one that cannot be read. */
export const runIdsSchema = runJobSchema.pick({ runId: true, runnerId: true });
export type RunIds = z.infer<typeof runIdsSchema>;

export const replySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ask'), runId: z.string(), workerId: z.string(), serverRunId: z.string() }),
  z.object({ type: z.literal('started'), runId: z.string(), workerId: z.string() }),
  z.object({ type: z.literal('progress'), runId: z.string(), workerId: z.string(), args: z.array(parsedJson) }),
  z.object({ type: z.literal('outcome'), runId: z.string(), workerId: z.string(), outcome: sentOutcomeSchema }),
  z
    .object({ type: z.literal('stalled'), runId: z.string(), workerId: z.string() })
    .describe('The job was taken, and nobody holds it any more as far as the queue knows'),
]);
export type Reply = z.infer<typeof replySchema>;

/** What is left of an outcome that cannot be read. */
export const unreadOutcomeSchema = z.object({ type: z.literal('outcome'), runId: z.string() });

export const heartbeatSchema = z.object({
  workerId: z.string(),
  serverRunId: z.string().optional().describe('Which start of Redis the worker takes runs from'),
  runIds: z.array(z.string()).describe('Runs that the worker holds'),
  isLeaving: z.boolean().describe('Takes no more runs'),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const controlSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('cancel'), runId: z.string() }),
  z.object({ type: z.literal('leave'), runId: z.string(), workerId: z.string() }),
]);
export type Control = z.infer<typeof controlSchema>;

/** The message in a text, or nothing when the text is not one. */
export function parseMessage<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
