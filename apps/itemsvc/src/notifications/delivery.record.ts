import { Schema } from 'mongoose';
import type { DeliveryStatus } from '#libs/contracts';

/** What becomes of a message at one member. */
export interface DeliveryRecord {
  _id: string;
  _messageId: string;
  _groupId: string;
  _memberId: string;
  /** As it was called when the message was sent. */
  _memberName: string;
  /** That of the group. */
  _namespaces: string[];
  _status: DeliveryStatus;
  /** Attempts that were begun. */
  _attempts: number;
  /** While it is pending: when the next attempt may begin; while one is under way, when that is taken for lost. */
  _dueAt?: Date;
  /** Names the attempt that is under way: only its outcome counts. */
  _lease?: string;
  _lastAttemptAt: Date | null;
  _httpStatus: number | null;
  _error: string | null;
  _createdAt: Date;
  _expiresAt: Date;
}

const required = { required: true } as const;
/** So that finding what is due costs the same however much was settled. */
const PENDING = { partialFilterExpression: { _status: 'pending' } };

export const DELIVERY_MODEL = 'NotificationDelivery';
export const deliveryMongoSchema = new Schema(
  {
    _id: { type: String, ...required },
    _messageId: { type: String, ...required },
    _groupId: { type: String, ...required },
    _memberId: { type: String, ...required },
    _memberName: { type: String, ...required },
    _namespaces: { type: [String], ...required },
    _status: { type: String, ...required },
    _attempts: { type: Number, ...required },
    _dueAt: Date,
    _lease: String,
    _lastAttemptAt: { type: Date, default: null },
    _httpStatus: { type: Number, default: null },
    _error: { type: String, default: null },
    _createdAt: { type: Date, ...required },
    _expiresAt: { type: Date, ...required },
  },
  { collection: 'notificationdeliveries', versionKey: false, minimize: false },
)
  .index({ _messageId: 1 })
  .index({ _groupId: 1 })
  .index({ _groupId: 1, _dueAt: 1 }, PENDING)
  .index({ _groupId: 1, _memberId: 1, _dueAt: 1 }, PENDING)
  .index({ _namespaces: 1, _status: 1 })
  .index({ _expiresAt: 1 }, { expireAfterSeconds: 0 });
