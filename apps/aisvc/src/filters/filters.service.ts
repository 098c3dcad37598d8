import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Filter, JsonObject, NewFilter, Page, PatchFilter } from '#libs/contracts';
import { type Criteria, parseCriteria } from '#libs/criteria';
import { conflict, type FieldProblem, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  CheckBudget,
  createdBy,
  createdPage,
  deletionOf,
  duplicateKeyFields,
  insertAllOrNone,
  type Lookup,
  namespaceProblems,
  pageOf,
  type PageRange,
  Permissions,
  requireRevision,
  takenNameProblems,
  type Target,
  type TypedLookup,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import type { FilterRecord } from './filter.record.js';
import { FiltersRepository } from './filters.repository.js';

const TYPE = 'aisvc:mcp-tool-filter';

const asked = (principal: Principal, lookup: Lookup): TypedLookup => ({
  principal,
  lookup,
  what: 'filter',
  type: TYPE,
});

/** Saved filters. They are rules: the catalog evaluates them when tools are listed and when one is called. */
@Injectable()
export class FiltersService {
  readonly #filters: FiltersRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;

  constructor(
    filters: FiltersRepository,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#filters = filters;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewFilter[]): Promise<Page<Filter>> {
    await this.#permissions.require(principal, nsfilter, { action: 'CREATE', type: TYPE });
    const problems = namespaceProblems(elements, nsfilter);
    const records: FilterRecord[] = [];
    const budget = new CheckBudget();
    for (const [index, { _namespaces = [...nsfilter], _criteria, ...element }] of elements.entries()) {
      const path = `[${index}]._criteria`;
      await budget.next(path);
      const criteria = checkedCriteria(_criteria, path, problems);
      if (criteria === undefined) continue;
      const metadata = createdBy(principal);
      records.push({
        ...element,
        _id: randomUUID(),
        _namespaces,
        _criteria: criteria,
        _revision: 1,
        _metadata: metadata,
      });
    }
    if (problems.length > 0) throw validationFailed(problems);
    await this.#requireFreeTypes(records);
    await insertAllOrNone(records, this.#filters, {
      announce: () => this.#announce(records.flatMap(({ _namespaces }) => _namespaces)),
      refuseDuplicates: () => this.#requireFreeTypes(records),
    });
    return createdPage(records.map((record) => toFilter(record, principal)));
  }

  async page(
    principal: Principal,
    nsfilter: readonly string[],
    query: PageRange & { userType: string | undefined },
  ): Promise<Page<Filter>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const scope = await this.#permissions.scope(principal, nsfilter, { type: TYPE });
    const found = await this.#filters.page(scope, query);
    return pageOf(query, found, (record) => toFilter(record, principal));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<Filter>> {
    const found = await this.#filters.byId(lookup.id);
    const record = await this.#permissions.visible(found, asked(principal, lookup));
    return new WithRevision(toFilter(record, principal), record._revision);
  }

  async delete(principal: Principal, target: Target): Promise<void> {
    const deleted = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'DELETE');
      return (await this.#filters.delete(current)) ? current : undefined;
    });
    await this.#announce(deleted._namespaces);
    await this.#feed.publish(deletionOf(TYPE, deleted));
  }

  /** Without a revision to hold it to, a change is made to what stands there now, whoever else changes it. */
  async change(principal: Principal, target: Target, body: PatchFilter): Promise<WithRevision<Filter>> {
    const problems: FieldProblem[] = [];
    const criteria = body._criteria === undefined ? undefined : checkedCriteria(body._criteria, '_criteria', problems);
    const record = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'EDIT');
      if (problems.length > 0) throw validationFailed(problems);
      return this.#store(current, {
        ...current,
        _name: body._name ?? current._name,
        _description: body._description ?? current._description,
        _userType: body._userType ?? current._userType,
        _criteria: criteria ?? current._criteria,
        _revision: current._revision + 1,
        _metadata: updatedBy(principal, current._metadata),
      });
    });
    await this.#announce(record._namespaces);
    return new WithRevision(toFilter(record, principal), record._revision);
  }

  /** @returns undefined when somebody else changed the filter meanwhile */
  async #store(current: FilterRecord, record: FilterRecord): Promise<FilterRecord | undefined> {
    await this.#requireFreeType(record);
    try {
      return (await this.#filters.replace(record, current._revision)) ? record : undefined;
    } catch (error) {
      if (duplicateKeyFields(error) !== undefined) await this.#requireFreeType(record);
      throw error;
    }
  }

  async #changeable(principal: Principal, target: Target, action: 'EDIT' | 'DELETE'): Promise<FilterRecord> {
    const found = await this.#filters.byId(target.id);
    const record = await this.#permissions.changeable(found, asked(principal, target), action);
    requireRevision(record, target);
    return record;
  }

  async #requireFreeTypes(records: readonly FilterRecord[]): Promise<void> {
    const problems = await takenNameProblems(records, {
      field: '_userType',
      message: takenMessage,
      stored: (namespace, types) => this.#filters.takenTypes([namespace], types),
    });
    if (problems.length > 0) throw conflict(problems);
  }

  async #requireFreeType({ _id, _namespaces, _userType }: FilterRecord): Promise<void> {
    const taken = await this.#filters.takenTypes(_namespaces, [_userType], _id);
    if (taken.size > 0) throw conflict([{ path: '_userType', message: takenMessage(_userType) }]);
  }

  async #announce(namespaces: string[]): Promise<void> {
    await this.#feed.publish({ topic: 'filters', namespaces });
  }
}

const takenMessage = (userType: string): string => `"${userType}" is taken by another filter of the namespace`;

function checkedCriteria(value: JsonObject, path: string, problems: FieldProblem[]): Criteria | undefined {
  const parsed = parseCriteria(value, path);
  if (parsed.ok) return parsed.criteria;
  problems.push(...parsed.problems);
  return undefined;
}

function toFilter(record: FilterRecord, principal: Principal): Filter {
  return {
    _id: record._id,
    _irn: `aisvc:mcp-tool-filter:${record._id}`,
    _name: record._name,
    _description: record._description,
    _userType: record._userType,
    _namespaces: visibleNamespaces(principal, record._namespaces),
    _criteria: { ...record._criteria },
    _metadata: record._metadata,
  };
}
