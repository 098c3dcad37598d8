import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import {
  DEFAULT_PAGE_SIZE,
  type NewTool,
  type Page,
  type PatchTool,
  type ReplaceTool,
  type Tool,
} from '#libs/contracts';
import { type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  CheckBudget,
  createdBy,
  duplicateKeyFields,
  type Lookup,
  namespaceProblems,
  requireVisible,
  revisionConflict,
  updatedBy,
  WithRevision,
} from '#libs/service-kit';
import { CatalogService } from '../catalog/catalog.service.js';
import { ScriptDirectory } from '../scripts/script-directory.js';
import { SYSTEM_TOOLS } from '../catalog/system-tools.js';
import { catalogToolAsTool, systemToolName, toTool } from './tool.mapper.js';
import type { ToolRecord } from './tool.record.js';
import { definitionProblems, scriptProblem, takenNameMessage } from './tool-checks.js';
import { meets } from './tool-list.js';
import type { ListToolsQuery } from './tools.dto.js';
import { ToolsRepository } from './tools.repository.js';

export interface ToolUpdate<Body> {
  revision: number | undefined;
  body: Body;
}

/** Tools as REST keeps them. Nothing is stored that could not be listed or called. */
@Injectable()
export class ToolsService {
  readonly #tools: ToolsRepository;
  readonly #catalog: CatalogService;
  readonly #scripts: ScriptDirectory;
  readonly #namespaces: NamespaceDirectory;
  readonly #feed: ChangeFeed;

  constructor(
    tools: ToolsRepository,
    catalog: CatalogService,
    scripts: ScriptDirectory,
    namespaces: NamespaceDirectory,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#tools = tools;
    this.#catalog = catalog;
    this.#scripts = scripts;
    this.#namespaces = namespaces;
    this.#feed = feed;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewTool[]): Promise<Page<Tool>> {
    this.#namespaces.requireWritable(principal, nsfilter);
    const records = elements.map(({ _namespaces, ...definition }) =>
      newRecord(principal, { ...definition, _namespaces: _namespaces ?? [...nsfilter] }),
    );
    const problems = namespaceProblems(elements, nsfilter);
    const budget = new CheckBudget();
    for (const [index, record] of records.entries()) {
      const path = `[${index}]`;
      await budget.next(path);
      problems.push(...definitionProblems(record, path));
    }
    if (problems.length > 0) throw validationFailed(problems);
    const scriptProblems = await this.#scriptProblems(records);
    if (scriptProblems.length > 0) throw validationFailed(scriptProblems);
    await this.#requireFreeNames(records);
    try {
      await this.#tools.insert(records);
    } catch (error) {
      await this.#tools.takeBack(records.map(({ _id }) => _id));
      // Somebody stored a tool between the check and the insert.
      if (duplicateKeyFields(error) !== undefined) await this.#requireFreeNames(records);
      throw error;
    }
    await this.#announce(records.flatMap(({ _namespaces }) => _namespaces));
    const created = records.map(toTool);
    return { _offset: 0, _pageSize: created.length, _total: created.length, _list: created };
  }

  async page(
    principal: Principal,
    { nsfilter, filter, _offset, _pageSize, ...conditions }: ListToolsQuery,
  ): Promise<Page<Tool>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const found = new Map<string, Tool>();
    for (const namespace of nsfilter) {
      const catalog = await this.#catalog.catalog(namespace);
      const selection = filter === undefined ? undefined : await this.#catalog.filterSelection(namespace, filter);
      for (const tool of catalog.tools) {
        if (selection?.selects(tool) === false) continue;
        const shown = catalogToolAsTool(tool, namespace);
        found.set(shown._id, shown);
      }
    }
    const list = [...found.values()].filter(meets(conditions));
    const offset = _offset ?? 0;
    const pageSize = _pageSize ?? DEFAULT_PAGE_SIZE;
    return { _offset: offset, _pageSize: pageSize, _total: list.length, _list: list.slice(offset, offset + pageSize) };
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<Tool> | Tool> {
    const name = systemToolName(lookup.id);
    if (name === undefined) {
      const record = await this.#visible(principal, lookup);
      return new WithRevision(toTool(record), record._revision);
    }
    const tool = SYSTEM_TOOLS.find(({ _name }) => _name === name);
    const namespace = lookup.nsfilter?.[0];
    if (tool === undefined) throw new ToolrackError('NotFound', `There is no system tool "${name}".`);
    if (namespace === undefined) throw namespaceNeeded();
    await this.#namespaces.requireReadable(principal, [namespace]);
    return catalogToolAsTool(tool, namespace);
  }

  async replace(
    principal: Principal,
    lookup: Lookup,
    { revision, body }: ToolUpdate<ReplaceTool>,
  ): Promise<WithRevision<Tool>> {
    const current = await this.#changeable(principal, lookup, revision);
    const { _id, _namespaces, _metadata, _revision } = current;
    return this.#store(principal, current, { ...body, _id, _namespaces, _metadata, _revision });
  }

