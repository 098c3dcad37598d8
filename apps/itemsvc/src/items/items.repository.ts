import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model, QueryFilter } from 'mongoose';
import { type ListQuery, MAX_QUERY_MS, withTieBreak } from '../listing/list-query.js';
import { ITEM_MODEL, type ItemRecord } from './item.record.js';

/** What may change of an item; undefined takes a field away. */
export type ItemFields = {
  [Field in Exclude<keyof ItemRecord, '_id' | '_revision' | '_namespaces' | '_itemClass'>]?:
    ItemRecord[Field] | undefined;
};

/** A change of an item that holds only while the item is still at `revision`. */
export interface ItemChange {
  id: string;
  revision: number;
  fields: ItemFields;
}

@Injectable()
export class ItemsRepository implements OnModuleInit {
  readonly #items: Model<ItemRecord>;

  constructor(@InjectModel(ITEM_MODEL) items: Model<ItemRecord>) {
    this.#items = items;
  }

  async onModuleInit(): Promise<void> {
    await this.#items.createIndexes();
  }

  async insert(records: ItemRecord[]): Promise<void> {
    await this.#items.insertMany(records);
  }

  /** Takes back items of a creation that could not be completed. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#items.deleteMany({ _id: { $in: ids } });
  }

  async byId(id: string): Promise<ItemRecord | null> {
    return this.#items.findById(id).lean<ItemRecord>();
  }

  /** A page of the items of the namespaces that match, and how many match in all. */
  async page(namespaces: readonly string[], query: ListQuery): Promise<{ total: number; records: ItemRecord[] }> {
    const filter: QueryFilter<ItemRecord> = { $and: [{ _namespaces: { $in: namespaces } }, query.filter] };
    const [total, records] = await Promise.all([
      this.#items.countDocuments(filter).maxTimeMS(MAX_QUERY_MS),
      this.#items
        .find(filter)
        .sort(withTieBreak(query.sort))
        .skip(query.offset)
        .limit(query.pageSize)
        .maxTimeMS(MAX_QUERY_MS)
        .lean<ItemRecord[]>(),
    ]);
    return { total, records };
  }

  /** Which of the function keys other items hold already. */
  async heldFunctionKeys(keys: readonly string[], exceptItem?: string): Promise<Set<string>> {
    const holders = await this.#items
      .find({ _functionKeys: { $in: keys }, ...(exceptItem === undefined ? {} : { _id: { $ne: exceptItem } }) })
      .select('_functionKeys')
      .lean<Pick<ItemRecord, '_functionKeys'>[]>();
    return new Set(holders.flatMap(({ _functionKeys = [] }) => _functionKeys));
  }

  /** The scripts of the namespaces, with the functions of their tips. */
  async scripts(namespaces: readonly string[], userType?: string): Promise<ItemRecord[]> {
    return this.#items
      .find({
        _namespaces: { $in: namespaces },
        _itemClass: 'Script',
        ...(userType === undefined ? {} : { _userType: userType }),
      })
      .sort({ _userType: 1, _id: 1 })
      .lean<ItemRecord[]>();
  }

  /** @returns the changed item, or null when it is gone or no longer at the revision */
  async change({ id, revision, fields }: ItemChange): Promise<ItemRecord | null> {
    const unset = Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value === undefined)
        .map(([key]) => [key, 1]),
    );
    return this.#items
      .findOneAndUpdate(
        { _id: id, _revision: revision },
        {
          $set: fields,
          $inc: { _revision: 1 },
          ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
        },
        { returnDocument: 'after' },
      )
      .lean<ItemRecord>();
  }

  /** @returns false when it was not there */
  async delete(id: string): Promise<boolean> {
    const { deletedCount } = await this.#items.deleteOne({ _id: id });
    return deletedCount === 1;
  }
}
