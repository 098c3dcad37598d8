import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection, InjectModel } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import type { JsonObject } from '#libs/contracts';
import type { ListQuery } from '../listing/list-query.js';
import { type Found, runList } from '../listing/run-list.js';
import { ITEM_MODEL, type ItemRecord } from './item.record.js';

/** What may change of an item; undefined takes a field away. */
export type ItemFields = {
  [Field in Exclude<keyof ItemRecord, '_id' | '_revision' | '_fence' | '_namespaces' | '_itemClass'>]?:
    ItemRecord[Field] | undefined;
};

/** The state of an item on which a change rests: it holds only while the item is still there. */
export type ItemState = Pick<ItemRecord, '_id' | '_revision' | '_fence'>;

const stateOf = ({ _id, _revision, _fence }: ItemState): ItemState => ({ _id, _revision, _fence });

/** Keys that are asked for at one time. */
const KEYS_AT_A_TIME = 5_000;

@Injectable()
export class ItemsRepository implements OnModuleInit {
  readonly #items: Model<ItemRecord>;

  readonly #collection: ReturnType<Connection['collection']>;

  constructor(@InjectModel(ITEM_MODEL) items: Model<ItemRecord>, @InjectConnection() connection: Connection) {
    this.#items = items;
    this.#collection = connection.collection(items.collection.name);
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

  /**
   * A page of the items that match, without their functions, and how many match in all.
   *
   * @param scope which of them may be listed
   * @param moreBytesOf what else the page will hold for an item
   */
  async page(
    scope: JsonObject,
    query: ListQuery,
    moreBytesOf: (record: ItemRecord) => number,
  ): Promise<Found<ItemRecord>> {
    return runList({
      collection: this.#collection,
      scope,
      query,
      without: ['_functions', '_functionKeys'],
      moreBytesOf,
    });
  }

  /** Which of the function keys other items hold already. */
  async heldFunctionKeys(keys: readonly string[], exceptItem?: string): Promise<Set<string>> {
    const held = new Set<string>();
    const others = exceptItem === undefined ? {} : { _id: { $ne: exceptItem } };
    for (let start = 0; start < keys.length; start += KEYS_AT_A_TIME) {
      const holders = await this.#items
        .find({ _functionKeys: { $in: keys.slice(start, start + KEYS_AT_A_TIME) }, ...others })
        .select('_functionKeys')
        .lean<Pick<ItemRecord, '_functionKeys'>[]>();
      for (const { _functionKeys = [] } of holders) for (const key of _functionKeys) held.add(key);
    }
    return held;
  }

  /** The scripts, with the functions of their tips. @param scope which of them may be listed */
  async scripts(
    scope: JsonObject,
    { userType, ids }: { userType?: string | undefined; ids?: readonly string[] | undefined } = {},
  ): Promise<ItemRecord[]> {
    return this.#items
      .find({
        $and: [scope, ...(ids === undefined ? [] : [{ _id: { $in: ids } }])],
        _itemClass: 'Script',
        ...(userType === undefined ? {} : { _userType: userType }),
      })
      .sort({ _userType: 1, _id: 1 })
      .lean<ItemRecord[]>();
  }

  /** @returns the changed item, or null when it is gone or no longer in the state */
  async change(state: ItemState, fields: ItemFields): Promise<ItemRecord | null> {
    const unset = Object.fromEntries(
      Object.entries(fields)
        .filter(([, value]) => value === undefined)
        .map(([key]) => [key, 1]),
    );
    return this.#items
      .findOneAndUpdate(
        stateOf(state),
        {
          $set: fields,
          $inc: { _revision: 1 },
          ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
        },
        { returnDocument: 'after' },
      )
      .lean<ItemRecord>();
  }

  /** Shuts out every change that rests on the state. @returns false when the item is no longer in it */
  async fence(state: ItemState): Promise<boolean> {
    const { matchedCount } = await this.#items.updateOne(stateOf(state), { $inc: { _fence: 1 } });
    return matchedCount === 1;
  }

  /** @param revision the only one that may be deleted; @returns false when it was not there, or at another revision */
  async delete(id: string, revision?: number): Promise<boolean> {
    const filter = revision === undefined ? { _id: id } : { _id: id, _revision: revision };
    const { deletedCount } = await this.#items.deleteOne(filter);
    return deletedCount === 1;
  }

  /** Which of the ids are those of items. */
  async existing(ids: readonly string[]): Promise<Set<string>> {
    const found = await this.#items
      .find({ _id: { $in: ids } })
      .select('_id')
      .lean<Pick<ItemRecord, '_id'>[]>();
    return new Set(found.map(({ _id }) => _id));
  }
}
