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
import type { ToolScript } from '#libs/contracts';
import { type Criteria, compileCriteria, criteriaKey, parseInlineCriteria } from '#libs/criteria';
import { ToolrackError, validationFailed } from '#libs/errors';
import { CHANGE_FEED } from '#libs/service-kit';
import { FiltersRepository } from '../filters/filters.repository.js';
import { ApiTools } from '../openapi-services/api-tools.js';
import { ScriptDirectory } from '../scripts/script-directory.js';
import { ScriptFunctions } from '../scripts/script-functions.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { ToolsRepository } from '../tools/tools.repository.js';
import type { CatalogTool } from './catalog-tool.js';
import { type EndpointMode, type EndpointParameters, type EndpointQuery, readEndpointQuery } from './endpoint-query.js';
import { granted } from './granted.js';
import { ListCache } from './list-cache.js';
import { byName, type Difference, NamedList } from './named-list.js';
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

/** A catalog, and what the tools in it were made of. */
interface MadeCatalog {
  catalog: NamespaceCatalog;
  records: NamedList<ToolRecord>;
  functions: ScriptFunctions;
  /** Of the records, under their names. */
  users: NamedList<CatalogTool>;
  /** Of services, where no user's tool has the name. */
  apis: NamedList<CatalogTool>;
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
  /** The catalogs that are being made: each after the one before it, of which it is made. */
  readonly #making = new Map<string, Promise<NamespaceCatalog>>();
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
    return this.#catalogs.get(namespace, () => this.#makeInTurn(namespace));
  }

  async #makeInTurn(namespace: string): Promise<NamespaceCatalog> {
    const before = this.#making.get(namespace);
    const making =
      before === undefined
        ? this.#make(namespace)
        : before.then(
            () => this.#make(namespace),
            () => this.#make(namespace),
          );
    this.#making.set(namespace, making);
    try {
      return await making;
    } finally {
      if (this.#making.get(namespace) === making) this.#making.delete(namespace);
    }
  }

  /** The catalog of the stored tools, and of what the scripts that they call declare now. */
  async #make(namespace: string): Promise<NamespaceCatalog> {
    const records = await this.#stored.of(namespace);
    const functions = records.length === 0 ? NO_FUNCTIONS : await this.#scripts.functions(namespace, pinnedIn(records));
    const ofServices = await this.#apis.ofNamespace(namespace);
    const apis = NamedList.of(ofServices.filter(({ _name }) => records.find(_name) === undefined).sort(byName));
    const latest = this.#latest.get(namespace);
    const users = await usersOf(records, functions, latest);
    const tools =
      latest === undefined
        ? users.changed({ removed: [], added: [...this.#system.tools, ...apis].sort(byName) })
        : latest.catalog.tools.changed(both(latest.users.differenceTo(users), latest.apis.differenceTo(apis)));
    const before = latest?.catalog;
    const catalog = before?.tools === tools ? before : new NamespaceCatalog(tools, this.#lists, before);
    this.#latest.set(namespace, { catalog, records, functions, users, apis });
    return catalog;
  }

  /** The tools of the namespace that the principal may list, and that a saved filter selects when one is named. */
  async listed(principal: Principal, namespace: string, filter: string | undefined): Promise<NamedList<CatalogTool>> {
    const rights = await this.#rights.of(principal, namespace);
    const { tools } = await this.catalog(namespace);
    const selected = filter === undefined ? EVERYTHING : await this.#filterSelection({ namespace, filter }, rights);
    const selection = granted(selected, rights);
    return selection === EVERYTHING ? tools : tools.filter((tool) => selection.selects(tool));
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

/** A tool for each record, under its name: the one that was made before where it is the same. */
async function usersOf(
  records: NamedList<ToolRecord>,
  functions: ScriptFunctions,
  before: MadeCatalog | undefined,
): Promise<NamedList<CatalogTool>> {
  const turns = new TurnsTaken();
  const made = async (some: Iterable<ToolRecord>): Promise<CatalogTool[]> => {
    const tools: CatalogTool[] = [];
    for (const record of some) {
      const declared = functions.lookUp(record._script);
      tools.push(before?.catalog.unchanged(record, declared) ?? userTool(record, declared));
      if (turns.isOver()) await turns.next();
    }
    return tools;
  };
  if (before?.functions.equals(functions) !== true) return NamedList.of(await made(records));
  const { removed, added } = before.records.differenceTo(records);
  const gone = removed.flatMap(({ _name }) => before.users.find(_name) ?? []);
  return before.users.changed({ removed: gone, added: await made(added) });
}

/** By the parts of lists of records, which stay as they are while nothing in them changes. */
const pinsOfParts = new WeakMap<readonly ToolRecord[], readonly ToolScript[]>();

/** The scripts of tools that are pinned to a version. */
function pinnedIn(records: NamedList<ToolRecord>): ToolScript[] {
  return records.parts.flatMap((part) => {
    const known = pinsOfParts.get(part);
    if (known !== undefined) return known;
    const pins = part.map(({ _script }) => _script).filter(({ _versionId }) => _versionId !== undefined);
    pinsOfParts.set(part, pins);
    return pins;
  });
}

/** Two differences of one list as one. */
function both<T extends CatalogTool>(one: Difference<T>, other: Difference<T>): Difference<T> {
  return {
    removed: [...one.removed, ...other.removed].sort(byName),
    added: [...one.added, ...other.added].sort(byName),
  };
}
