import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { Model } from 'mongoose';
import type { PageRange } from '#libs/service-kit';
import type { ScriptFunction } from '#libs/contracts';
import { withinPage } from '../listing/page-bytes.js';
import { sampleOf } from '../leftovers/sample.js';
import { ITEM_VERSION_MODEL, type ItemVersionRecord } from './item.record.js';

/** A version of a script without its source. */
export type VersionDeclarations = Pick<ItemVersionRecord, '_id' | '_userItemDbId' | '_version' | '_functions'>;
export type WantedVersions = { ids: readonly string[] } | { itemIds: readonly string[]; number: number };

/** Versions are inserted and, with their item, deleted; nothing changes what one holds. */
@Injectable()
export class ItemVersionsRepository implements OnModuleInit {
  readonly #versions: Model<ItemVersionRecord>;

  constructor(@InjectModel(ITEM_VERSION_MODEL) versions: Model<ItemVersionRecord>) {
    this.#versions = versions;
  }

  async onModuleInit(): Promise<void> {
    await this.#versions.createIndexes();
  }

  async insert(records: ItemVersionRecord[]): Promise<void> {
    await this.#versions.insertMany(records);
  }

  async byId(id: string): Promise<ItemVersionRecord | null> {
    return this.#versions.findById(id).select('-_functions').lean<ItemVersionRecord>();
  }

  async byIds(ids: readonly string[]): Promise<Map<string, ItemVersionRecord>> {
    const found = await this.#versions
      .find({ _id: { $in: ids } })
      .select('-_functions')
      .lean<ItemVersionRecord[]>();
    return new Map(found.map((version) => [version._id, version]));
  }

  /** What the versions of scripts declare: those with the ids, or those of the items that have the number. */
  async declarations(wanted: WantedVersions): Promise<VersionDeclarations[]> {
    const filter =
      'ids' in wanted
        ? { _id: { $in: wanted.ids } }
        : { _userItemDbId: { $in: wanted.itemIds }, _version: wanted.number };
    return this.#versions
      .find(filter)
      .select('_userItemDbId _version _functions')
      .sort({ _id: 1 })
      .lean<VersionDeclarations[]>();
  }

  /** Keeps what a version declares that was stored without it. */
  async keepFunctions(id: string, functions: readonly ScriptFunction[]): Promise<void> {
    await this.#versions.updateOne({ _id: id, _functions: { $exists: false } }, { $set: { _functions: functions } });
  }

  /** Versions of an item up to its tip, the newest first; fewer than asked for when they are large. */
  async page(item: { id: string; tipVersion: number }, { offset, pageSize }: PageRange): Promise<ItemVersionRecord[]> {
    const versions = this.#versions
      .find({ _userItemDbId: item.id, _version: { $lte: item.tipVersion } })
      .select('-_functions')
      .sort({ _version: -1 })
      .skip(offset)
      .limit(pageSize)
      .lean<ItemVersionRecord>()
      .cursor();
    return withinPage(versions);
  }

  /** Takes back versions that never became a tip. */
  async takeBack(ids: readonly string[]): Promise<void> {
    await this.#versions.deleteMany({ _id: { $in: ids } });
  }

  async byNumber(itemId: string, number: number): Promise<ItemVersionRecord | null> {
    return this.#versions.findOne({ _userItemDbId: itemId, _version: number }).lean<ItemVersionRecord>();
  }

  async deleteOfItem(itemId: string): Promise<void> {
    await this.#versions.deleteMany({ _userItemDbId: itemId });
  }

  /** Versions that were written before then (ISO 8601), from a point in the order of ids that differs each time. */
  async sample(before: string, limit: number): Promise<Pick<ItemVersionRecord, '_id' | '_userItemDbId'>[]> {
    return sampleOf(limit, (range, most) =>
      this.#versions
        .find({ _id: range, '_metadata._createdAt': { $lt: before } })
        .select('_userItemDbId')
        .sort({ _id: 1 })
        .limit(most)
        .lean<Pick<ItemVersionRecord, '_id' | '_userItemDbId'>[]>(),
    );
  }
}
