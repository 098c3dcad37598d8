import { Schema } from 'mongoose';
import { USER_GROUP_COLLECTION } from '#libs/access';
import type { Metadata } from '#libs/contracts';

/** A user group as it is stored. `RightsDirectory` of libs/access reads it as well. */
export interface UserGroupRecord {
  _id: string;
  _name: string;
  _description: string;
  /** Ids of users. */
  _members: string[];
  _namespaces: string[];
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const USER_GROUP_MODEL = 'UserGroup';
export const userGroupMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _description: String,
    _members: { type: [String], ...required },
    _namespaces: { type: [String], ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: USER_GROUP_COLLECTION, versionKey: false, minimize: false },
)
  .index({ _namespaces: 1, _name: 1 }, { unique: true })
  .index({ _members: 1 });
