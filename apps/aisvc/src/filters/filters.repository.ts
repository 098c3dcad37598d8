import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { JsonObject } from '#libs/contracts';
import type { PageRange } from '#libs/service-kit';
import { FILTER_MODEL, type FilterRecord } from './filter.record.js';

@Injectable()
export class FiltersRepository implements OnModuleInit {
  readonly #filters: Model<FilterRecord>;

  constructor(@InjectModel(FILTER_MODEL) filters: Model<FilterRecord>) {
    this.#filters = filters;
  }

  async onModuleInit(): Promise<void> {
    await this.#filters.createIndexes();
  }

  async insert(records: FilterRecord[]): Promise<void> {
    await this.#filters.insertMany(records);
  }

  /** Takes back filters of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#filters.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<FilterRecord | null> {
    return this.#filters.findById(id).lean<FilterRecord>();
  }

  async ofNamespace(namespace: string): Promise<FilterRecord[]> {
    return this.#filters.find({ _namespaces: namespace }).lean<FilterRecord[]>();
  }

  /** By `_userType`. @param scope which of them may be listed */
  async page(
    scope: JsonObject,
    { offset, pageSize, userType }: PageRange & { userType: string | undefined },
  ): Promise<{ total: number; records: FilterRecord[] }> {
    const filter = { ...scope, ...(userType === undefined ? {} : { _userType: userType }) };
    const [total, records] = await Promise.all([
      this.#filters.countDocuments(filter),
      this.#filters.find(filter).sort({ _userType: 1, _id: 1 }).skip(offset).limit(pageSize).lean<FilterRecord[]>(),
    ]);
    return { total, records };
  }

  /** Which of the types other filters of any of the namespaces bear. */
  async takenTypes(
    namespaces: readonly string[],
    types: readonly string[],
    exceptFilter?: string,
  ): Promise<Set<string>> {
    const taken = await this.#filters
      .find({
        _namespaces: { $in: namespaces },
        _userType: { $in: types },
        ...(exceptFilter === undefined ? {} : { _id: { $ne: exceptFilter } }),
      })
      .select('_userType')
      .lean<Pick<FilterRecord, '_userType'>[]>();
    return new Set(taken.map(({ _userType }) => _userType));
  }

  /** @returns false when the filter is gone or no longer at the revision */
  async replace(record: FilterRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#filters.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** @returns false when the filter is gone or no longer at the revision */
  async delete({ _id, _revision }: Pick<FilterRecord, '_id' | '_revision'>): Promise<boolean> {
    const { deletedCount } = await this.#filters.deleteOne({ _id, _revision });
    return deletedCount === 1;
  }
}
