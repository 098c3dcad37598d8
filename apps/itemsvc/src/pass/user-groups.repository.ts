import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { Principal } from '#libs/access';
import type { JsonObject } from '#libs/contracts';
import { createdBy, type PageRange } from '#libs/service-kit';
import { USER_GROUP_MODEL, type UserGroupRecord } from './user-group.record.js';

/** Groups of one user that are told of at a time. */
const MAX_GROUPS_OF_USER = 1_000;

@Injectable()
export class UserGroupsRepository implements OnModuleInit {
  readonly #groups: Model<UserGroupRecord>;

  constructor(@InjectModel(USER_GROUP_MODEL) groups: Model<UserGroupRecord>) {
    this.#groups = groups;
  }

  async onModuleInit(): Promise<void> {
    await this.#groups.createIndexes();
  }

  async insert(records: UserGroupRecord[]): Promise<void> {
    await this.#groups.insertMany(records);
  }

  /** Takes back groups of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#groups.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<UserGroupRecord | null> {
    return this.#groups.findById(id).lean<UserGroupRecord>();
  }

  /** Which of the names other groups of any of the namespaces bear. */
  async takenNames(namespaces: readonly string[], names: readonly string[], except?: string): Promise<Set<string>> {
    const taken = await this.#groups
      .find({
        _namespaces: { $in: namespaces },
        _name: { $in: names },
        ...(except === undefined ? {} : { _id: { $ne: except } }),
      })
      .select('_name')
      .lean<Pick<UserGroupRecord, '_name'>[]>();
    return new Set(taken.map(({ _name }) => _name));
  }

  /** By name. @param scope which of them may be listed */
  async page(
    scope: JsonObject,
    { offset, pageSize }: PageRange,
  ): Promise<{ total: number; records: UserGroupRecord[] }> {
    const [total, records] = await Promise.all([
      this.#groups.countDocuments(scope),
      this.#groups.find(scope).sort({ _name: 1, _id: 1 }).skip(offset).limit(pageSize).lean<UserGroupRecord[]>(),
    ]);
    return { total, records };
  }

  /** The groups of the namespaces that a user is in, by name. */
  async ofMember(userId: string, namespaces: readonly string[]): Promise<UserGroupRecord[]> {
    return this.#groups
      .find({ _members: userId, _namespaces: { $in: namespaces } })
      .sort({ _name: 1, _id: 1 })
      .limit(MAX_GROUPS_OF_USER)
      .lean<UserGroupRecord[]>();
  }

  /** Takes a user out of all groups. @returns the namespaces of those */
  async removeMember(userId: string, by: Principal): Promise<string[]> {
    const namespaces = await this.#groups.distinct('_namespaces', { _members: userId });
    const { _updatedAt, _updatedById } = createdBy(by);
    await this.#groups.updateMany(
      { _members: userId },
      {
        $pull: { _members: userId },
        $inc: { _revision: 1 },
        $set: { '_metadata._updatedAt': _updatedAt, '_metadata._updatedById': _updatedById },
      },
    );
    return namespaces;
  }

  /** @returns false when the group is gone or no longer at the revision */
  async replace(record: UserGroupRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#groups.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** @returns false when the group is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<UserGroupRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#groups.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }
}
