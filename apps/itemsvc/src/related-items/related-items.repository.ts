import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Collection, Connection, Model } from 'mongoose';
import { sampleOf } from '../leftovers/sample.js';
import type { ListQuery } from '../listing/list-query.js';
import { type Found, runList } from '../listing/run-list.js';
import { runSearch } from '../listing/run-search.js';
import { holdsWords } from '../listing/words.js';
import { ownFields, RELATED_ITEM_MODEL, type RelatedItemRecord } from './related-item.record.js';

@Injectable()
export class RelatedItemsRepository implements OnModuleInit {
  readonly #model: Model<unknown>;
  /** The users' own fields have no schema, so the driver's collection is used and mongoose only makes the index. */
  readonly #records: Collection<RelatedItemRecord>;
  readonly #documents: ReturnType<Connection['collection']>;

  constructor(@InjectModel(RELATED_ITEM_MODEL) model: Model<unknown>, @InjectConnection() connection: Connection) {
    this.#model = model;
    this.#records = connection.collection<RelatedItemRecord>(model.collection.name);
    this.#documents = connection.collection(model.collection.name);
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

  /** Records that were written before then (ISO 8601), from a point in the order of ids that differs each time. */
  async sample(before: string, limit: number): Promise<Pick<RelatedItemRecord, '_id' | '_collectionId'>[]> {
    return sampleOf(limit, (range, most) =>
      this.#records
        .find({ _id: range, '_metadata._createdAt': { $lt: before } })
        .project<Pick<RelatedItemRecord, '_id' | '_collectionId'>>({ _collectionId: 1 })
        .sort({ _id: 1 })
        .limit(most)
        .toArray(),
    );
  }

  /** A page of a collection, of fewer records than asked for when they are large. */
  async page(collectionId: string, query: ListQuery): Promise<Found<RelatedItemRecord>> {
    return runList({ collection: this.#documents, scope: { _collectionId: collectionId }, query });
  }

  /** As `page`, of the records whose texts hold all the words. */
  async search(collectionId: string, query: ListQuery, words: readonly string[]): Promise<Found<RelatedItemRecord>> {
    return runSearch({
      collection: this.#documents,
      scope: { _collectionId: collectionId },
      query,
      isWanted: (record: RelatedItemRecord) => holdsWords(ownFields(record), words),
    });
  }

  async byId(collectionId: string, id: string): Promise<RelatedItemRecord | null> {
    return this.#records.findOne({ _id: id, _collectionId: collectionId });
  }

  /** @returns false when the record is gone or no longer at the revision */
  async replace(record: RelatedItemRecord, revision: number): Promise<boolean> {
    const { matchedCount } = await this.#records.replaceOne({ _id: record._id, _revision: revision }, record);
    return matchedCount === 1;
  }

  /** @param revision the only one that may be deleted; @returns false when it was not there, or at another revision */
  async delete({ _id, _collectionId }: RelatedItemRecord, revision?: number): Promise<boolean> {
    const filter = revision === undefined ? { _id, _collectionId } : { _id, _collectionId, _revision: revision };
    const { deletedCount } = await this.#records.deleteOne(filter);
    return deletedCount === 1;
  }

  async deleteOfCollection(collectionId: string): Promise<void> {
    await this.#records.deleteMany({ _collectionId: collectionId });
  }
}
