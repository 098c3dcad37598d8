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

/** What an update makes of a document; `known` is what the sender knows for sure, and the rest holds for a new one. */
export interface DocumentChange {
  order: number;
  known: Partial<RunDocument>;
  rest: Partial<RunDocument>;
}

/** @param now milliseconds since the epoch @param keptMs how long records are kept */
export function changeOf(update: RunUpdate, now: number, keptMs: number): DocumentChange {
  const { _id: _, _namespace, _by, _step, _dueInMs, _progressJson, _resultJson, ...fields } = update;
  const order = orderOf(update);
  const outcome = {
    _status: fields._status,
    _error: fields._error,
    _finishedAt: dateOf(fields._finishedAt),
    _expiresAt: new Date(now + keptMs),
    _order: order,
    ...(!isOver(fields._status) && { _dueAt: new Date(now + _dueInMs + SETTLING_GRACE_MS) }),
  };
  const facts = {
    ...fields,
    _namespaces: [_namespace],
    _queuedAt: new Date(fields._queuedAt),
    _startedAt: dateOf(fields._startedAt),
    _progressJson: _progressJson ?? null,
    _resultJson: _resultJson ?? null,
  };
  if (_by === 'worker') return { order, known: { ...facts, ...outcome }, rest: {} };
  // What the worker has told of the run so far is more than the caller knows.
  const { _status, _error, _finishedAt, ...rest } = facts;
  return { order, known: outcome, rest };
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
