import { Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import { DEFAULT_PAGE_SIZE, type Page, type ScriptFunctionEntry } from '#libs/contracts';
import { Permissions, visibleNamespaces } from '#libs/service-kit';
import { ItemsRepository } from '../items/items.repository.js';
import { withinPage } from '../listing/page-bytes.js';

export interface FunctionsQuery {
  nsfilter: string[];
  _userType?: string | undefined;
  _name?: string | undefined;
  _offset?: number | undefined;
  _pageSize?: number | undefined;
}

/** What the scripts of a namespace declare, from the index that storing them made. */
@Injectable()
export class ScriptFunctionsService {
  readonly #items: ItemsRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;

  constructor(items: ItemsRepository, namespaces: NamespaceDirectory, permissions: Permissions) {
    this.#items = items;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
  }

  async page(principal: Principal, query: FunctionsQuery): Promise<Page<ScriptFunctionEntry>> {
    await this.#namespaces.requireReadable(principal, query.nsfilter);
    const scope = await this.#permissions.scope(principal, query.nsfilter, { type: 'itemsvc:nameduseritem' });
    const scripts = await this.#items.scripts(scope, query._userType);
    const entries = scripts.flatMap(({ _id, _userType, _tipId, _tipVersion, _namespaces, _functions, _limits }) =>
      _functions
        .filter(({ name }) => query._name === undefined || name === query._name)
        .map((declared) => ({
          ...declared,
          _itemId: _id,
          _userType,
          _versionId: _tipId,
          _version: _tipVersion,
          _namespaces: visibleNamespaces(principal, _namespaces),
          ...(_limits === undefined ? {} : { _limits }),
        })),
    );
    const offset = query._offset ?? 0;
    const pageSize = query._pageSize ?? DEFAULT_PAGE_SIZE;
    return {
      _offset: offset,
      _pageSize: pageSize,
      _total: entries.length,
      _list: await withinPage(entries.slice(offset, offset + pageSize)),
    };
  }
}
