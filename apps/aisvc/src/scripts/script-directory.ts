import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { actingWithin, needsGrants, type Principal, RunTokens } from '#libs/access';
import { type ChangeFeed, NamespaceCache } from '#libs/change-feed';
import { pageSchema, type ScriptFunctionEntry, scriptFunctionEntrySchema, type ToolScript } from '#libs/contracts';
import { createPlatformApi, PlatformApiError, type PlatformTransport } from '#libs/platform-api';
import { CHANGE_FEED, PLATFORM_TRANSPORT } from '#libs/service-kit';
import { type Declared, type MissingFunction, type NewestFunctions, ScriptFunctions } from './script-functions.js';

/** Versions of scripts that are looked for. */
export interface WantedVersions {
  namespace: string;
  userType: string;
  version?: number | undefined;
  versionId?: string | undefined;
}

interface FunctionCriteria {
  _userType?: string;
  _version?: number;
  _versionId?: string[];
}

const PAGE_SIZE = 1_000;
const TOKEN_TTL_MS = 30_000;
const CACHED_NAMESPACES = 1_000;
/** As many as the item service takes at a time. */
const VERSIONS_AT_A_TIME = 100;
const NOTHING: Declared = new Map();
const functionPageSchema = pageSchema(scriptFunctionEntrySchema);

const service = (namespace: string): Principal => ({ id: 'aisvc', kind: 'service', namespaces: [namespace] });

/**
 * What the AI service knows of scripts: which function is where, in which version. Asked of the item service, of all
 * scripts of a namespace at a time, and kept until one of them changes. What did not change is the same object then.
 */
@Injectable()
export class ScriptDirectory {
  readonly #transport: PlatformTransport;
  readonly #tokens: RunTokens;
  readonly #newest: NamespaceCache<NewestFunctions>;
  /** What was read last of each namespace, whether it still holds or not. */
  readonly #before = new LRUCache<string, NewestFunctions>({ max: CACHED_NAMESPACES });
  /** Versions by id, each with what it declares; nothing of one that is gone. */
  readonly #pinned: NamespaceCache<Map<string, Promise<Declared>>>;

  constructor(
    @Inject(PLATFORM_TRANSPORT) transport: PlatformTransport,
    tokens: RunTokens,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#transport = transport;
    this.#tokens = tokens;
    this.#newest = new NamespaceCache({ feed, topics: ['scripts'], max: CACHED_NAMESPACES });
    this.#pinned = new NamespaceCache({ feed, topics: ['scripts'], max: CACHED_NAMESPACES });
  }

  /** The function that a tool of the namespace calls, in the version that it calls, or why there is none. */
  async lookUp(namespace: string, script: ToolScript): Promise<ScriptFunctionEntry | MissingFunction> {
    return (await this.functions(namespace, [script])).lookUp(script);
  }

