import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import { type GranteeKey, granteeKeyOf } from '#libs/access';
import type { JsonObject } from '#libs/contracts';
import type { PageRange } from '#libs/service-kit';
import { sampleOf } from '../leftovers/sample.js';
import { GRANT_MODEL, type GrantRecord } from './grant.record.js';

/** What a list of grants may be narrowed to. */
export interface GrantConditions {
  resource?: string | undefined;
  userId?: string | undefined;
  userGroupId?: string | undefined;
}

/** What a grant rests on. */
export type GrantTarget = Pick<GrantRecord, '_id' | '_resource' | '_grantee'>;

/** Grants about things, and those of groups, in the namespaces that the things and the groups lay in. */
export interface GrantsOfThings {
  resources: readonly string[];
  granteeKeys: readonly GranteeKey[];
  namespaces: readonly string[];
}

@Injectable()
export class GrantsRepository implements OnModuleInit {
  readonly #grants: Model<GrantRecord>;

  constructor(@InjectModel(GRANT_MODEL) grants: Model<GrantRecord>) {
    this.#grants = grants;
  }

  async onModuleInit(): Promise<void> {
    await this.#grants.createIndexes();
  }

  async insert(records: GrantRecord[]): Promise<void> {
    await this.#grants.insertMany(records);
  }

  /** Takes back grants of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#grants.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<GrantRecord | null> {
    return this.#grants.findById(id).lean<GrantRecord>();
  }

  /** How many grants a user or a group has in a namespace. */
  async countOf(granteeKey: GranteeKey, namespace: string): Promise<number> {
    return this.#grants.countDocuments({ _granteeKey: granteeKey, _namespaces: namespace });
  }

  /** By resource. @param scope which of them may be listed */
  async page(
    scope: JsonObject,
    { resource, userId, userGroupId }: GrantConditions,
    { offset, pageSize }: PageRange,
  ): Promise<{ total: number; records: GrantRecord[] }> {
    const filter = {
      $and: [
        scope,
        ...(resource === undefined ? [] : [{ _resource: resource }]),
        ...(userId === undefined ? [] : [{ _granteeKey: granteeKeyOf({ _userId: userId }) }]),
        ...(userGroupId === undefined ? [] : [{ _granteeKey: granteeKeyOf({ _userGroupId: userGroupId }) }]),
      ],
    };
    const [total, records] = await Promise.all([
      this.#grants.countDocuments(filter),
      this.#grants.find(filter).sort({ _resource: 1, _id: 1 }).skip(offset).limit(pageSize).lean<GrantRecord[]>(),
    ]);
    return { total, records };
  }

  /** @returns false when the grant is gone or no longer at the revision */
  async replace(record: GrantRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#grants.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** Some grants: all when there are few, and others each time when there are many. */
  async sample(limit: number): Promise<GrantTarget[]> {
    return sampleOf(limit, (range, count) =>
      this.#grants.find({ _id: range }).select('_resource _grantee').limit(count).lean<GrantTarget[]>(),
    );
  }

  /** @returns the namespaces of what was removed */
  async removeAbout({ resources, granteeKeys, namespaces }: GrantsOfThings): Promise<string[]> {
    const found = await this.#grants
      .find({
        _namespaces: { $in: namespaces },
        $or: [{ _resource: { $in: resources } }, { _granteeKey: { $in: granteeKeys } }],
      })
      .select('_id')
      .lean<Pick<GrantRecord, '_id'>[]>();
    return this.removeIds(found.map(({ _id }) => _id));
  }

  /** Removes all that a user was granted. @returns the namespaces of what was removed */
  async removeOf(granteeKey: GranteeKey): Promise<string[]> {
    const found = await this.#grants.find({ _granteeKey: granteeKey }).select('_id').lean<Pick<GrantRecord, '_id'>[]>();
    return this.removeIds(found.map(({ _id }) => _id));
  }

  /** @returns the namespaces of what was removed */
  async removeIds(ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const namespaces = await this.#grants.distinct('_namespaces', { _id: { $in: ids } });
    await this.#grants.deleteMany({ _id: { $in: ids } });
    return namespaces;
  }

  /** @returns false when the grant is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<GrantRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#grants.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }
}
