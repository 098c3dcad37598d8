import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Collection, Connection, Model } from 'mongoose';
import { type ListQuery, MAX_QUERY_MS, withTieBreak } from '../listing/list-query.js';
import { RELATED_ITEM_MODEL, type RelatedItemRecord } from './related-item.record.js';

@Injectable()
export class RelatedItemsRepository implements OnModuleInit {
  readonly #model: Model<unknown>;
  /** The users' own fields have no schema, so the driver's collection is used and mongoose only makes the index. */
  readonly #records: Collection<RelatedItemRecord>;

  constructor(@InjectModel(RELATED_ITEM_MODEL) model: Model<unknown>, @InjectConnection() connection: Connection) {
    this.#model = model;
    this.#records = connection.collection<RelatedItemRecord>(model.collection.name);
  }

  async onModuleInit(): Promise<void> {
    await this.#model.createIndexes();
  }

  async insert(records: RelatedItemRecord[]): Promise<void> {
    await this.#records.insertMany(records);
  }

  /** Takes back records of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#records.deleteMany({ _id: { $in: [...ids] } });
  }

  async page(collectionId: string, query: ListQuery): Promise<{ total: number; records: RelatedItemRecord[] }> {
    const filter = { $and: [{ _collectionId: collectionId }, query.filter] };
    const [total, records] = await Promise.all([
      this.#records.countDocuments(filter, { maxTimeMS: MAX_QUERY_MS }),
      this.#records
        .find(filter)
        .sort(withTieBreak(query.sort))
        .skip(query.offset)
        .limit(query.pageSize)
        .maxTimeMS(MAX_QUERY_MS)
        .toArray(),
    ]);
    return { total, records };
  }

  async byId(collectionId: string, id: string): Promise<RelatedItemRecord | null> {
    return this.#records.findOne({ _id: id, _collectionId: collectionId });
  }

  /** @returns false when the record is gone or no longer at the revision */
  async replace(record: RelatedItemRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#records.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** @returns false when it was not there */
  async delete(collectionId: string, id: string): Promise<boolean> {
    const { deletedCount } = await this.#records.deleteOne({ _id: id, _collectionId: collectionId });
    return deletedCount === 1;
  }

  async deleteOfCollection(collectionId: string): Promise<void> {
    await this.#records.deleteMany({ _collectionId: collectionId });
  }
}