  /** What the scripts of the namespace declare in their newest versions, and in those that the tools' are pinned to. */
  async functions(namespace: string, ofTools: Iterable<ToolScript> = []): Promise<ScriptFunctions> {
    const newest = await this.#newest.get(namespace, () => this.#readNewest(namespace));
    const ids = new Set<string>();
    for (const { _versionId } of ofTools) if (_versionId !== undefined) ids.add(_versionId);
    return new ScriptFunctions(newest, ids.size === 0 ? undefined : await this.#pinnedTo(namespace, [...ids]));
  }

  /**
   * The functions that the scripts of the namespace declare now, whatever is kept of them.
   *
   * @param reader whoever may read the scripts that count; those of all scripts when undefined
   */
  async functionsNow(namespace: string, reader?: Principal): Promise<ScriptFunctions> {
    return new ScriptFunctions(newestOf(await this.#read(namespace, {}, reader)));
  }

  /** What the versions declare now. @param reader as in `functionsNow` */
  async versionsNow(wanted: WantedVersions, reader?: Principal): Promise<ScriptFunctionEntry[]> {
    const { namespace, userType, version, versionId } = wanted;
    const criteria = {
      _userType: userType,
      ...(version === undefined ? {} : { _version: version }),
      ...(versionId === undefined ? {} : { _versionId: [versionId] }),
    };
    return this.#read(namespace, criteria, reader);
  }

  async #readNewest(namespace: string): Promise<NewestFunctions> {
    const newest = newestOf(await this.#read(namespace, {}), this.#before.get(namespace));
    this.#before.set(namespace, newest);
    return newest;
  }

  async #pinnedTo(namespace: string, ids: readonly string[]): Promise<Map<string, Declared>> {
    const known = await this.#pinned.get(namespace, () => Promise.resolve(new Map<string, Promise<Declared>>()));
    const unknown = ids.filter((id) => !known.has(id));
    let reading: Promise<ScriptFunctionEntry[]> = Promise.resolve([]);
    for (let start = 0; start < unknown.length; start += VERSIONS_AT_A_TIME) {
      const some = unknown.slice(start, start + VERSIONS_AT_A_TIME);
      // One request at a time.
      reading = reading.then(() => this.#read(namespace, { _versionId: some }));
      for (const id of some) {
        const ofVersion = reading.then((entries) => byName(entries.filter(({ _versionId }) => _versionId === id)));
        known.set(id, ofVersion);
        ofVersion.catch(() => known.delete(id));
      }
    }
    const found = ids.map(async (id): Promise<[string, Declared]> => [id, (await known.get(id)) ?? NOTHING]);
    return new Map(await Promise.all(found));
  }

  /** A namespace that holds nothing has no functions. */
  async #read(namespace: string, criteria: FunctionCriteria, reader?: Principal): Promise<ScriptFunctionEntry[]> {
    const asks = reader !== undefined && needsGrants(reader) ? actingWithin(reader, namespace) : service(namespace);
    try {
      return await this.#readPages(namespace, criteria, asks);
    } catch (error) {
      if (error instanceof PlatformApiError && error.code === 'NamespaceNotFound') return [];
      throw error;
    }
  }

  async #readPages(namespace: string, criteria: FunctionCriteria, reader: Principal): Promise<ScriptFunctionEntry[]> {
    const token = await this.#tokens.issue(reader, { ttlMs: TOKEN_TTL_MS });
    const { IafItemSvc } = createPlatformApi({ transport: this.#transport, token });
    const entries: ScriptFunctionEntry[] = [];
    for (;;) {
      const options = { _offset: entries.length, _pageSize: PAGE_SIZE };
      const answer = await IafItemSvc.getScriptFunctions(criteria, { _namespaces: [namespace] }, options);
      const { _list, _total } = functionPageSchema.parse(answer);
      entries.push(..._list);
      if (_list.length === 0 || entries.length >= _total) return entries;
    }
  }
}

function byName(entries: readonly ScriptFunctionEntry[]): Declared {
  return new Map(entries.map((entry) => [entry.name, entry]));
}

/** @param before what was read earlier: what is equal is taken over */
function newestOf(entries: readonly ScriptFunctionEntry[], before?: NewestFunctions): NewestFunctions {
  const types = new Map<string, Map<string, ScriptFunctionEntry>>();
  let isSame = before !== undefined;
  for (const entry of entries) {
    const known = before?.get(entry._userType)?.get(entry.name);
    const kept = known !== undefined && isDeepStrictEqual(known, entry) ? known : entry;
    isSame &&= kept === known;
    const ofType = types.get(entry._userType) ?? new Map<string, ScriptFunctionEntry>();
    types.set(entry._userType, ofType.set(entry.name, kept));
  }
  return before !== undefined && isSame && countOf(before) === countOf(types) ? before : types;
}

function countOf(functions: NewestFunctions): number {
  let count = 0;
  for (const ofType of functions.values()) count += ofType.size;
  return count;
}
