import { z } from 'zod';
import { namespaceNameSchema } from './common.js';
import { jsonValueSchema } from './json.js';
import { consoleLineSchema, runErrorCodeSchema, runErrorSchema, runPhasesSchema } from './run.js';

/** Where a run is: it waits for its turn, it executes, or it has its outcome. */
export const runStatusSchema = z.enum(['queued', 'running', 'succeeded', 'failed']);
export type RunStatus = z.infer<typeof runStatusSchema>;

const toolSchema = z
  .object({ _id: z.string(), _name: z.string() })
  .nullable()
  .describe('The tool that was called; null when a definition was tried before it was saved');
const versionNumberSchema = z.int().describe('Number of the version');
const queuedAtSchema = z.iso.datetime().describe('When the run was asked for');

/** What a run's record says beside what it takes to execute the run; it travels with the run. */
export const runOriginSchema = z.object({
  tool: toolSchema,
  userType: z.string(),
  version: versionNumberSchema,
  queuedAt: queuedAtSchema,
  /** Milliseconds from then until the deadline. */
  allottedMs: z.number(),
  /** A result whose JSON has more bytes is kept with the run; 0 keeps every one. */
  keepResultAboveBytes: z.int().nonnegative(),
  /** Of those kept, one that has no more bytes is kept only where the run was left to its record: else it was seen whole. */
  answerBytes: z.int().nonnegative().optional(),
});
export type RunOrigin = z.infer<typeof runOriginSchema>;

/** What whoever records a run, and whoever reads the record, both know of it. */
const shared = {
  _id: z.string().describe('Id of the run'),
  _status: runStatusSchema,
  _principal: z.object({ id: z.string(), kind: z.string() }).describe('Who ran it'),
  _tool: toolSchema,
  _script: z
    .object({ _userType: z.string(), _scriptName: z.string(), _versionId: z.string(), _version: versionNumberSchema })
    .describe('The function, and the version of the script that ran'),
  _inputDigest: z.string().describe('SHA-256 of the arguments as the JSON text that reached the script: sha256:<hex>'),
  _inputBytes: z.int(),
  _error: runErrorSchema.nullable(),
  _resultBytes: z.int().nullable().describe('Size of the result as JSON; null when there is none'),
  _phases: runPhasesSchema,
  _cpuMs: z.number(),
  _wallMs: z.number(),
  _peakMemoryBytes: z.int(),
  _hostCalls: z.int(),
  _console: z.array(consoleLineSchema),
  _consoleTruncated: z.boolean(),
  _queuedAt: queuedAtSchema,
  _startedAt: z.iso.datetime().nullable(),
  _finishedAt: z.iso.datetime().nullable(),
};

/** A run as it is kept. Arguments and secrets are in none. */
export const runRecordSchema = z.object({
  ...shared,
  _irn: z.string().describe('Resource name: itemsvc:run:<id>'),
  _namespaces: z.array(z.string()).describe('The one namespace that it ran in'),
  _progress: jsonValueSchema.optional().describe('Arguments of the last callback of the script'),
  _result: jsonValueSchema
    .optional()
    .describe('Kept when the call was asynchronous, or when a model saw the result cut'),
  _expiresAt: z.iso.datetime().describe('When the record is deleted'),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** A run in a list: without what it printed and what it returned. */
export const runSummarySchema = runRecordSchema.omit({ _console: true, _result: true });
export type RunSummary = z.infer<typeof runSummarySchema>;

/** Which runs of the namespaces. */
export const runFilterSchema = z.object({
  _status: runStatusSchema.describe('Only runs that stand so'),
  _toolName: z.string().meta({ description: 'Only runs of the tool of this name', examples: ['GetFileNameById'] }),
  _userType: z.string().meta({ description: 'Only runs of scripts of this _userType', examples: ['file_scripts'] }),
  _scriptName: z.string().meta({ description: 'Only runs of this function', examples: ['findfileNameByID'] }),
  _principalId: z.string().meta({ description: 'Only runs on behalf of this principal', examples: ['admin'] }),
  _errorCode: runErrorCodeSchema.describe('Only runs that failed with this code'),
});

/** Runs that one request may record. */
export const MAX_RUN_UPDATES = 1_000;
/** JSON text of the console lines of a run that is recorded, in bytes. */
export const RECORDED_CONSOLE_BYTES = 1024 * 1024;
/** JSON text of a result that is kept with its run, in bytes. */
export const RECORDED_RESULT_BYTES = 8 * 1024 * 1024;
/** JSON text of progress that is kept with its run, in bytes. */
export const RECORDED_PROGRESS_BYTES = 16 * 1024;

/**
 * A run as the process that executes it, or the one that asked for it, has it recorded; whole each time. Values of
 * scripts travel as JSON text: what keys they have is nobody's business on the way.
 */
export const runUpdateSchema = z.strictObject({
  ...shared,
  _namespace: namespaceNameSchema,
  _by: z.enum(['caller', 'worker']).describe('Who says so: what the worker found out counts more'),
  _step: z.int().min(0).max(1_000_000_000).describe('Counts the updates while the run executes'),
  _dueInMs: z.number().describe('Milliseconds until its deadline'),
  _progressJson: z.string().max(RECORDED_PROGRESS_BYTES).optional(),
  _resultJson: z.string().max(RECORDED_RESULT_BYTES).optional(),
  _keepsResultIfLeft: z.boolean().optional().describe('The result is kept only where the run was left to its record'),
  _isLeft: z.boolean().optional().describe('Its caller is about to be told that the record will have the outcome'),
});
export type RunUpdate = z.infer<typeof runUpdateSchema>;

/** Answer to the recording of runs. */
export const recordedRunsSchema = z.object({
  _cancelled: z.array(z.string()).describe('Ids of those that somebody asked to end'),
  _left: z.array(z.string()).describe('Ids of those that are left to their records, which keep the results'),
  _refused: z.array(z.string()).describe('Why some were not recorded, the first few of them'),
  _refusedTotal: z.int().nonnegative().describe('How many were not recorded'),
});
export type RecordedRuns = z.infer<typeof recordedRunsSchema>;

/** Answer to an asynchronous call: the run is recorded and will be executed. */
export const startedRunSchema = z.object({
  runId: z.string(),
  run: z.string().describe('Path of its record'),
});
export type StartedRun = z.infer<typeof startedRunSchema>;
