import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { RunConfig } from '#libs/config';
import type {
  Item,
  ItemVersion,
  NarrowedLimits,
  NewItem,
  NewVersion,
  Page,
  PatchItem,
  ReplaceItem,
  RunLimits,
} from '#libs/contracts';
import { conflict, type FieldProblem, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  CheckBudget,
  createdBy,
  createdPage,
  deletionOf,
  insertAllOrNone,
  limitProblems,
  type Lookup,
  namespaceProblems,
  notThere,
  pageOf,
  type PageRange,
  Permissions,
  requireStorable,
  requireWithin,
  revisionConflict,
  RUN_CONFIG,
  type Target,
  type TypedLookup,
  updatedBy,
  WithRevision,
} from '#libs/service-kit';
import type { ListQuery } from '../listing/list-query.js';
import { isShown } from '../listing/projected.js';
import { RelatedItemsRepository } from '../related-items/related-items.repository.js';
import { ScriptAnalyser } from '../script-analysis/script-analyser.js';
import { toItem, toItemVersion, toRunnableVersion } from './item.mapper.js';
import type { ItemRecord, ItemVersionRecord } from './item.record.js';
import { ItemVersionsRepository } from './item-versions.repository.js';
import { ItemsRepository } from './items.repository.js';
import {
  checkUserData,
  functionKeys,
  MAX_FUNCTION_KEYS,
  type ReadScript,
  takenFunctionMessage,
  tooManyFunctionsMessage,
} from './script-index.js';
import { type ItemChange, VersionAppender } from './version-appender.js';

/** What a change gives: undefined takes a field away. */
type ItemChangeFields = Omit<PatchItem, '_limits'> & { _limits?: NarrowedLimits | undefined };

interface CheckedElement {
  element: NewItem;
  functions: ItemRecord['_functions'];
  script: ReadScript;
  path: string;
}

interface Prepared {
  record: ItemRecord;
  version: ItemVersionRecord;
}

const FIRST_VERSION = 1;
const TYPE = 'itemsvc:nameduseritem';
/** Where the data of a version stands in an element, or in the body of a change. */
const DATA_PATH = '._version._userData';

const asked = (principal: Principal, lookup: Lookup): TypedLookup => ({ principal, lookup, what: 'item', type: TYPE });

/** Named user items. Creation is all or none; a change is one step; versions only ever come to be. */
@Injectable()
export class ItemsService {
  readonly #items: ItemsRepository;
  readonly #versions: ItemVersionsRepository;
  readonly #related: RelatedItemsRepository;
  readonly #appender: VersionAppender;
  readonly #analyser: ScriptAnalyser;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;
  readonly #operatorLimits: RunLimits;

