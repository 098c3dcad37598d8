import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { JsonObject, Page, RelatedItem } from '#libs/contracts';
import { type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import { Turns } from '#libs/fair-line';
import {
  createdBy,
  createdPage,
  insertAllOrNone,
  type Lookup,
  pageOf,
  requireRevision,
  requireStorable,
  revisionConflict,
  type Target,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import type { ItemRecord } from '../items/item.record.js';
import { ItemsService } from '../items/items.service.js';
import type { ListQuery } from '../listing/list-query.js';
import { ownFields, type RelatedItemRecord, SERVICE_FIELDS } from './related-item.record.js';
import { RelatedItemsRepository } from './related-items.repository.js';

const COLLECTION_CLASSES = new Set(['NamedUserCollection', 'NamedFileCollection', 'NamedTelemetryCollection']);
const MAX_FIELD_NAME = 200;
/** Searches of a namespace that a process makes at a time: each reads a whole collection. More wait, for so long at most. */
const MAX_SEARCHES = 2;
const MAX_WAIT_MS = 30_000;
const RETRY_AFTER_SECONDS = 10;

/** The record that a request means, within its collection; of a change also which revision, any when that is left out. */
export interface RelatedTarget extends Target {
  relatedId: string;
}

/** Records of collections. They have no versions: a change replaces. */
@Injectable()
export class RelatedItemsService {
  readonly #related: RelatedItemsRepository;
  readonly #items: ItemsService;
  readonly #searches = new Turns(MAX_SEARCHES);

  constructor(related: RelatedItemsRepository, items: ItemsService) {
    this.#related = related;
    this.#items = items;
  }

  async create(principal: Principal, lookup: Lookup, bodies: JsonObject[]): Promise<Page<RelatedItem>> {
    const collection = await this.#changeable(principal, lookup);
    const problems = bodies.flatMap((body, index) => fieldProblems(body, `[${index}]`));
    if (problems.length > 0) throw validationFailed(problems);
    const records = bodies.map((body, index): RelatedItemRecord => {
      const record = {
        ...body,
        _id: randomUUID(),
        _collectionId: collection._id,
        _namespaces: collection._namespaces,
        _revision: 1,
        _metadata: createdBy(principal),
      };
      requireStorable(record, `[${index}]`);
      return record;
    });
    // Nobody keeps records, so there is nobody to tell.
    await insertAllOrNone(records, this.#related, { announce: () => Promise.resolve() });
    return createdPage(records.map((record) => toRelatedItem(principal, record)));
  }

  async page(principal: Principal, lookup: Lookup, query: ListQuery): Promise<Page<RelatedItem>> {
    const collection = await this.#visible(principal, lookup);
    const found = await this.#related.page(collection._id, query);
    return pageOf(query, found, (record) => toRelatedItem(principal, record));
  }

  /** @throws ToolrackError `ValidationFailed` as well when there is too much to look through; `TooManyRequests` */
  async search(
    principal: Principal,
    lookup: Lookup,
    { words, query }: { words: readonly string[]; query: ListQuery },
  ): Promise<Page<RelatedItem>> {
    const collection = await this.#visible(principal, lookup);
    const endTurn = await this.#searchTurn(collection);
    try {
      const found = await this.#related.search(collection._id, query, words);
      return pageOf(query, found, (record) => toRelatedItem(principal, record));
    } finally {
      endTurn();
    }
  }

  async get(principal: Principal, lookup: RelatedTarget): Promise<WithRevision<RelatedItem>> {
    const record = await this.#record(await this.#visible(principal, lookup), lookup.relatedId);
    return new WithRevision(toRelatedItem(principal, record), record._revision);
  }

  async replace(principal: Principal, target: RelatedTarget, body: JsonObject): Promise<WithRevision<RelatedItem>> {
    requireFields(body);
    return this.#change(principal, target, () => body);
  }

  async patch(principal: Principal, target: RelatedTarget, body: JsonObject): Promise<WithRevision<RelatedItem>> {
    requireFields(body);
    return this.#change(principal, target, (current) => ({ ...ownFields(current), ...body }));
  }

  async delete(principal: Principal, target: RelatedTarget): Promise<void> {
    const record = await this.#record(await this.#changeable(principal, target), target.relatedId);
    const isDeleted = await this.#related.delete(record, target.revision);
    if (!isDeleted && target.revision !== undefined) throw revisionConflict();
  }

  async #searchTurn({ _namespaces }: ItemRecord): Promise<() => void> {
    try {
      return await this.#searches.take(_namespaces.join(), AbortSignal.timeout(MAX_WAIT_MS));
    } catch (error) {
      const message = 'The namespace has too many searches under way; try again when some are done.';
      throw new ToolrackError('TooManyRequests', message, { cause: error, retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
  }

  async #change(
    principal: Principal,
    target: RelatedTarget,
    fields: (current: RelatedItemRecord) => JsonObject,
  ): Promise<WithRevision<RelatedItem>> {
    const collection = await this.#changeable(principal, target);
    const record = await untilUncontended(async () => {
      const current = await this.#record(collection, target.relatedId);
      requireRevision(current, target);
      const changed: RelatedItemRecord = {
        ...fields(current),
        _id: current._id,
        _collectionId: current._collectionId,
        _namespaces: current._namespaces,
        _revision: current._revision + 1,
        _metadata: updatedBy(principal, current._metadata),
      };
      requireStorable(changed, 'body');
      return (await this.#related.replace(changed, current._revision)) ? changed : undefined;
    });
    return new WithRevision(toRelatedItem(principal, record), record._revision);
  }

  async #visible(principal: Principal, lookup: Lookup): Promise<ItemRecord> {
    return requireCollection(await this.#items.visible(principal, lookup));
  }

  async #changeable(principal: Principal, lookup: Lookup): Promise<ItemRecord> {
    return requireCollection(await this.#items.changeable(principal, lookup));
  }

  async #record(collection: ItemRecord, id: string): Promise<RelatedItemRecord> {
    const record = await this.#related.byId(collection._id, id);
    if (record !== null) return record;
    throw new ToolrackError('NotFound', `The collection has no related item with the id "${id}".`);
  }
}

function requireCollection(item: ItemRecord): ItemRecord {
  if (COLLECTION_CLASSES.has(item._itemClass)) return item;
  throw validationFailed([
    { path: 'id', message: `is an item of class ${item._itemClass}; only collections have related items` },
  ]);
}

const isServiceField = (name: string): boolean => SERVICE_FIELDS.some((field) => field === name);

function requireFields(body: JsonObject): void {
  const problems = fieldProblems(body, '');
  if (problems.length > 0) throw validationFailed(problems);
}

function fieldProblems(body: JsonObject, path: string): FieldProblem[] {
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  return Object.keys(body).flatMap((name): FieldProblem[] => {
    if (isServiceField(name)) return [{ path: at(name), message: 'is written by the service and cannot be given' }];
    if (
      name === '' ||
      name.startsWith('$') ||
      name.includes('.') ||
      name.includes('\0') ||
      name.length > MAX_FIELD_NAME
    ) {
      return [
        {
          path: at(name),
          message: `must be a field name of 1 to ${MAX_FIELD_NAME} characters without "$" in front and without "."`,
        },
      ];
    }
    return [];
  });
}

function toRelatedItem(principal: Principal, { _revision: _, ...record }: RelatedItemRecord): RelatedItem {
  const _namespaces = visibleNamespaces(principal, record._namespaces);
  return { ...record, _irn: `itemsvc:relateditem:${record._id}`, _namespaces };
}
