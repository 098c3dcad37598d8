import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { JsonObject } from '#libs/contracts';
import type { PageRange } from '#libs/service-kit';
import { GROUP_MODEL, type GroupRecord } from './group.record.js';

@Injectable()
export class GroupsRepository implements OnModuleInit {
  readonly #groups: Model<GroupRecord>;

  constructor(@InjectModel(GROUP_MODEL) groups: Model<GroupRecord>) {
    this.#groups = groups;
  }

  async onModuleInit(): Promise<void> {
    await this.#groups.createIndexes();
  }

  async insert(records: GroupRecord[]): Promise<void> {
    await this.#groups.insertMany(records);
  }

  /** Takes back groups of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#groups.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<GroupRecord | null> {
    return this.#groups.findById(id).lean<GroupRecord>();
  }

  /** Which of the ids are those of groups. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.#groups
      .find({ _id: { $in: ids } })
      .select('_id')
      .lean<Pick<GroupRecord, '_id'>[]>();
    return new Set(found.map(({ _id }) => _id));
  }

  /** Of the types, those that groups of the namespace have. */
  async takenTypes(namespace: string, userTypes: readonly string[]): Promise<Set<string>> {
    const found = await this.#groups
      .find({ _namespaces: namespace, _userType: { $in: userTypes } })
      .lean<GroupRecord[]>();
    return new Set(found.map(({ _userType }) => _userType));
  }

  /** By name. @param scope what every entry meets */
  async page(
    scope: JsonObject,
    { userType, offset, pageSize }: PageRange & { userType: string | undefined },
  ): Promise<{ total: number; records: GroupRecord[] }> {
    const filter = { $and: [scope, userType === undefined ? {} : { _userType: userType }] };
    const [total, records] = await Promise.all([
      this.#groups.countDocuments(filter),
      this.#groups.find(filter).sort({ _name: 1, _id: 1 }).skip(offset).limit(pageSize).lean<GroupRecord[]>(),
    ]);
    return { total, records };
  }

  /** @returns false when the group is gone or no longer at the revision */
  async replace(record: GroupRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#groups.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** @returns false when the group is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<GroupRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#groups.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }
}