  constructor(
    items: ItemsRepository,
    versions: ItemVersionsRepository,
    related: RelatedItemsRepository,
    appender: VersionAppender,
    analyser: ScriptAnalyser,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(RUN_CONFIG) config: RunConfig,
  ) {
    this.#items = items;
    this.#versions = versions;
    this.#related = related;
    this.#appender = appender;
    this.#analyser = analyser;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
    this.#operatorLimits = config.limits;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewItem[]): Promise<Page<Item>> {
    await this.#permissions.require(principal, nsfilter, { action: 'CREATE', type: TYPE });
    const problems: FieldProblem[] = namespaceProblems(elements, nsfilter);
    const prepared: Prepared[] = [];
    const budget = new CheckBudget();
    let keyCount = 0;
    for (const [index, element] of elements.entries()) {
      const path = `[${index}]${DATA_PATH}`;
      await budget.next(path);
      problems.push(...this.#limitProblems(element, `[${index}]._limits`));
      const data = { itemClass: element._itemClass, userData: element._version?._userData, path };
      const check = await checkUserData(data, async (source) => {
        const { analysis, cpuMs } = await this.#analyser.analyse(source, nsfilter.join());
        budget.spentElsewhere(cpuMs);
        return analysis;
      });
      if ('functions' in check) {
        keyCount += check.functions.length * (element._namespaces ?? nsfilter).length;
        if (keyCount > MAX_FUNCTION_KEYS)
          throw validationFailed([{ path, message: tooManyFunctionsMessage(keyCount) }]);
        prepared.push(prepare({ element, ...check, path }, principal, nsfilter));
      } else problems.push(...check.problems);
    }
    if (problems.length > 0) throw validationFailed(problems);
    await this.#requireFreeFunctions(prepared);
    await this.#store(prepared);
    return createdPage(prepared.map(({ record, version }) => toItem(principal, record, version)));
  }

  async page(principal: Principal, nsfilter: readonly string[], query: ListQuery): Promise<Page<Item>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const showsTips = isShown('_versions', query.projection);
    const scope = await this.#permissions.scope(principal, nsfilter, { type: TYPE });
    const found = await this.#items.page(scope, query, (record) => (showsTips ? record._tipBytes : 0));
    const tips = await this.#versions.byIds(showsTips ? found.records.map(({ _tipId }) => _tipId) : []);
    return pageOf(query, found, (record) => toItem(principal, record, tips.get(record._tipId)));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<Item>> {
    return this.#show(principal, await this.visible(principal, lookup));
  }

  /** @throws ToolrackError `NotFound` */
  async visible(principal: Principal, lookup: Lookup): Promise<ItemRecord> {
    return this.#permissions.visible(await this.#items.byId(lookup.id), asked(principal, lookup));
  }

  /** @throws ToolrackError `NotFound`; `Forbidden` when the item may be seen and not changed */
  async changeable(principal: Principal, lookup: Lookup, action: 'EDIT' | 'DELETE' = 'EDIT'): Promise<ItemRecord> {
    return this.#permissions.changeable(await this.#items.byId(lookup.id), asked(principal, lookup), action);
  }

  async versions(principal: Principal, lookup: Lookup, page: PageRange): Promise<Page<ItemVersion>> {
    const { _id, _tipId, _tipVersion } = await this.visible(principal, lookup);
    const versions = await this.#versions.page({ id: _id, tipVersion: _tipVersion }, page);
    return pageOf(page, { total: _tipVersion, records: versions }, (version) => toItemVersion(version, _tipId));
  }

  async version(principal: Principal, lookup: Lookup): Promise<ItemVersion> {
    const found = await this.#versions.byId(lookup.id);
    const request = { ...asked(principal, lookup), what: 'version of an item' };
    const version = requireWithin(found, request);
    const item = await this.#permissions.visible(await this.#items.byId(version._userItemDbId), request);
    if (version._version > item._tipVersion) throw notThere(request);
    return principal.kind === 'service' ? toRunnableVersion(version, item._tipId) : toItemVersion(version, item._tipId);
  }

  async addVersion(principal: Principal, lookup: Lookup, body: NewVersion): Promise<WithRevision<Item>> {
    const item = await this.changeable(principal, lookup);
    const change = { userData: body._userData, dataPath: '_userData', fields: {}, revision: undefined };
    return this.#change(principal, item, change);
  }

  async replace(principal: Principal, target: Target, body: ReplaceItem): Promise<WithRevision<Item>> {
    const { _shortName, _limits, ...fields } = body;
    return this.#update(principal, target, { ...fields, _shortName, _limits });
  }

  async patch(principal: Principal, target: Target, body: PatchItem): Promise<WithRevision<Item>> {
    const { _limits, ...fields } = body;
    const limits = _limits === undefined ? {} : { _limits: _limits ?? undefined };
    return this.#update(principal, target, { ...fields, ...limits });
  }

  async delete(principal: Principal, target: Target): Promise<void> {
    const item = await this.changeable(principal, target, 'DELETE');
    const isDeleted = await this.#items.delete(item._id, target.revision);
    if (!isDeleted && target.revision !== undefined) throw revisionConflict();
    await this.#announce([item]);
    await this.#feed.publish(deletionOf(TYPE, item));
    await Promise.all([this.#versions.deleteOfItem(item._id), this.#related.deleteOfCollection(item._id)]);
  }

  async #update(principal: Principal, target: Target, fields: ItemChangeFields): Promise<WithRevision<Item>> {
    const item = await this.changeable(principal, target);
    const problems = this.#limitProblems({ ...fields, _itemClass: item._itemClass }, '_limits');
    if (problems.length > 0) throw validationFailed(problems);
    const { _version, ...metadata } = fields;
    const change = {
      userData: _version?._userData,
      dataPath: DATA_PATH.slice(1),
      fields: metadata,
      revision: target.revision,
    };
    return this.#change(principal, item, change);
  }

  async #change(
    principal: Principal,
    item: ItemRecord,
    change: Pick<ItemChange, 'userData' | 'dataPath' | 'fields' | 'revision'>,
  ): Promise<WithRevision<Item>> {
    const changed = await this.#appender.apply(item, {
      ...change,
      metadata: (current) => updatedBy(principal, current),
      created: createdBy(principal),
    });
    await this.#announce([changed]);
    return this.#show(principal, changed);
  }

  async #show(principal: Principal, item: ItemRecord): Promise<WithRevision<Item>> {
    const tip = await this.#versions.byId(item._tipId);
    return new WithRevision(toItem(principal, item, tip ?? undefined), item._revision);
  }

  #limitProblems({ _limits, _itemClass }: Pick<NewItem, '_limits' | '_itemClass'>, path: string): FieldProblem[] {
    if (_limits !== undefined && _itemClass !== 'Script') {
      return [{ path, message: `is for items of class Script; this is one of class ${_itemClass}` }];
    }
    return limitProblems(_limits, this.#operatorLimits, path);
  }

  async #requireFreeFunctions(prepared: readonly Prepared[]): Promise<void> {
    const keys = prepared.flatMap(({ record }) => record._functionKeys ?? []);
    const held = keys.length === 0 ? new Set<string>() : await this.#items.heldFunctionKeys(keys);
    const problems: FieldProblem[] = [];
    prepared.forEach(({ record }, index) => {
      for (const key of record._functionKeys ?? []) {
        if (held.has(key)) problems.push({ path: `[${index}]${DATA_PATH}`, message: takenFunctionMessage(key) });
        held.add(key);
      }
    });
    if (problems.length > 0) throw conflict(problems);
  }

  async #store(prepared: readonly Prepared[]): Promise<void> {
    const versions = prepared.map(({ version }) => version);
    const store = {
      insert: async (records: ItemRecord[]): Promise<void> => {
        await this.#versions.insert(versions);
        await this.#items.insert(records);
      },
      takeBack: async (ids: readonly string[]): Promise<void> => {
        await this.#items.takeBack(ids);
        await this.#versions.takeBack(versions.map(({ _id }) => _id));
      },
    };
    const records = prepared.map(({ record }) => record);
    await insertAllOrNone(records, store, {
      announce: () => this.#announce(records),
      refuseDuplicates: () => this.#requireFreeFunctions(prepared),
    });
  }

  /** Scripts are announced apart as well: tools follow them, and should not notice every other item. */
  async #announce(items: readonly Pick<ItemRecord, '_namespaces' | '_itemClass'>[]): Promise<void> {
    const scripts = items.filter(({ _itemClass }) => _itemClass === 'Script');
    await this.#feed.publish({ topic: 'items', namespaces: namespacesOf(items) });
    if (scripts.length > 0) await this.#feed.publish({ topic: 'scripts', namespaces: namespacesOf(scripts) });
  }
}

