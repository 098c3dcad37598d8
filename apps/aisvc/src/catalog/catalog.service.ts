import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  mayDo,
  NamespaceDirectory,
  type Principal,
  type Resource,
  resourceOf,
  type Rights,
  RightsDirectory,
} from '#libs/access';
import { type ChangeFeed, NamespaceCache } from '#libs/change-feed';
import { type Criteria, compileCriteria, criteriaKey, parseInlineCriteria } from '#libs/criteria';
import { ToolrackError, validationFailed } from '#libs/errors';
import { CHANGE_FEED } from '#libs/service-kit';
import { FiltersRepository } from '../filters/filters.repository.js';
import { ApiTools } from '../openapi-services/api-tools.js';
import { ScriptDirectory } from '../scripts/script-directory.js';
import { ScriptFunctions } from '../scripts/script-functions.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { ToolsRepository } from '../tools/tools.repository.js';
import { byName, findByName, merged } from './by-name.js';
import type { CatalogTool } from './catalog-tool.js';
import { type EndpointMode, type EndpointParameters, type EndpointQuery, readEndpointQuery } from './endpoint-query.js';
import { granted } from './granted.js';
import { ListCache } from './list-cache.js';
import { NamespaceCatalog } from './namespace-catalog.js';
import { EVERYTHING, readOnly, type Selection } from './selection.js';
import { StoredTools } from './stored-tools.js';
import { SystemTools } from './system-tools.js';
import { TurnsTaken } from './turns-taken.js';
import { userTool } from './user-tool.js';

/** The tools that one MCP URL shows to one principal. */
export interface CatalogView {
  namespace: string;
  catalog: NamespaceCatalog;
  selection: Selection;
  mode: EndpointMode;
}

/** A catalog, and what the user's tools in it were made of. */
interface MadeCatalog {
  catalog: NamespaceCatalog;
  records: readonly ToolRecord[];
  functions: ScriptFunctions;
  /** One for each of the records, in their order. */
  users: readonly CatalogTool[];
  apis: readonly CatalogTool[];
}

/** A saved filter, and what grants name it by. */
interface SavedFilter {
  criteria: Criteria;
  resource: Resource;
}
/** By id, and by `_userType`. */
type SavedFilters = ReadonlyMap<string, SavedFilter>;

/** Tools of all namespaces together whose records are kept. */
const CACHED_TOOLS = 500_000;
const NO_FUNCTIONS = new ScriptFunctions(new Map());
const CACHED_NAMESPACES = 200;
const CACHED_LIST_BYTES = 64 * 1024 * 1024;
/** Criteria are chosen by whoever asks, and what they compile to is larger than they are. */
const CACHED_SELECTIONS = 500;

/**
 * Decides which tools there are: those of the namespace and of the system, narrowed by the filter or the criteria of
 * the URL and by the rights of whoever asks. What a tool does when it is called is left to `calls/`.
 */
@Injectable()
export class CatalogService {
  readonly #system: SystemTools;
  readonly #filters: FiltersRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #rights: RightsDirectory;
  readonly #scripts: ScriptDirectory;
  readonly #apis: ApiTools;
  readonly #stored: StoredTools;
  readonly #catalogs: NamespaceCache<NamespaceCatalog>;
  /** The newest catalog of each namespace, whose tools the next one takes over where they are the same. */
  readonly #latest = new LRUCache<string, MadeCatalog>({ max: CACHED_NAMESPACES });
  readonly #lists = new ListCache(CACHED_LIST_BYTES);
  readonly #criteria: NamespaceCache<SavedFilters>;
  readonly #selections = new LRUCache<string, Selection>({ max: CACHED_SELECTIONS });

  constructor(
    tools: ToolsRepository,
    system: SystemTools,
    filters: FiltersRepository,
    namespaces: NamespaceDirectory,
    rights: RightsDirectory,
    scripts: ScriptDirectory,
    apis: ApiTools,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#system = system;
    this.#filters = filters;
    this.#namespaces = namespaces;
    this.#rights = rights;
    this.#scripts = scripts;
    this.#apis = apis;
    this.#stored = new StoredTools({ tools, feed, maxTools: CACHED_TOOLS });
    this.#catalogs = new NamespaceCache({ feed, topics: ['tools', 'scripts'], max: CACHED_NAMESPACES });
    this.#criteria = new NamespaceCache({ feed, topics: ['filters'], max: CACHED_NAMESPACES });
  }

