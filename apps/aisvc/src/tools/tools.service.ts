import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, needsGrants, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { RunConfig } from '#libs/config';
import {
  type NewTool,
  type Page,
  type PatchTool,
  type ReplaceTool,
  type ScriptFunctionEntry,
  type RunLimits,
  type Tool,
} from '#libs/contracts';
import { conflict, type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  CheckBudget,
  createdBy,
  createdPage,
  deletionOf,
  duplicateKeyFields,
  insertAllOrNone,
  limitProblems,
  type Lookup,
  namespaceProblems,
  type NeededRight,
  pageOfAll,
  patched,
  Permissions,
  rangeOf,
  requireRevision,
  RUN_CONFIG,
  takenNameProblems,
  type Target,
  type TypedLookup,
  untilUncontended,
  updatedBy,
  WithRevision,
} from '#libs/service-kit';
import { CatalogService } from '../catalog/catalog.service.js';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { ApiToolLookup } from '../openapi-services/api-tool-lookup.js';
import { ScriptDirectory } from '../scripts/script-directory.js';
import { isMissing, type MissingFunction } from '../scripts/script-functions.js';
import { LISTING } from '../catalog/granted.js';
import { SystemTools } from '../catalog/system-tools.js';
import { TurnsTaken } from '../catalog/turns-taken.js';
import { schemaWarnings } from './schema-warnings.js';
import { shownTool, shownTools, type Viewer } from './shown-tools.js';
import { catalogToolAsTool, systemToolName, toolId } from './tool.mapper.js';
import type { ToolRecord } from './tool.record.js';
import { definitionProblems, fieldPath, takenNameMessage } from './tool-checks.js';
import { linked, linkedOne, type ToolDraft } from './tool-links.js';
import { meets } from './tool-list.js';
import type { ListToolsQuery } from './tools.dto.js';
import { ToolsRepository } from './tools.repository.js';

/** A definition that is tried, with the namespace to try it in, and its function there. */
export interface UnsavedTool {
  record: ToolRecord;
  namespace: string;
  declared: ScriptFunctionEntry | MissingFunction;
  warnings: FieldProblem[];
}

const TYPE = 'aisvc:mcp-tool';
const CREATION: NeededRight = { action: 'CREATE', type: TYPE };

const asked = (principal: Principal, lookup: Lookup): TypedLookup => ({ principal, lookup, what: 'tool', type: TYPE });

/** Tools as REST keeps them. Nothing is stored that could not be listed or called. */
@Injectable()
export class ToolsService {
  readonly #tools: ToolsRepository;
  readonly #system: SystemTools;
  readonly #catalog: CatalogService;
  readonly #scripts: ScriptDirectory;
  readonly #apiTools: ApiToolLookup;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;
  readonly #operatorLimits: RunLimits;