function namespacesOf(items: readonly Pick<ItemRecord, '_namespaces'>[]): string[] {
  return [...new Set(items.flatMap(({ _namespaces }) => _namespaces))];
}

function prepare(
  { element, functions, script, path }: CheckedElement,
  principal: Principal,
  nsfilter: readonly string[],
): Prepared {
  const id = randomUUID();
  const namespaces = element._namespaces ?? [...nsfilter];
  const metadata = createdBy(principal);
  const version: ItemVersionRecord = {
    _id: randomUUID(),
    _userItemDbId: id,
    _namespaces: namespaces,
    _version: FIRST_VERSION,
    _userData: element._version?._userData ?? null,
    ...script,
    _metadata: metadata,
  };
  const keys = functionKeys({ namespaces, userType: element._userType, functions });
  const record: ItemRecord = {
    _id: id,
    _name: element._name,
    ...(element._shortName === undefined ? {} : { _shortName: element._shortName }),
    _description: element._description,
    _namespaces: namespaces,
    _userType: element._userType,
    _itemClass: element._itemClass,
    ...(element._limits === undefined ? {} : { _limits: element._limits }),
    _tipId: version._id,
    _tipVersion: FIRST_VERSION,
    _tipBytes: requireStorable(version, path),
    _revision: 1,
    _fence: 0,
    _functions: functions,
    ...(keys.length === 0 ? {} : { _functionKeys: keys }),
    _metadata: metadata,
  };
  requireStorable(record, path);
  return { record, version };
}
