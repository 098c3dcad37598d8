import { hash } from 'node:crypto';
import {
  type ConsoleLine,
  EMPTY_RUN_REPORT,
  type JsonObject,
  type JsonValue,
  RECORDED_CONSOLE_BYTES,
  RECORDED_PROGRESS_BYTES,
  RECORDED_RESULT_BYTES,
  type RunOrigin,
  type RunOutcome,
  type RunUpdate,
} from '#libs/contracts';
import { msUntil } from '../deadline.js';
import type { RunRequest } from '../script-runner.types.js';

/** What one side knows of a run at one moment. Times are the host's, in milliseconds since the epoch. */
export interface RunState {
  request: RunRequest;
  by: RunUpdate['_by'];
  /** Counts what is said while the run executes. */
  step: number;
  startedAt?: number;
  finishedAt?: number;
  /** What it has printed so far; the outcome has all of it. */
  output?: readonly ConsoleLine[];
  progress?: readonly JsonValue[] | undefined;
  outcome?: RunOutcome;
  /** Its caller is about to leave it to its record. */
  isLeft?: boolean;
}

/** How much a state says: of two about one run the one of the lower rank is not worth sending. */
export function rankOf({ by, outcome, startedAt }: RunState): number {
  if (outcome !== undefined) return by === 'worker' ? 3 : 2;
  return startedAt === undefined ? 0 : 1;
}

/** JSON text of the update that tells the state: all that is kept of arguments and results until it is sent. */
export function updateText(state: RunState): string {
  const { request, by, step, startedAt, finishedAt, outcome, progress, isLeft } = state;
  const { origin, principal } = request;
  const report = outcome?.report ?? EMPTY_RUN_REPORT;
  const lines = recordedLines(outcome === undefined ? (state.output ?? []) : report.console);
  const result = outcome?.status === 'succeeded' ? resultFields(outcome.result, origin) : {};
  const progressJson = progress === undefined ? undefined : JSON.stringify(progress);
  const update = {
    _id: request.runId,
    _namespace: request.namespace,
    _by: by,
    _step: step,
    _status: outcome?.status ?? (startedAt === undefined ? 'queued' : 'running'),
    _principal: { id: principal.id, kind: principal.kind },
    _tool: origin.tool,
    _script: {
      _userType: origin.userType,
      _scriptName: request.functionName,
      _versionId: request.versionId,
      _version: origin.version,
    },
    ...inputFields(request.input),
    _error: outcome?.status === 'failed' ? outcome.error : null,
    _resultBytes: null,
    ...result,
    _phases: report.phases,
    _cpuMs: report.cpuMs,
    _wallMs: report.wallMs,
    _peakMemoryBytes: report.peakMemoryBytes,
    _hostCalls: report.hostCalls,
    _console: lines,
    _consoleTruncated: report.consoleTruncated || lines.length < (outcome === undefined ? 0 : report.console.length),
    _queuedAt: origin.queuedAt,
    _startedAt: isoOf(startedAt),
    _finishedAt: isoOf(finishedAt),
    ...(isLeft === true && { _isLeft: true }),
    _dueInMs: Math.ceil(msUntil(request.deadline)),
    ...(progressJson !== undefined &&
      progressJson.length <= RECORDED_PROGRESS_BYTES && { _progressJson: progressJson }),
  } satisfies RunUpdate;
  return JSON.stringify(update);
}

type InputFields = Pick<RunUpdate, '_inputDigest' | '_inputBytes'>;

/** A run is told of several times, and its arguments stay the same. */
const knownInputs = new WeakMap<JsonObject, InputFields>();

/** Of the arguments as they reach the script: members in the order that the caller gave them. */
function inputFields(input: JsonObject): InputFields {
  const known = knownInputs.get(input);
  if (known !== undefined) return known;
  const text = JSON.stringify(input);
  const fields = { _inputDigest: `sha256:${hash('sha256', text)}`, _inputBytes: Buffer.byteLength(text) };
  knownInputs.set(input, fields);
  return fields;
}

type ResultFields = Pick<RunUpdate, '_resultBytes' | '_resultJson' | '_keepsResultIfLeft'>;

/** A result is kept above a size: below it, whoever called has seen all of it, unless the run was left. */
function resultFields(result: JsonValue, { keepResultAboveBytes, answerBytes = 0 }: RunOrigin): ResultFields {
  const text = JSON.stringify(result);
  const bytes = Buffer.byteLength(text);
  return {
    _resultBytes: bytes,
    ...(bytes > keepResultAboveBytes && bytes <= RECORDED_RESULT_BYTES && { _resultJson: text }),
    ...(bytes <= answerBytes && { _keepsResultIfLeft: true }),
  };
}

/** The first lines, as many as a record has room for. */
function recordedLines(lines: readonly ConsoleLine[]): ConsoleLine[] {
  const kept: ConsoleLine[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line.text);
    if (bytes > RECORDED_CONSOLE_BYTES) break;
    kept.push(line);
  }
  return kept;
}

const isoOf = (epochMs: number | undefined): string | null =>
  epochMs === undefined ? null : new Date(epochMs).toISOString();
