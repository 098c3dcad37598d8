import { Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import { type JsonObject, type Page, type ScriptFunction, type ScriptFunctionEntry } from '#libs/contracts';
import { Permissions, rangeOf, visibleNamespaces } from '#libs/service-kit';
import type { ItemRecord } from '../items/item.record.js';
import { ItemVersionsRepository, type VersionDeclarations } from '../items/item-versions.repository.js';
import { ItemsRepository } from '../items/items.repository.js';
import { withinPage } from '../listing/page-bytes.js';
import { UnreadVersions } from './unread-versions.js';

export interface FunctionsQuery {
  nsfilter: string[];
  _userType?: string | undefined;
  _name?: string | undefined;
  /** Not the newest versions, but those that have the number, */
  _version?: number | undefined;
  /** or one of the ids. */
  _versionId?: readonly string[] | undefined;
  _offset?: number | undefined;
  _pageSize?: number | undefined;
}

/** Old versions that one request has read; others declare nothing yet. */
const MOST_UNREAD = 100;

/** What the scripts of a namespace declare, from the index that storing them made, or that reading an old version makes. */
@Injectable()
export class ScriptFunctionsService {
  readonly #items: ItemsRepository;
  readonly #versions: ItemVersionsRepository;
  readonly #unread: UnreadVersions;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;

  constructor(
    items: ItemsRepository,
    versions: ItemVersionsRepository,
    unread: UnreadVersions,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
  ) {
    this.#items = items;
    this.#versions = versions;
    this.#unread = unread;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
  }

  async page(principal: Principal, query: FunctionsQuery): Promise<Page<ScriptFunctionEntry>> {
    await this.#namespaces.requireReadable(principal, query.nsfilter);
    const scope = await this.#permissions.scope(principal, query.nsfilter, { type: 'itemsvc:nameduseritem' });
    const entries = (await this.#declarations(scope, query)).flatMap(({ script, versionId, version, functions }) =>
      functions
        .filter(({ name }) => query._name === undefined || name === query._name)
        .map((declared) => ({
          ...declared,
          _itemId: script._id,
          _userType: script._userType,
          _versionId: versionId,
          _version: version,
          _namespaces: visibleNamespaces(principal, script._namespaces),
          ...(script._limits === undefined ? {} : { _limits: script._limits }),
        })),
    );
    const { offset, pageSize } = rangeOf(query);
    const shown = await withinPage(entries.slice(offset, offset + pageSize));
    return { _offset: offset, _pageSize: pageSize, _total: entries.length, _list: shown };
  }

  async #declarations(scope: JsonObject, query: FunctionsQuery): Promise<Declarations[]> {
    const { _userType: userType, _version: number, _versionId: ids } = query;
    if (ids !== undefined) {
      const versions = await this.#versions.declarations({ ids });
      const scripts = await this.#items.scripts(scope, { userType, ids: versions.map((found) => found._userItemDbId) });
      const wanted = number === undefined ? versions : versions.filter(({ _version }) => _version === number);
      return this.#declarationsOf(wanted, scripts);
    }
    const scripts = await this.#items.scripts(scope, { userType });
    if (number === undefined) return scripts.map(ofTip);
    return this.#declarationsOf(
      await this.#versions.declarations({ itemIds: scripts.map(({ _id }) => _id), number }),
      scripts,
    );
  }

  /** A version above the tip of its script is one whose addition did not end. */
  async #declarationsOf(
    versions: readonly VersionDeclarations[],
    scripts: readonly ItemRecord[],
  ): Promise<Declarations[]> {
    const byId = new Map(scripts.map((script) => [script._id, script]));
    const declarations: Declarations[] = [];
    let left = MOST_UNREAD;
    for (const { _id: versionId, _userItemDbId, _version: version, _functions } of versions) {
      const script = byId.get(_userItemDbId);
      if (script === undefined || version > script._tipVersion) continue;
      let functions: readonly ScriptFunction[] | undefined =
        versionId === script._tipId ? script._functions : _functions;
      if (functions === undefined && left-- > 0) {
        functions = await this.#unread.functionsOf(versionId, script._namespaces.join());
      }
      declarations.push({ script, versionId, version, functions: functions ?? [] });
    }
    return declarations;
  }
}

/** What one version of a script declares. */
interface Declarations {
  script: ItemRecord;
  versionId: string;
  version: number;
  functions: readonly ScriptFunction[];
}

const ofTip = (script: ItemRecord): Declarations => ({
  script,
  versionId: script._tipId,
  version: script._tipVersion,
  functions: script._functions,
});
