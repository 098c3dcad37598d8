import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { z } from 'zod';
import { deliveryStatusSchema, type Message } from '#libs/contracts';
import { DELIVERY_MODEL, type DeliveryRecord } from './delivery.record.js';

/** A delivery, and the attempt at it that was begun. */
export type LeasedDelivery = DeliveryRecord & { _lease: string };

export type DeliveryCounts = Message['_counts'];

/** What an attempt changes. */
export type AttemptResult = Pick<DeliveryRecord, '_status' | '_httpStatus' | '_error'> & {
  /** Of one that stays pending: when it is tried again. */
  dueAt?: Date;
};

const countSchema = z.array(
  z.object({ _id: z.object({ message: z.string(), status: deliveryStatusSchema }), count: z.number() }),
);

@Injectable()
export class DeliveriesRepository implements OnModuleInit {
  readonly #deliveries: Model<DeliveryRecord>;

  constructor(@InjectModel(DELIVERY_MODEL) deliveries: Model<DeliveryRecord>) {
    this.#deliveries = deliveries;
  }

  async onModuleInit(): Promise<void> {
    await this.#deliveries.createIndexes();
  }

  async insert(records: DeliveryRecord[]): Promise<void> {
    await this.#deliveries.insertMany(records);
  }

  /** Takes back the deliveries of messages that could not be stored. */
  async takeBackOf(messageIds: readonly string[]): Promise<void> {
    await this.#deliveries.deleteMany({ _messageId: { $in: messageIds } });
  }

  /** By the names of the members. */
  async ofMessage(messageId: string): Promise<DeliveryRecord[]> {
    return this.#deliveries.find({ _messageId: messageId }).sort({ _memberName: 1, _id: 1 }).lean<DeliveryRecord[]>();
  }

  /** How the deliveries of each message stand. */
  async counts(messageIds: readonly string[]): Promise<Map<string, DeliveryCounts>> {
    const found = await this.#deliveries.aggregate([
      { $match: { _messageId: { $in: [...messageIds] } } },
      { $group: { _id: { message: '$_messageId', status: '$_status' }, count: { $sum: 1 } } },
    ]);
    const counts = new Map<string, DeliveryCounts>();
    for (const { _id, count } of countSchema.parse(found)) {
      const known = counts.get(_id.message) ?? { _pending: 0, _delivered: 0, _failed: 0 };
      counts.set(_id.message, { ...known, [`_${_id.status}`]: count });
    }
    return counts;
  }

  /** How many of the namespace are pending; at most `limit` are counted. */
  async pending(namespace: string, limit: number): Promise<number> {
    return this.#deliveries.countDocuments({ _namespaces: namespace, _status: 'pending' }, { limit });
  }

  /** Of the first group after that one in which any is pending, the delivery that is due first; '' for the first group. */
  async headAfter(groupId: string): Promise<DeliveryRecord | null> {
    return this.#deliveries
      .findOne({ _status: 'pending', _groupId: { $gt: groupId } })
      .sort({ _groupId: 1, _dueAt: 1 })
      .lean<DeliveryRecord>();
  }

  /** The same of the members of a group. */
  async headOfMemberAfter(groupId: string, memberId: string): Promise<DeliveryRecord | null> {
    return this.#deliveries
      .findOne({ _status: 'pending', _groupId: groupId, _memberId: { $gt: memberId } })
      .sort({ _memberId: 1, _dueAt: 1 })
      .lean<DeliveryRecord>();
  }

  /**
   * Begins an attempt: until the lease ends nobody else gets the delivery. @returns null when somebody else has begun
   * one, or it is pending no more
   */
  async begin(
    { _id, _dueAt }: Pick<DeliveryRecord, '_id' | '_dueAt'>,
    now: Date,
    leaseMs: number,
  ): Promise<LeasedDelivery | null> {
    const _lease = randomUUID();
    const found = await this.#deliveries
      .findOneAndUpdate(
        { _id, _status: 'pending', ...(_dueAt !== undefined && { _dueAt }) },
        {
          $set: { _lease, _dueAt: new Date(now.getTime() + leaseMs), _lastAttemptAt: now },
          $inc: { _attempts: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<DeliveryRecord>();
    return found === null ? null : { ...found, _lease };
  }

  /** The delivery at which the attempt is under way. */
  async leased(id: string, lease: string): Promise<DeliveryRecord | null> {
    return this.#deliveries.findOne({ _id: id, _lease: lease }).lean<DeliveryRecord>();
  }

  /** Ends an attempt. Does nothing when its lease has passed to another. */
  async settle(
    { _id, _lease }: Pick<LeasedDelivery, '_id' | '_lease'>,
    { dueAt, ...fields }: AttemptResult,
  ): Promise<void> {
    const { _status, _httpStatus, _error } = fields;
    await this.#deliveries.updateOne(
      { _id, _lease },
      {
        $set: { _status, _httpStatus, _error, ...(dueAt !== undefined && { _dueAt: dueAt }) },
        $unset: { _lease: '', ...(dueAt === undefined && { _dueAt: '' }) },
      },
    );
  }

  /** Gives up whatever is due at a member. */
  async failDueAt({ _groupId, _memberId }: DeliveryRecord, now: Date, error: string): Promise<void> {
    await this.#deliveries.updateMany(
      { _status: 'pending', _groupId, _memberId, _dueAt: { $lte: now } },
      { $set: { _status: 'failed', _httpStatus: null, _error: error }, $unset: { _lease: '', _dueAt: '' } },
    );
  }

  /** Takes back the beginning of an attempt that was not made. */
  async release({ _id, _lease }: Pick<LeasedDelivery, '_id' | '_lease'>, dueAt: Date): Promise<void> {
    await this.#deliveries.updateOne(
      { _id, _lease },
      { $set: { _dueAt: dueAt }, $unset: { _lease: '' }, $inc: { _attempts: -1 } },
    );
  }

  async delete({ _id, _lease }: Pick<LeasedDelivery, '_id' | '_lease'>): Promise<void> {
    await this.#deliveries.deleteOne({ _id, _lease });
  }

  async deleteOfGroup(groupId: string): Promise<void> {
    await this.#deliveries.deleteMany({ _groupId: groupId });
  }
}
