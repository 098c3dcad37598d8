import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { JsonValue, Metadata, ScriptFunction } from '#libs/contracts';
import { conflict, ToolrackError, validationFailed } from '#libs/errors';
import { duplicateKeyFields, requireStorable, revisionConflict, untilUncontended } from '#libs/service-kit';
import { isAbandoned } from '../leftovers/abandoned.js';
import { ScriptAnalyser } from '../script-analysis/script-analyser.js';
import type { ItemRecord, ItemVersionRecord } from './item.record.js';
import { ItemVersionsRepository } from './item-versions.repository.js';
import { type ItemFields, ItemsRepository } from './items.repository.js';
import { checkUserData, type DataCheck, functionKeys, type ReadScript, takenFunctionMessage } from './script-index.js';

export interface ItemChange {
  /** Data of a new version; undefined adds none. */
  userData: JsonValue | undefined;
  /** Where the data stands in the request. */
  dataPath: string;
  fields: ItemFields;
  /** The only revision that may be changed; undefined for whichever is there. */
  revision: number | undefined;
  metadata: (current: Metadata) => Metadata;
  created: Metadata;
}

type ReadData = Extract<DataCheck, { functions: unknown }>;

interface NewVersion {
  record: ItemVersionRecord;
  bytes: number;
}

/**
 * Changes an item and, with it, adds a version: the version is written first and is seen by nobody; the item's one
 * write makes it the tip. Two additions at a time become two versions.
 *
 * What a process left between the two writes is cleared away by the next addition. It first moves the item's fence, so
 * that whoever wrote it cannot make it the tip any more, however long it slept. A version is taken back by its own
 * writer only when the item's write was refused; when the answer was lost, it may be the tip.
 */
@Injectable()
export class VersionAppender {
  readonly #items: ItemsRepository;
  readonly #versions: ItemVersionsRepository;
  readonly #analyser: ScriptAnalyser;

  constructor(items: ItemsRepository, versions: ItemVersionsRepository, analyser: ScriptAnalyser) {
    this.#items = items;
    this.#versions = versions;
    this.#analyser = analyser;
  }

  /**
   * @returns the item after the change
   * @throws ToolrackError `ValidationFailed`, `PayloadTooLarge`, `Conflict`, `PreconditionFailed`, or `NotFound` when it
   * was deleted meanwhile
   */
  async apply(item: ItemRecord, change: ItemChange): Promise<ItemRecord> {
    const data = await this.#dataOf(item, change);
    let current: ItemRecord | undefined = item;
    return untilUncontended(async () => {
      const state = current ?? (await this.#read(item._id));
      current = undefined;
      if (change.revision !== undefined && state._revision !== change.revision) throw revisionConflict();
      return this.#try(state, change, data);
    });
  }

  /** @returns undefined when the change leaves the data as it is */
  async #dataOf(item: ItemRecord, { userData, dataPath }: ItemChange): Promise<ReadData | undefined> {
    if (userData === undefined) return undefined;
    const { _itemClass: itemClass, _namespaces } = item;
    const check = await checkUserData({ itemClass, userData, path: dataPath }, async (source) => {
      const { analysis } = await this.#analyser.analyse(source, _namespaces.join());
      return analysis;
    });
    if ('functions' in check) return check;
    throw validationFailed(check.problems);
  }

  async #read(id: string): Promise<ItemRecord> {
    const item = await this.#items.byId(id);
    if (item === null) throw new ToolrackError('NotFound', `There is no item with the id "${id}" that you may see.`);
    return item;
  }

  /** @returns undefined when somebody else was faster */
  async #try(item: ItemRecord, change: ItemChange, data: ReadData | undefined): Promise<ItemRecord | undefined> {
    const fields = fieldsAfter(item, change, data?.functions ?? item._functions);
    const keys = fields._functionKeys ?? [];
    await this.#requireFree(keys, item._id, change.dataPath);
    const version = await this.#newVersion(item, change, data?.script);
    if (version === 'taken') return undefined;
    if (version !== undefined) {
      fields._tipId = version.record._id;
      fields._tipVersion = version.record._version;
      fields._tipBytes = version.bytes;
    }
    const changed = await this.#change(item, fields, version).catch(async (error: unknown) => {
      if (duplicateKeyFields(error) !== undefined) await this.#requireFree(keys, item._id, change.dataPath);
      throw error;
    });
    return changed ?? undefined;
  }

  async #change(item: ItemRecord, fields: ItemFields, version: NewVersion | undefined): Promise<ItemRecord | null> {
    let isRefused = false;
    try {
      const changed = await this.#items.change(item, fields);
      isRefused = changed === null;
      return changed;
    } catch (error) {
      isRefused = duplicateKeyFields(error) !== undefined;
      throw error;
    } finally {
      if (isRefused && version !== undefined) await this.#versions.takeBack([version.record._id]);
    }
  }

  async #requireFree(keys: readonly string[], itemId: string, path: string): Promise<void> {
    if (keys.length === 0) return;
    const held = await this.#items.heldFunctionKeys(keys, itemId);
    const taken = keys.filter((key) => held.has(key));
    if (taken.length > 0) throw conflict(taken.map((key) => ({ path, message: takenFunctionMessage(key) })));
  }

  /** @returns undefined when the change adds no version, `taken` when another addition has the number */
  async #newVersion(
    item: ItemRecord,
    change: ItemChange,
    script: ReadScript | undefined,
  ): Promise<NewVersion | 'taken' | undefined> {
    if (change.userData === undefined) return undefined;
    const tip = await this.#versions.byId(item._tipId);
    if (isDeepStrictEqual(tip?._userData, change.userData) && Object.keys(change.fields).length > 0) return undefined;
    const record: ItemVersionRecord = {
      _id: randomUUID(),
      _userItemDbId: item._id,
      _namespaces: item._namespaces,
      _version: item._tipVersion + 1,
      _userData: change.userData,
      ...script,
      _metadata: change.created,
    };
    const bytes = requireStorable(record, change.dataPath);
    try {
      await this.#versions.insert([record]);
      return { record, bytes };
    } catch (error) {
      if (duplicateKeyFields(error) === undefined) throw error;
      await this.#clearAbandoned(item._id);
      return 'taken';
    }
  }

  async #clearAbandoned(id: string): Promise<void> {
    const item = await this.#read(id);
    const left = await this.#versions.byNumber(id, item._tipVersion + 1);
    if (left === null || !isAbandoned(left._metadata._createdAt)) return;
    if (await this.#items.fence(item)) await this.#versions.takeBack([left._id]);
  }
}

function fieldsAfter(item: ItemRecord, change: ItemChange, functions: readonly ScriptFunction[]): ItemFields {
  const keys = functionKeys({
    namespaces: item._namespaces,
    userType: change.fields._userType ?? item._userType,
    functions,
  });
  const fields: ItemFields = {
    ...change.fields,
    _metadata: change.metadata(item._metadata),
    _functions: [...functions],
    _functionKeys: keys.length === 0 ? undefined : keys,
  };
  requireStorable({ ...item, ...fields }, change.dataPath);
  return fields;
}
