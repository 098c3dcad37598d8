import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Filter, JsonObject, NewFilter, Page, PatchFilter, ReplaceFilter } from '#libs/contracts';
import { type Criteria, parseCriteria } from '#libs/criteria';
import { type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  createdBy,
  duplicateKeyFields,
  type Lookup,
  namespaceProblems,
  requireVisible,
  revisionConflict,
  updatedBy,
  WithRevision,
} from '#libs/service-kit';
import type { FilterRecord } from './filter.record.js';
import { FiltersRepository } from './filters.repository.js';

/** Saved filters. They are rules: the catalog evaluates them when tools are listed and when one is called. */
@Injectable()
export class FiltersService {
  readonly #filters: FiltersRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #feed: ChangeFeed;

  constructor(filters: FiltersRepository, namespaces: NamespaceDirectory, @Inject(CHANGE_FEED) feed: ChangeFeed) {
    this.#filters = filters;
    this.#namespaces = namespaces;
    this.#feed = feed;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewFilter[]): Promise<Page<Filter>> {
    this.#namespaces.requireWritable(principal, nsfilter);
    const problems = namespaceProblems(elements, nsfilter);
    const records: FilterRecord[] = [];
    elements.forEach(({ _namespaces = [...nsfilter], _criteria, ...element }, index) => {
      const criteria = checkedCriteria(_criteria, `[${index}]._criteria`, problems);
      if (criteria === undefined) return;
      const metadata = createdBy(principal);
      records.push({
        ...element,
        _id: randomUUID(),
        _namespaces,
        _criteria: criteria,
        _revision: 1,
        _metadata: metadata,
      });
    });
    if (problems.length > 0) throw validationFailed(problems);
    await this.#requireFreeTypes(records);
    try {
      await this.#filters.insert(records);
    } catch (error) {
      await this.#filters.takeBack(records.map(({ _id }) => _id));
      // Somebody stored a filter between the check and the insert.
      if (duplicateKeyFields(error) !== undefined) await this.#requireFreeTypes(records);
      throw error;
    }
    await this.#announce(records.flatMap(({ _namespaces }) => _namespaces));
    const created = records.map(toFilter);
    return { _offset: 0, _pageSize: created.length, _total: created.length, _list: created };
  }

  async page(
    principal: Principal,
    nsfilter: readonly string[],
    query: { offset: number; pageSize: number; userType: string | undefined },
  ): Promise<Page<Filter>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const { total, records } = await this.#filters.page(nsfilter, query);
    return { _offset: query.offset, _pageSize: query.pageSize, _total: total, _list: records.map(toFilter) };
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<Filter>> {
    const record = await this.#visible(principal, lookup);
    return new WithRevision(toFilter(record), record._revision);
  }

  async replace(
    principal: Principal,
    lookup: Lookup,
    change: { revision: number | undefined; body: ReplaceFilter },
  ): Promise<WithRevision<Filter>> {
    return this.#change(principal, lookup, change);
  }

  async patch(
    principal: Principal,
    lookup: Lookup,
    change: { revision: number | undefined; body: PatchFilter },
  ): Promise<WithRevision<Filter>> {
    return this.#change(principal, lookup, change);
  }

  async delete(principal: Principal, lookup: Lookup): Promise<void> {
    const record = await this.#visible(principal, lookup);
    await this.#filters.delete(record._id);
    await this.#announce(record._namespaces);
  }

  async #change(
    principal: Principal,
    lookup: Lookup,
    { revision, body }: { revision: number | undefined; body: PatchFilter },
  ): Promise<WithRevision<Filter>> {
    const current = await this.#visible(principal, lookup);
    if (revision !== undefined && revision !== current._revision) throw revisionConflict();
    const problems: FieldProblem[] = [];
    const criteria =
      body._criteria === undefined ? current._criteria : checkedCriteria(body._criteria, '_criteria', problems);
    if (criteria === undefined) throw validationFailed(problems);
    const record: FilterRecord = {
      ...current,
      _name: body._name ?? current._name,
      _description: body._description ?? current._description,
      _userType: body._userType ?? current._userType,
      _criteria: criteria,
      _revision: current._revision + 1,
      _metadata: updatedBy(principal, current._metadata),
    };
    await this.#requireFreeType(record);
    try {
      if (!(await this.#filters.replace(record, current._revision))) throw revisionConflict();
    } catch (error) {
      if (duplicateKeyFields(error) !== undefined) await this.#requireFreeType(record);
      throw error;
    }
    await this.#announce(record._namespaces);
    return new WithRevision(toFilter(record), record._revision);
  }

  async #visible(principal: Principal, lookup: Lookup): Promise<FilterRecord> {
    return requireVisible(await this.#filters.byId(lookup.id), { principal, lookup, what: 'filter' });
  }

  async #requireFreeTypes(records: readonly FilterRecord[]): Promise<void> {
    const namespaces = records.flatMap(({ _namespaces }) => _namespaces);
    const taken = await this.#filters.takenTypes(
      namespaces,
      records.map(({ _userType }) => _userType),
    );
    const problems = records.flatMap(({ _userType }, index): FieldProblem[] => {
      const isTaken = taken.has(_userType);
      taken.add(_userType);
      return isTaken ? [{ path: `[${index}]._userType`, message: takenMessage(_userType) }] : [];
    });
    if (problems.length > 0)
      throw new ToolrackError('Conflict', validationFailed(problems).message, { errors: problems });
  }

  async #requireFreeType({ _id, _namespaces, _userType }: FilterRecord): Promise<void> {
    const taken = await this.#filters.takenTypes(_namespaces, [_userType], _id);
    if (taken.size === 0) return;
    const message = takenMessage(_userType);
    throw new ToolrackError('Conflict', `_userType: ${message}`, { errors: [{ path: '_userType', message }] });
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

function toFilter(record: FilterRecord): Filter {
  return {
    _id: record._id,
    _irn: `aisvc:mcp-tool-filter:${record._id}`,
    _name: record._name,
    _description: record._description,
    _userType: record._userType,
    _namespaces: record._namespaces,
    _criteria: { ...record._criteria },
    _metadata: record._metadata,
  };
}
