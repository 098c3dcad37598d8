import { Schema } from 'mongoose';
import type { Metadata } from '#libs/contracts';

/** A message as it is stored; never changed. Its deliveries are stored before it, and count once it is there. */
export interface MessageRecord {
  _id: string;
  _groupId: string;
  /** That of the group. */
  _namespaces: string[];
  _subject: string;
  _body: string;
  /** JSON text, because the store could not hold every key and depth; null when there is none. */
  _dataJson: string | null;
  _metadata: Metadata;
  _expiresAt: Date;
}

const required = { required: true } as const;

export const MESSAGE_MODEL = 'NotificationMessage';
export const messageMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _groupId: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _subject: { type: String, ...required },
    _body: String,
    _dataJson: { type: String, default: null },
    _metadata: { type: Schema.Types.Mixed, ...required },
    _expiresAt: { type: Date, ...required },
  },
  { collection: 'notificationmessages', versionKey: false, minimize: false },
)
  .index({ _groupId: 1, '_metadata._createdAt': -1, _id: -1 })
  .index({ _expiresAt: 1 }, { expireAfterSeconds: 0 });
