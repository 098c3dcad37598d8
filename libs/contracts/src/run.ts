import { z } from 'zod';
import { jsonValueSchema } from './json.js';

/** What one run of a script may use. Times in milliseconds, sizes in bytes. */
export const runLimitsSchema = z.strictObject({
  cpuMs: z.int().positive().describe('CPU time of the whole run, host calls included, summed over all its slices'),
  wallMs: z.int().positive().describe('Time from the start to the answer; it never moves'),
  memoryBytes: z.int().positive().describe('Heap of the isolate'),
  resultBytes: z.int().positive().describe('JSON text of the result'),
  consoleBytes: z.int().nonnegative().describe('All console lines together'),
  hostCalls: z.int().positive().describe('Host calls in all'),
  pendingHostCalls: z.int().positive().describe('Host calls waiting at one time'),
});
export type RunLimits = z.infer<typeof runLimitsSchema>;

export const DEFAULT_RUN_LIMITS: RunLimits = {
  cpuMs: 2_000,
  wallMs: 30_000,
  memoryBytes: 64 * 1024 * 1024,
  resultBytes: 1024 * 1024,
  consoleBytes: 64 * 1024,
  hostCalls: 1_000,
  pendingHostCalls: 100,
};

export const runErrorCodeSchema = z.enum([
  'ScriptFailed',
  'ScriptSyntaxError',
  'FunctionNotFound',
  'CpuLimitExceeded',
  'WallLimitExceeded',
  'MemoryLimitExceeded',
  'ResultTooLarge',
  'ResultNotSerializable',
  'HostCallLimitExceeded',
  'SandboxCrashed',
  'RunCancelled',
  'WorkerLost',
  'NotStarted',
  'ScriptUnavailable',
  'ApiCallFailed',
]);
export type RunErrorCode = z.infer<typeof runErrorCodeSchema>;

/** Why a run failed. `line` and `column` (both from 1) point into the user's own source, at a frame of `functionName`. */
export const runErrorSchema = z.object({
  code: runErrorCodeSchema,
  name: z.string().describe("The thrown error's name, or the code"),
  message: z.string(),
  functionName: z.string().optional(),
  script: z.string().optional().describe('_userType of the script of the line, when it is one that the script called'),
  line: z.int().optional(),
  column: z.int().optional(),
});
export type RunError = z.infer<typeof runErrorSchema>;

export const consoleLineSchema = z.object({
  level: z.enum(['debug', 'log', 'info', 'warn', 'error']),
  text: z.string(),
});
export type ConsoleLine = z.infer<typeof consoleLineSchema>;

/** How long a run was in each phase, in milliseconds; 0 for a phase that it never reached. */
export const runPhasesSchema = z.object({
  queuedMs: z.number().describe('Waited for its turn'),
  preparedMs: z.number().describe('Its script was read, and a sandbox made ready'),
  ranMs: z.number().describe('Executed, the waiting for host calls included'),
  answeredMs: z.number().describe('Its outcome was handed over'),
});
export type RunPhases = z.infer<typeof runPhasesSchema>;

/** What a run cost and printed, whatever became of it. */
export const runReportSchema = z.object({
  console: z.array(consoleLineSchema),
  consoleTruncated: z.boolean().describe('True when lines were dropped at the console limit'),
  cpuMs: z.number(),
  wallMs: z.number(),
  peakMemoryBytes: z.int().describe('Most heap and buffers that its isolate was seen to hold'),
  hostCalls: z.int(),
  phases: runPhasesSchema,
});
export type RunReport = z.infer<typeof runReportSchema>;

/** The report of a run that never executed. */
export const EMPTY_RUN_REPORT: RunReport = {
  console: [],
  consoleTruncated: false,
  cpuMs: 0,
  wallMs: 0,
  peakMemoryBytes: 0,
  hostCalls: 0,
  phases: { queuedMs: 0, preparedMs: 0, ranMs: 0, answeredMs: 0 },
};

export const runOutcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('succeeded'), result: jsonValueSchema, report: runReportSchema }),
  z.object({ status: z.literal('failed'), error: runErrorSchema, report: runReportSchema }),
]);
export type RunOutcome = z.infer<typeof runOutcomeSchema>;