  constructor(
    tools: ToolsRepository,
    system: SystemTools,
    catalog: CatalogService,
    scripts: ScriptDirectory,
    apiTools: ApiToolLookup,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(RUN_CONFIG) config: RunConfig,
  ) {
    this.#tools = tools;
    this.#system = system;
    this.#catalog = catalog;
    this.#scripts = scripts;
    this.#apiTools = apiTools;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
    this.#operatorLimits = config.limits;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewTool[]): Promise<Page<Tool>> {
    await this.#permissions.require(principal, nsfilter, CREATION);
    const drafts = elements.map(({ _namespaces, ...definition }) =>
      newDraft(principal, { ...definition, _namespaces: _namespaces ?? [...nsfilter] }),
    );
    const problems = namespaceProblems(elements, nsfilter);
    const budget = new CheckBudget();
    for (const [index, draft] of drafts.entries()) {
      const path = elementPath(index);
      await budget.next(path);
      problems.push(...definitionProblems(draft, path, this.#system), ...this.#limitProblems(draft, path));
    }
    if (problems.length > 0) throw validationFailed(problems);
    const records = await linked(this.#scripts, drafts, { pathOf: elementPath, reader: principal });
    await this.#requireFreeNames(records);
    await insertAllOrNone(records, this.#tools, {
      announce: () => this.#announce(records),
      refuseDuplicates: () => this.#requireFreeNames(records),
    });
    return createdPage(await shownTools(this.#scripts, records, { principal }));
  }

  async page(
    principal: Principal,
    { nsfilter, filter, _offset, _pageSize, ...conditions }: ListToolsQuery,
  ): Promise<Page<Tool>> {
    if (filter !== undefined && nsfilter.length > 1) throw oneNamespaceNeeded();
    await this.#namespaces.requireReadable(principal, nsfilter);
    const isWanted = meets(conditions);
    const turns = new TurnsTaken();
    const found = new Map<string, { tool: CatalogTool; namespace: string }>();
    for (const namespace of nsfilter) {
      for (const tool of await this.#catalog.listed(principal, namespace, filter)) {
        const id = toolId(tool);
        if (found.get(id)?.tool.problem === undefined) found.set(id, { tool, namespace });
        if (turns.isOver()) await turns.next();
      }
    }
    const list: { tool: CatalogTool; namespace: string }[] = [];
    for (const one of found.values()) {
      if (isWanted(one.tool)) list.push(one);
      if (turns.isOver()) await turns.next();
    }
    const range = rangeOf({ _offset, _pageSize });
    return pageOfAll(range, list, ({ tool, namespace }) => catalogToolAsTool(tool, namespace, principal));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<Tool> | Tool> {
    const name = systemToolName(lookup.id);
    if (name === undefined) {
      const ofApi = await this.#apiTools.find(principal, lookup);
      if (ofApi !== undefined) return catalogToolAsTool(ofApi.tool, ofApi.namespace, principal);
      const record = await this.#visible(principal, lookup);
      return this.#shown(record, { principal, nsfilter: lookup.nsfilter });
    }
    const tool = this.#system.find(name);
    const namespace = lookup.nsfilter?.[0];
    if (tool === undefined) throw new ToolrackError('NotFound', `There is no system tool "${name}".`);
    if (namespace === undefined) throw namespaceNeeded();
    await this.#namespaces.requireReadable(principal, [namespace]);
    return catalogToolAsTool(tool, namespace, principal);
  }

  async replace(principal: Principal, target: Target, body: ReplaceTool): Promise<WithRevision<Tool>> {
    this.#requireNarrower(body);
    return this.#change(principal, target, ({ _id, _namespaces, _metadata, _revision }) => ({
      ...body,
      _id,
      _namespaces,
      _metadata,
      _revision,
    }));
  }

  async patch(principal: Principal, target: Target, body: PatchTool): Promise<WithRevision<Tool>> {
    this.#requireNarrower(body);
    return this.#change(principal, target, (current) => ({
      ...current,
      _name: body._name ?? current._name,
      _title: patched(body._title, current._title),
      _description: body._description ?? current._description,
      _schema: body._schema ?? current._schema,
      _outputSchema: patched(body._outputSchema, current._outputSchema),
      _annotations: patched(body._annotations, current._annotations),
      _tags: patched(body._tags, current._tags),
      _script: body._script ?? current._script,
      _limits: patched(body._limits, current._limits),
    }));
  }

  async delete(principal: Principal, target: Target): Promise<void> {
    const deleted = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'DELETE');
      return (await this.#tools.delete(current)) ? current : undefined;
    });
    await this.#announce([deleted]);
    await this.#feed.publish(deletionOf(TYPE, deleted));
  }

  /**
   * Checks a definition as its creation would, and stores nothing. Its name may be that of a stored tool: a change is
   * tried under the name that it will have.
   *
   * @throws ToolrackError `ValidationFailed`
   */
  async unsaved(principal: Principal, nsfilter: readonly string[], element: NewTool): Promise<UnsavedTool> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    await this.#permissions.require(principal, nsfilter, CREATION);
    const draft = newDraft(principal, { ...element, _namespaces: element._namespaces ?? [...nsfilter] });
    const pathOf = (): string => 'tool';
    const problems = namespaceProblems([element], nsfilter).map(({ path, message }) => ({
      path: path.replace(/^\[0\]/, pathOf),
      message,
    }));
    problems.push(...definitionProblems(draft, pathOf(), this.#system), ...this.#limitProblems(draft, pathOf()));
    if (problems.length > 0) throw validationFailed(problems);
    const record = await linkedOne(this.#scripts, draft, { path: pathOf(), reader: principal });
    const [namespace = ''] = record._namespaces;
    const declared = await this.#scripts.lookUp(namespace, record._script);
    const warnings = isMissing(declared) ? [] : schemaWarnings(record, declared, (field) => fieldPath(pathOf(), field));
    return { record, namespace, declared, warnings };
  }

  #limitProblems({ _limits }: Pick<PatchTool, '_limits'>, path: string): FieldProblem[] {
    return limitProblems(_limits, this.#operatorLimits, fieldPath(path, '_limits'));
  }

  /** Only what a change gives is held against the operator's limits: what is stored may be older than these. */
  #requireNarrower(body: Pick<PatchTool, '_limits'>): void {
    const problems = this.#limitProblems(body, '');
    if (problems.length > 0) throw validationFailed(problems);
  }

  async #changeable(principal: Principal, target: Target, action: 'EDIT' | 'DELETE'): Promise<ToolRecord> {
    this.#apiTools.refuseChange(target.id);
    if (systemToolName(target.id) !== undefined) {
      throw new ToolrackError('MethodNotAllowed', 'A system tool cannot be changed or deleted; hide it with a filter.');
    }
    const found = await this.#tools.byId(target.id);
    const record = await this.#permissions.changeable(found, asked(principal, target), action);
    requireRevision(record, target);
    return record;
  }

  /** Without a revision to hold it to, a change is made to what stands there now, whoever else changes it. */
  async #change(
    principal: Principal,
    target: Target,
    changed: (current: ToolRecord) => ToolDraft,
  ): Promise<WithRevision<Tool>> {
    const record = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'EDIT');
      return this.#store(principal, { current, changed: changed(current) });
    });
    await this.#announce([record]);
    return this.#shown(record, { principal });
  }

  /** @param changed still with the revision that it is a change of @returns undefined when that is not the newest */
  async #store(
    principal: Principal,
    { current, changed }: { current: ToolRecord; changed: ToolDraft },
  ): Promise<ToolRecord | undefined> {
    const problems = definitionProblems(changed, '', this.#system);
    if (problems.length > 0) throw validationFailed(problems);
    // Who may change a tool need not be able to read the script that it has.
    const reader = isDeepStrictEqual(current._script, changed._script) ? undefined : principal;
    const { _revision: revision, _metadata } = changed;
    const draft = { ...changed, _revision: revision + 1, _metadata: updatedBy(principal, _metadata) };
    const hidesNames = reader === undefined && needsGrants(principal);
    const record = await linkedOne(this.#scripts, draft, { path: '', reader, hidesNames });
    await this.#requireFreeName(record);
    try {
      return (await this.#tools.replace({ record, revision })) ? record : undefined;
    } catch (error) {
      if (duplicateKeyFields(error) !== undefined) await this.#requireFreeName(record);
      throw error;
    }
  }

  async #shown(record: ToolRecord, viewer: Viewer): Promise<WithRevision<Tool>> {
    return new WithRevision(await shownTool(this.#scripts, record, viewer), record._revision);
  }

  async #visible(principal: Principal, lookup: Lookup): Promise<ToolRecord> {
    return this.#permissions.visible(await this.#tools.byId(lookup.id), asked(principal, lookup), LISTING);
  }

  async #requireFreeNames(records: readonly ToolRecord[]): Promise<void> {
    const problems = await takenNameProblems(records, {
      field: '_name',
      message: takenNameMessage,
      stored: (namespace, names) => this.#takenNames([namespace], names),
    });
    if (problems.length > 0) throw conflict(problems);
  }

  async #requireFreeName({ _id, _name, _namespaces }: ToolRecord): Promise<void> {
    const taken = await this.#takenNames(_namespaces, [_name], _id);
    if (taken.size > 0) throw conflict([{ path: '_name', message: takenNameMessage(_name) }]);
  }

  /** Which of the names other tools of any of the namespaces bear, those of services among them. */
  async #takenNames(namespaces: readonly string[], names: readonly string[], except?: string): Promise<Set<string>> {
    const [own, ofServices] = await Promise.all([
      this.#tools.takenNames(namespaces, names, except),
      this.#apiTools.takenNames(namespaces, names),
    ]);
    return new Set([...own, ...ofServices]);
  }

  async #announce(records: readonly ToolRecord[]): Promise<void> {
    const namespaces = [...new Set(records.flatMap(({ _namespaces }) => _namespaces))];
    await this.#feed.publish({ topic: 'tools', namespaces, ids: records.map(({ _id }) => _id) });
  }
}

const elementPath = (index: number): string => `[${index}]`;

function newDraft(principal: Principal, definition: NewTool & { _namespaces: string[] }): ToolDraft {
  return { ...definition, _id: randomUUID(), _revision: 1, _metadata: createdBy(principal) };
}

function namespaceNeeded(): ToolrackError {
  return validationFailed([{ path: 'nsfilter', message: 'is required for a system tool: it is in every namespace' }]);
}

function oneNamespaceNeeded(): ToolrackError {
  const message = 'must name one namespace when a filter is named: a saved filter belongs to its namespace';
  return validationFailed([{ path: 'nsfilter', message }]);
}
