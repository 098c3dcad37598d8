import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';

/** A group as it is stored. */
export interface GroupRecord {
  _id: string;
  _name: string;
  _description: string;
  _userType: string;
  /** Exactly one. */
  _namespaces: string[];
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const GROUP_MODEL = 'NotificationGroup';
export const groupMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _name: { type: String, ...required },
    _description: String,
    _userType: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'notificationgroups', versionKey: false, minimize: false },
).index({ _namespaces: 1, _userType: 1 }, { unique: true });

/** The namespace in which a group lies, or what belongs to it. */
export function namespaceIn({ _id, _namespaces }: Pick<GroupRecord, '_id' | '_namespaces'>): string {
  const [namespace] = _namespaces;
  if (namespace === undefined) throw new Error(`${_id} lies in no namespace.`);
  return namespace;
}
