import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { sampleOf } from '../leftovers/sample.js';
import { MEMBER_MODEL, type MemberRecord } from './member.record.js';

@Injectable()
export class MembersRepository implements OnModuleInit {
  readonly #members: Model<MemberRecord>;

  constructor(@InjectModel(MEMBER_MODEL) members: Model<MemberRecord>) {
    this.#members = members;
  }

  async onModuleInit(): Promise<void> {
    await this.#members.createIndexes();
  }

  async insert(records: MemberRecord[]): Promise<void> {
    await this.#members.insertMany(records);
  }

  /** Takes back members of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#members.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<MemberRecord | null> {
    return this.#members.findById(id).lean<MemberRecord>();
  }

  /** All of them, by name: a group has few. */
  async ofGroup(groupId: string): Promise<MemberRecord[]> {
    return this.#members.find({ _groupId: groupId }).sort({ _name: 1 }).lean<MemberRecord[]>();
  }

  /** @returns false when the member is gone or no longer at the revision */
  async replace(record: MemberRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#members.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** Keeps that the receiver is gone; does nothing when the member was changed meanwhile. */
  async markGone({ _id, _revision }: MemberRecord, at: Date): Promise<void> {
    await this.#members.updateOne({ _id, _revision }, { $set: { _goneAt: at } });
  }

  /** @returns false when the member is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<MemberRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#members.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }

  async deleteOfGroup(groupId: string): Promise<void> {
    await this.#members.deleteMany({ _groupId: groupId });
  }

  /** Members that were made before then (ISO 8601), from a point in the order of ids that differs each time. */
  async sample(before: string, limit: number): Promise<Pick<MemberRecord, '_id' | '_groupId'>[]> {
    return sampleOf(limit, (range, most) =>
      this.#members
        .find({ _id: range, '_metadata._createdAt': { $lt: before } })
        .select('_groupId')
        .sort({ _id: 1 })
        .limit(most)
        .lean<Pick<MemberRecord, '_id' | '_groupId'>[]>(),
    );
  }

  /** Members whose secrets another key encrypted, some of them. */
  async sealedOtherwise(keyId: string, limit: number): Promise<MemberRecord[]> {
    return this.#members
      .find({
        $or: [
          { '_sealed.keyId': { $ne: keyId } },
          { _previousSecrets: { $elemMatch: { 'sealed.keyId': { $ne: keyId } } } },
        ],
      })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<MemberRecord[]>();
  }

  /** Puts the same secrets under another key; does nothing when the member was changed meanwhile. */
  async reseal(
    { _id, _revision }: MemberRecord,
    secrets: Pick<MemberRecord, '_sealed' | '_previousSecrets'>,
  ): Promise<void> {
    await this.#members.updateOne({ _id, _revision }, { $set: secrets });
  }
}