  /**
   * @throws ToolrackError `ValidationFailed` for what is wrong in the URL, `NamespaceNotFound`, `NotFound` for an
   * unknown filter
   */
  async view(principal: Principal, parameters: EndpointParameters): Promise<CatalogView> {
    const query = readEndpointQuery(parameters);
    await this.#namespaces.requireReadable(principal, [query.namespace]);
    const rights = await this.#rights.of(principal, query.namespace);
    const selection = granted(await this.#selection(query, rights), rights);
    return { namespace: query.namespace, catalog: await this.catalog(query.namespace), selection, mode: query.mode };
  }

  /** All tools of the namespace, the system's among them. */
  async catalog(namespace: string): Promise<NamespaceCatalog> {
    return this.#catalogs.get(namespace, () => this.#make(namespace));
  }

  /** The catalog of the stored tools, and of what the scripts that they call declare now. */
  async #make(namespace: string): Promise<NamespaceCatalog> {
    const records = await this.#stored.of(namespace);
    const scripts = records.map(({ _script }) => _script);
    const functions = records.length === 0 ? NO_FUNCTIONS : await this.#scripts.functions(namespace, scripts);
    const apis = await this.#apis.ofNamespace(namespace);
    const latest = this.#latest.get(namespace);
    const hasSameFunctions = latest?.functions.equals(functions) === true;
    const isSame = hasSameFunctions && latest.records === records;
    if (isSame && areSame(latest.apis, apis)) return latest.catalog;
    const users = isSame
      ? latest.users
      : await usersOf(records, functions, hasSameFunctions ? { ...latest, isCurrent: true } : latest);
    const free = apis.filter(({ _name }) => findByName(records, _name) === undefined).sort(byName);
    const tools = merged(merged(this.#system.tools, users), free);
    const before = latest?.catalog;
    const catalog = before?.consistsOf(tools) === true ? before : new NamespaceCatalog(tools, this.#lists, before);
    this.#latest.set(namespace, { catalog, records, functions, users, apis });
    return catalog;
  }

  /** The tools of the namespace that the principal may list, and that a saved filter selects when one is named. */
  async listed(principal: Principal, namespace: string, filter: string | undefined): Promise<CatalogTool[]> {
    const rights = await this.#rights.of(principal, namespace);
    const { tools } = await this.catalog(namespace);
    const selected = filter === undefined ? EVERYTHING : await this.#filterSelection({ namespace, filter }, rights);
    const selection = granted(selected, rights);
    return tools.filter((tool) => selection.selects(tool));
  }

  /** The tool, when the principal may call it in the namespace. */
  async callable(principal: Principal, namespace: string, name: string): Promise<CatalogTool | undefined> {
    const rights = await this.#rights.of(principal, namespace);
    return (await this.catalog(namespace)).find(name, granted(EVERYTHING, rights));
  }

  /** The selection of a saved filter, by its id or its `_userType`. @throws ToolrackError `NotFound` */
  async #filterSelection(
    { namespace, filter: reference }: { namespace: string; filter: string },
    rights: Rights,
  ): Promise<Selection> {
    const filters = await this.#criteria.get(namespace, () => this.#readFilters(namespace));
    const found = filters.get(reference);
    if (found !== undefined && mayDo(rights, ['READ'], found.resource)) return this.#selectionOf(found.criteria);
    throw new ToolrackError('NotFound', `The namespace "${namespace}" has no filter "${reference}".`, {
      errors: [{ path: 'filter', message: 'must be the id or the _userType of a saved filter of the namespace' }],
    });
  }

  async #selection(query: EndpointQuery, rights: Rights): Promise<Selection> {
    const selection = await this.#criteriaSelection(query, rights);
    return query.readOnly ? readOnly(selection) : selection;
  }

  async #criteriaSelection({ namespace, filter, inline }: EndpointQuery, rights: Rights): Promise<Selection> {
    if (filter !== undefined) return this.#filterSelection({ namespace, filter }, rights);
    const parsed = parseInlineCriteria(inline);
    if (!parsed.ok) throw validationFailed(parsed.problems);
    return parsed.criteria === undefined ? EVERYTHING : this.#selectionOf(parsed.criteria);
  }

  async #readFilters(namespace: string): Promise<SavedFilters> {
    const filters = new Map<string, SavedFilter>();
    for (const record of await this.#filters.ofNamespace(namespace)) {
      const filter = { criteria: record._criteria, resource: resourceOf('aisvc:mcp-tool-filter', record) };
      filters.set(record._id, filter);
      // An id is never taken for somebody's _userType: it has characters that a _userType cannot have.
      filters.set(record._userType, filter);
    }
    return filters;
  }

  /** Compiled when they are first used. Equal criteria select alike, in whichever namespace and filter they stand. */
  #selectionOf(criteria: Criteria): Selection {
    const key = criteriaKey(criteria);
    const kept = this.#selections.get(key);
    if (kept !== undefined) return kept;
    const { selects, explain } = compileCriteria(criteria);
    const selection = { key, selects, explain: (tool: CatalogTool) => explain(tool) ?? '' };
    this.#selections.set(key, selection);
    return selection;
  }
}

/** What was made before, and whether the functions that it was made of are the same still. */
type Before = MadeCatalog & { isCurrent?: boolean };

/** A tool for each record, in their order: the one that was made before where it is the same. */
async function usersOf(
  records: readonly ToolRecord[],
  functions: ScriptFunctions,
  before: Before | undefined,
): Promise<CatalogTool[]> {
  const users: CatalogTool[] = [];
  const known = before?.isCurrent === true ? before : undefined;
  const turns = new TurnsTaken();
  let next = 0;
  for (const record of records) {
    for (let old = known?.records[next]; old !== undefined && old._name < record._name; old = known?.records[++next]);
    const kept = known?.records[next] === record ? known.users[next] : undefined;
    if (kept === undefined) {
      const declared = functions.lookUp(record._script);
      users.push(before?.catalog.unchanged(record, declared) ?? userTool(record, declared));
    } else users.push(kept);
    if (turns.isOver()) await turns.next();
  }
  return users;
}

function areSame(tools: readonly CatalogTool[], others: readonly CatalogTool[]): boolean {
  return tools.length === others.length && tools.every((tool, index) => tool === others[index]);
}
