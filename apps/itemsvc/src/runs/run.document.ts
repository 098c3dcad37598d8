import { Schema } from 'mongoose';
import type { RunRecord } from '#libs/contracts';

/**
 * A run's record as it is stored. Values of scripts are JSON text, because the store could not hold every key and depth
 * that they may have.
 */
export interface RunDocument extends Omit<
  RunRecord,
  '_irn' | '_queuedAt' | '_startedAt' | '_finishedAt' | '_expiresAt' | '_progress' | '_result'
> {
  _queuedAt: Date;
  _startedAt: Date | null;
  _finishedAt: Date | null;
  _expiresAt: Date;
  _progressJson: string | null;
  _resultJson: string | null;
  /** Its caller left it to this record, which keeps the result. */
  _isLeft?: true;
  /** How much is known of the run: an update never replaces one of the same or a higher order. */
  _order: number;
  /** When it was last written, by the clock that all processes have in common. */
  _changedAt: Date;
  /** While it has no outcome: when it is taken for lost. */
  _dueAt?: Date;
  /** While it has no outcome: when somebody asked to end it. */
  _cancelRequestedAt?: Date;
}

const required = { required: true } as const;

/** Documents are written and read by the driver alone; mongoose knows the collection for its indexes. */
export const RUN_MODEL = 'Run';
export const runMongoSchema = new Schema(
  { _id: { type: String, ...required } },
  { collection: 'runs', versionKey: false, minimize: false, strict: false },
)
  .index({ _namespaces: 1, _queuedAt: -1, _id: -1 })
  .index({ _namespaces: 1, _changedAt: 1, _id: 1 })
  .index({ _dueAt: 1 }, { sparse: true })
  .index({ _expiresAt: 1 }, { expireAfterSeconds: 0 });
