import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { JsonObject, Page, RelatedItem } from '#libs/contracts';
import { type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import { createdBy, type Lookup, revisionConflict, updatedBy, WithRevision } from '#libs/service-kit';
import type { ItemRecord } from '../items/item.record.js';
import { ItemsService } from '../items/items.service.js';
import type { ListQuery } from '../listing/list-query.js';
import { type RelatedItemRecord, SERVICE_FIELDS } from './related-item.record.js';
import { RelatedItemsRepository } from './related-items.repository.js';

const COLLECTION_CLASSES = new Set(['NamedUserCollection', 'NamedFileCollection', 'NamedTelemetryCollection']);
const MAX_FIELD_NAME = 200;

/** The record that a request means, within its collection. */
export interface RelatedLookup extends Lookup {
  relatedId: string;
}

/** Records of collections. They have no versions: a change replaces. */
@Injectable()
export class RelatedItemsService {
  readonly #related: RelatedItemsRepository;
  readonly #items: ItemsService;

  constructor(related: RelatedItemsRepository, items: ItemsService) {
    this.#related = related;
    this.#items = items;
  }

  async create(principal: Principal, lookup: Lookup, bodies: JsonObject[]): Promise<Page<RelatedItem>> {
    const collection = await this.#collection(principal, lookup);
    const problems = bodies.flatMap((body, index) => fieldProblems(body, `[${index}]`));
    if (problems.length > 0) throw validationFailed(problems);
    const records = bodies.map((body): RelatedItemRecord => ({
      ...body,
      _id: randomUUID(),
      _collectionId: collection._id,
      _namespaces: collection._namespaces,
      _revision: 1,
      _metadata: createdBy(principal),
    }));
    try {
      await this.#related.insert(records);
    } catch (error) {
      await this.#related.takeBack(records.map(({ _id }) => _id));
      throw error;
    }
    const created = records.map(toRelatedItem);
    return { _offset: 0, _pageSize: created.length, _total: created.length, _list: created };
  }

  async page(principal: Principal, lookup: Lookup, query: ListQuery): Promise<Page<RelatedItem>> {
    const collection = await this.#collection(principal, lookup);
    const { total, records } = await this.#related.page(collection._id, query);
    return { _offset: query.offset, _pageSize: query.pageSize, _total: total, _list: records.map(toRelatedItem) };
  }

  async get(principal: Principal, lookup: RelatedLookup): Promise<WithRevision<RelatedItem>> {
    const record = await this.#record(principal, lookup);
    return new WithRevision(toRelatedItem(record), record._revision);
  }

  async replace(
    principal: Principal,
    lookup: RelatedLookup,
    change: { revision: number | undefined; body: JsonObject },
  ): Promise<WithRevision<RelatedItem>> {
    const problems = fieldProblems(change.body, '');
    if (problems.length > 0) throw validationFailed(problems);
    const current = await this.#record(principal, lookup);
    if (change.revision !== undefined && change.revision !== current._revision) throw revisionConflict();
    const record: RelatedItemRecord = {
      ...change.body,
      _id: current._id,
      _collectionId: current._collectionId,
      _namespaces: current._namespaces,
      _revision: current._revision + 1,
      _metadata: updatedBy(principal, current._metadata),
    };
    if (!(await this.#related.replace(record, current._revision))) throw revisionConflict();
    return new WithRevision(toRelatedItem(record), record._revision);
  }

  async patch(
    principal: Principal,
    lookup: RelatedLookup,
    change: { revision: number | undefined; body: JsonObject },
  ): Promise<WithRevision<RelatedItem>> {
    const current = await this.#record(principal, lookup);
    const fields = Object.entries(current).filter(([name]) => !isServiceField(name));
    const merged = new Map([...fields, ...Object.entries(change.body)]);
    const body: JsonObject = {};
    for (const [name, value] of merged) body[name] = value;
    return this.replace(principal, lookup, { revision: change.revision ?? current._revision, body });
  }

  async delete(principal: Principal, lookup: RelatedLookup): Promise<void> {
    const record = await this.#record(principal, lookup);
    await this.#related.delete(record._collectionId, record._id);
  }

  async #collection(principal: Principal, lookup: Lookup): Promise<ItemRecord> {
    const item = await this.#items.visible(principal, lookup);
    if (COLLECTION_CLASSES.has(item._itemClass)) return item;
    throw validationFailed([
      { path: 'id', message: `is an item of class ${item._itemClass}; only collections have related items` },
    ]);
  }

  async #record(principal: Principal, lookup: RelatedLookup): Promise<RelatedItemRecord> {
    const collection = await this.#collection(principal, lookup);
    const record = await this.#related.byId(collection._id, lookup.relatedId);
    if (record !== null) return record;
    throw new ToolrackError('NotFound', `The collection has no related item with the id "${lookup.relatedId}".`);
  }
}

const isServiceField = (name: string): boolean => SERVICE_FIELDS.some((field) => field === name);

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

function toRelatedItem({ _revision: _, ...record }: RelatedItemRecord): RelatedItem {
  return { ...record, _irn: `itemsvc:relateditem:${record._id}` };
}
