/**
 * What a pool and its children say to each other. The pool trusts nothing that a child sends: a script may have broken
 * out of its isolate, so each message is parsed. A child trusts its parent.
 */
import { z } from 'zod';
import { consoleLineSchema, runErrorSchema, type RunLimits } from '#libs/contracts';

export interface ConfigureMessage {
  type: 'configure';
  /** Above this resident set the child reports and ends itself. */
  childRssBytes: number;
  isolatesPerChild: number;
  /** Heap of the isolate that is kept ready for a script not seen before. */
  memoryBytes: number;
  platformApi: Record<string, readonly string[]>;
}

export interface RunMessage {
  type: 'run';
  run: number;
  /** Names namespace, script version and heap size; one isolate belongs to one key. */
  key: string;
  /** Left out when the child has said that it knows the key. */
  source?: string;
  functionName: string;
  /** JSON texts. */
  input: string;
  ctx: string;
  limits: RunLimits;
}

export interface AnswerMessage {
  type: 'answer';
  run: number;
  call: number;
  ok: boolean;
  /** JSON of the value, or of `{ name, message, code? }`. */
  json: string;
}

/** Nobody waits for the run any more: the child ends it and says `done`, and is free for another. */
export interface CancelMessage {
  type: 'cancel';
  run: number;
}

export type ParentMessage = ConfigureMessage | RunMessage | AnswerMessage | CancelMessage;

const run = z.int();
const output = {
  lines: z.array(consoleLineSchema),
  consoleTruncated: z.boolean(),
  cpuMs: z.number(),
  peakMemoryBytes: z.int(),
  preparedMs: z.number().describe('Until the function was called; 0 when it was not yet'),
};

/** What a run has printed since the last word of it, and what it has used so far. */
export type RunOutput = z.infer<z.ZodObject<typeof output>>;

export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('unfit'), reason: z.string() }),
  /** Sent before anything of the run is compiled or executed. */
  z.object({ type: z.literal('began'), run }),
  z.object({
    type: z.literal('call'),
    run,
    call: z.int(),
    json: z.string().describe('A `HostCall`'),
  }),
  z.object({ type: z.literal('progress'), run, args: z.string() }),
  /** The run has nothing to execute: it waits for a timer, the host or a promise. Or it goes on. */
  z.object({ type: z.literal('waits'), run, waits: z.boolean() }),
  /** What a run that takes longer has printed and used since the last word of it. */
  z.object({ type: z.literal('output'), run, ...output }),
  z.object({
    type: z.literal('done'),
    run,
    result: z.string().optional().describe('JSON text; exactly one of result and error is there'),
    error: runErrorSchema.optional(),
    ...output,
    forgotten: z.array(z.string()).describe('Keys whose isolate and source the child no longer has'),
    isolates: z.int(),
    rssBytes: z.number(),
  }),
  /** The child ends itself: the run took what only the end of the process gives back. */
  z.object({ type: z.literal('dying'), reason: z.enum(['cpu', 'memory']), ...output }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
