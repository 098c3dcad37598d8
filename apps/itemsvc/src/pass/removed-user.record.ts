import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';

/** Says that a user was removed, whose id nobody else is to have. */
export interface RemovedUserRecord {
  /** Of the user. */
  _id: string;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const REMOVED_USER_MODEL = 'RemovedUser';
export const removedUserMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'removedusers', versionKey: false, minimize: false },
);
