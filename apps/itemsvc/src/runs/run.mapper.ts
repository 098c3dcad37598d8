import {
  parseJson,
  type RunRecord,
  runRecordSchema,
  type RunStatus,
  type RunSummary,
  runSummarySchema,
  type RunUpdate,
} from '#libs/contracts';
import type { RunDocument } from './run.document.js';

/** A process that had its say about a run may be late with it by this time, in milliseconds. */
const SETTLING_GRACE_MS = 10_000;

const FIRST_STEP = 1;
/** What this service found out by itself: that nobody was heard of the run. */
export const SETTLED_ORDER = 2_000_000_000;
const FINAL_ORDER = { caller: 3_000_000_000, worker: 4_000_000_000 } as const;

export const isOver = (status: RunStatus): boolean => status === 'succeeded' || status === 'failed';

function orderOf({ _status, _by, _step }: RunUpdate): number {
  if (isOver(_status)) return FINAL_ORDER[_by];
  return _status === 'queued' ? 0 : FIRST_STEP + _step;
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** What an update makes of a record. */
export interface DocumentChange {
  /** Nobody has told of the run before, as far as the sender knows. */
  isFirst: boolean;
  /** The record as it is when there is none yet. */
  whole: RunDocument;
  /** What becomes of one that is there. */
  fields: Partial<RunDocument>;
  /** The result, where only the record of a run that was left to it has it. */
  resultIfLeft?: string;
}

/** @param now by the common clock, in milliseconds since the epoch @param keptMs how long records are kept */
export function changeOf(update: RunUpdate, now: number, keptMs: number): DocumentChange {
  const { _namespace, _by, _step, _dueInMs, _progressJson, _resultJson, _keepsResultIfLeft, _isLeft, ...facts } =
    update;
  const keepsIfLeft = _keepsResultIfLeft === true && _resultJson !== undefined;
  const order = orderOf(update);
  const outcome = {
    _status: facts._status,
    _error: facts._error,
    _finishedAt: dateOf(facts._finishedAt),
    // The worker tells of them with the outcome alone.
    _phases: facts._phases,
    _expiresAt: new Date(now + keptMs),
    _order: order,
    _changedAt: new Date(now),
    ...(!isOver(facts._status) && { _dueAt: new Date(now + _dueInMs + SETTLING_GRACE_MS) }),
  };
  const whole = {
    ...facts,
    _namespaces: [_namespace],
    _queuedAt: new Date(facts._queuedAt),
    _startedAt: dateOf(facts._startedAt),
    _progressJson: _progressJson ?? null,
    _resultJson: keepsIfLeft ? null : (_resultJson ?? null),
    ...(_isLeft === true && { _isLeft }),
    ...outcome,
  };
  return {
    isFirst: order === 0 || (order === FINAL_ORDER.worker && _step === 0),
    whole,
    // What the worker has told of the run so far is more than the caller knows.
    fields: _by === 'worker' ? whole : outcome,
    ...(keepsIfLeft && { resultIfLeft: _resultJson }),
  };
}

type StoredSummary = Omit<RunDocument, '_console' | '_resultJson'>;

function commonFields(document: StoredSummary) {
  const { _progressJson } = document;
  return {
    ...document,
    _irn: `itemsvc:run:${document._id}`,
    _queuedAt: document._queuedAt.toISOString(),
    _startedAt: document._startedAt?.toISOString() ?? null,
    _finishedAt: document._finishedAt?.toISOString() ?? null,
    _expiresAt: document._expiresAt.toISOString(),
    ...(_progressJson !== null && { _progress: parseJson(_progressJson) }),
  };
}

/** Only the fields that are told; the schemas leave the service's own out. */
export function toSummary(document: StoredSummary): RunSummary {
  return runSummarySchema.parse(commonFields(document));
}

export function toRecord(document: RunDocument): RunRecord {
  const { _resultJson } = document;
  return runRecordSchema.parse({
    ...commonFields(document),
    _console: document._console,
    ...(_resultJson !== null && { _result: parseJson(_resultJson) }),
  });
}
