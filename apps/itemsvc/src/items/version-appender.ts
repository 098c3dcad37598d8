import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { JsonValue, Metadata, ScriptFunction } from '#libs/contracts';
import { ToolrackError, validationFailed } from '#libs/errors';
import { duplicateKeyFields, revisionConflict } from '#libs/service-kit';
import { isAbandoned, untilUncontended } from '../contention.js';
import type { ItemRecord, ItemVersionRecord } from './item.record.js';
import { ItemVersionsRepository } from './item-versions.repository.js';
import { type ItemFields, ItemsRepository } from './items.repository.js';
import { checkUserData, functionKeys, takenFunctionMessage } from './script-index.js';

export interface ItemChange {
  /** Data of a new version; undefined adds none. */
  userData: JsonValue | undefined;
  fields: ItemFields;
  /** The only revision that may be changed; undefined for whichever is there. */
  revision: number | undefined;
  metadata: (current: Metadata) => Metadata;
  created: Metadata;
}

const DATA_PATH = '_userData';

/**
 * Changes an item and, with it, adds a version: the version is written first and is seen by nobody; the item's one
 * write makes it the tip. Two additions at a time become two versions. What a process left between the two writes is
 * cleared away by the next addition.
 */
@Injectable()
export class VersionAppender {
  readonly #items: ItemsRepository;
  readonly #versions: ItemVersionsRepository;

  constructor(items: ItemsRepository, versions: ItemVersionsRepository) {
    this.#items = items;
    this.#versions = versions;
  }

  /**
   * @returns the item after the change
   * @throws ToolrackError `ValidationFailed`, `Conflict`, `PreconditionFailed`, or `NotFound` when it was deleted meanwhile
   */
  async apply(item: ItemRecord, change: ItemChange): Promise<ItemRecord> {
    return untilUncontended(async (count) => {
      if (count === 0) return this.#try(item, change);
      const current = await this.#read(item._id);
      if (change.revision !== undefined && current._revision !== change.revision) throw revisionConflict();
      return this.#try(current, change);
    });
  }

  async #read(id: string): Promise<ItemRecord> {
    const item = await this.#items.byId(id);
    if (item === null) throw new ToolrackError('NotFound', `There is no item with the id "${id}" that you may see.`);
    return item;
  }

  /** @returns undefined when somebody else was faster */
  async #try(item: ItemRecord, change: ItemChange): Promise<ItemRecord | undefined> {
    const fields: ItemFields = { ...change.fields, _metadata: change.metadata(item._metadata) };
    const functions = functionsAfter(item, change.userData);
    const keys = functionKeys({
      namespaces: item._namespaces,
      userType: change.fields._userType ?? item._userType,
      functions,
    });
    await this.#requireFree(keys, item._id);
    const version = await this.#newVersion(item, change);
    if (version === 'taken') return undefined;
    if (version !== undefined) {
      fields._tipId = version._id;
      fields._tipVersion = version._version;
    }
    fields._functions = functions;
    fields._functionKeys = keys.length === 0 ? undefined : keys;
    try {
      const changed = await this.#items.change({ id: item._id, revision: item._revision, fields });
      if (changed === null && version !== undefined) await this.#versions.takeBack([version._id]);
      return changed ?? undefined;
    } catch (error) {
      if (version !== undefined) await this.#versions.takeBack([version._id]);
      if (duplicateKeyFields(error) !== undefined) await this.#requireFree(keys, item._id);
      throw error;
    }
  }

  async #requireFree(keys: readonly string[], itemId: string): Promise<void> {
    if (keys.length === 0) return;
    const held = await this.#items.heldFunctionKeys(keys, itemId);
    const taken = keys.find((key) => held.has(key));
    if (taken === undefined) return;
    const message = takenFunctionMessage(taken);
    throw new ToolrackError('Conflict', `${DATA_PATH}: ${message}`, { errors: [{ path: DATA_PATH, message }] });
  }

  /** @returns undefined when the change adds no version, `taken` when another addition has the number */
  async #newVersion(item: ItemRecord, change: ItemChange): Promise<ItemVersionRecord | 'taken' | undefined> {
    if (change.userData === undefined) return undefined;
    const tip = await this.#versions.byId(item._tipId);
    if (isDeepStrictEqual(tip?._userData, change.userData) && Object.keys(change.fields).length > 0) return undefined;
    const version: ItemVersionRecord = {
      _id: randomUUID(),
      _userItemDbId: item._id,
      _namespaces: item._namespaces,
      _version: item._tipVersion + 1,
      _userData: change.userData,
      _metadata: change.created,
    };
    try {
      await this.#versions.insert([version]);
      return version;
    } catch (error) {
      if (duplicateKeyFields(error) === undefined) throw error;
      await this.#clearAbandoned(item);
      return 'taken';
    }
  }

  async #clearAbandoned(item: ItemRecord): Promise<void> {
    const left = await this.#versions.abandoned({ id: item._id, tipVersion: item._tipVersion });
    if (left !== null && isAbandoned(left._metadata._createdAt)) await this.#versions.takeBack([left._id]);
  }
}

function functionsAfter(item: ItemRecord, userData: JsonValue | undefined): ScriptFunction[] {
  if (userData === undefined) return item._functions;
  const check = checkUserData(item._itemClass, userData, DATA_PATH);
  if ('functions' in check) return check.functions;
  throw validationFailed(check.problems);
}
