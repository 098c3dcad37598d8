import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';
import type { SealedValue } from '../secrets/secret-vault.js';

/** A secret that was replaced. */
export interface PreviousSecret {
  sealed: SealedValue;
  /** Webhooks are signed with it up to then, by the clock that the processes have in common. */
  until: Date;
}

/** A member of a group as it is stored. */
export interface MemberRecord {
  _id: string;
  _groupId: string;
  /** That of the group. */
  _namespaces: string[];
  _name: string;
  _webhookUrl: string;
  /** What its webhooks are signed with. */
  _sealed: SealedValue;
  /** The latest first; absent in members whose secret was never renewed. */
  _previousSecrets?: PreviousSecret[];
  /** When the receiver said that it is gone: nothing is sent to it until its URL is given anew. */
  _goneAt?: Date;
  /** Counts changes; the ETag. */
  _revision: number;
  _metadata: Metadata;
}

const required = { required: true } as const;

export const MEMBER_MODEL = 'NotificationMember';
export const memberMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _groupId: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _name: { type: String, ...required },
    _webhookUrl: { type: String, ...required },
    _sealed: { type: Schema.Types.Mixed, ...required },
    _previousSecrets: { type: Schema.Types.Mixed },
    _goneAt: Date,
    _revision: { type: Number, ...required },
    _metadata: { type: Schema.Types.Mixed, ...required },
  },
  { collection: 'notificationmembers', versionKey: false, minimize: false },
).index({ _groupId: 1, _name: 1 }, { unique: true });