  async patch(
    principal: Principal,
    lookup: Lookup,
    { revision, body }: ToolUpdate<PatchTool>,
  ): Promise<WithRevision<Tool>> {
    const current = await this.#changeable(principal, lookup, revision);
    return this.#store(principal, current, {
      ...current,
      _name: body._name ?? current._name,
      _title: body._title ?? current._title,
      _description: body._description ?? current._description,
      _schema: body._schema ?? current._schema,
      _outputSchema: body._outputSchema ?? current._outputSchema,
      _annotations: body._annotations ?? current._annotations,
      _script: body._script ?? current._script,
    });
  }

  async delete(principal: Principal, lookup: Lookup): Promise<void> {
    const record = await this.#changeable(principal, lookup, undefined);
    await this.#tools.delete(record._id);
    await this.#announce(record._namespaces);
  }

  /** Checks a definition as its creation would, and stores nothing. @throws ToolrackError `ValidationFailed` */
  async unsaved(principal: Principal, nsfilter: readonly string[], element: NewTool): Promise<ToolRecord> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const record = newRecord(principal, { ...element, _namespaces: element._namespaces ?? [...nsfilter] });
    const problems = definitionProblems(record, 'tool');
    if (problems.length === 0) problems.push(...(await this.#scriptProblems([record], () => 'tool')));
    if (problems.length > 0) throw validationFailed(problems);
    return record;
  }

  async #changeable(principal: Principal, lookup: Lookup, revision: number | undefined): Promise<ToolRecord> {
    if (systemToolName(lookup.id) !== undefined) {
      throw new ToolrackError('MethodNotAllowed', 'A system tool cannot be changed or deleted; hide it with a filter.');
    }
    const record = await this.#visible(principal, lookup);
    if (revision !== undefined && revision !== record._revision) throw revisionConflict();
    return record;
  }

  async #store(principal: Principal, current: ToolRecord, changed: ToolRecord): Promise<WithRevision<Tool>> {
    const problems = definitionProblems(changed, '');
    if (problems.length === 0) problems.push(...(await this.#scriptProblems([changed], () => '')));
    if (problems.length > 0) throw validationFailed(problems);
    const record: ToolRecord = {
      ...changed,
      _revision: current._revision + 1,
      _metadata: updatedBy(principal, current._metadata),
    };
    await this.#requireFreeName(record);
    try {
      if (!(await this.#tools.replace({ record, revision: current._revision }))) throw revisionConflict();
    } catch (error) {
      if (duplicateKeyFields(error) !== undefined) await this.#requireFreeName(record);
      throw error;
    }
    await this.#announce(record._namespaces);
    return new WithRevision(toTool(record), record._revision);
  }

  async #visible(principal: Principal, lookup: Lookup): Promise<ToolRecord> {
    return requireVisible(await this.#tools.byId(lookup.id), { principal, lookup, what: 'tool' });
  }

  /** Problems of the functions that tools refer to, in each of their namespaces. Every script type is read once. */
  async #scriptProblems(
    records: readonly ToolRecord[],
    pathOf: (index: number) => string = (index) => `[${index}]`,
  ): Promise<FieldProblem[]> {
    const declared = new Map<string, Promise<string[] | undefined>>();
    const problems: FieldProblem[] = [];
    for (const [index, { _namespaces, _script }] of records.entries()) {
      for (const namespace of _namespaces) {
        const key = `${namespace}/${_script._userType}`;
        const names = declared.get(key) ?? this.#scripts.namesNow(namespace, _script._userType);
        declared.set(key, names);
        const problem = scriptProblem(_script, await names, pathOf(index));
        if (problem !== undefined) problems.push(problem);
      }
    }
    return problems;
  }

  async #requireFreeNames(records: readonly ToolRecord[]): Promise<void> {
    const seen = new Set<string>();
    const problems: FieldProblem[] = [];
    for (const namespace of new Set(records.flatMap(({ _namespaces }) => _namespaces))) {
      const here = records.filter(({ _namespaces }) => _namespaces.includes(namespace));
      const taken = await this.#tools.takenNames(
        [namespace],
        here.map(({ _name }) => _name),
      );
      for (const { _name } of here) if (taken.has(_name)) seen.add(`${namespace}/${_name}`);
    }
    records.forEach(({ _name, _namespaces }, index) => {
      const keys = _namespaces.map((namespace) => `${namespace}/${_name}`);
      if (keys.some((key) => seen.has(key)))
        problems.push({ path: `[${index}]._name`, message: takenNameMessage(_name) });
      for (const key of keys) seen.add(key);
    });
    if (problems.length > 0) throw conflict(problems);
  }

  async #requireFreeName({ _id, _name, _namespaces }: ToolRecord): Promise<void> {
    const taken = await this.#tools.takenNames(_namespaces, [_name], _id);
    if (taken.size > 0) throw conflict([{ path: '_name', message: takenNameMessage(_name) }]);
  }

  async #announce(namespaces: string[]): Promise<void> {
    await this.#feed.publish({ topic: 'tools', namespaces });
  }
}

function newRecord(principal: Principal, definition: NewTool & { _namespaces: string[] }): ToolRecord {
  return { ...definition, _id: randomUUID(), _revision: 1, _metadata: createdBy(principal) };
}

function conflict(problems: FieldProblem[]): ToolrackError {
  return new ToolrackError('Conflict', validationFailed(problems).message, { errors: problems });
}

function namespaceNeeded(): ToolrackError {
  return validationFailed([{ path: 'nsfilter', message: 'is required for a system tool: it is in every namespace' }]);
}
