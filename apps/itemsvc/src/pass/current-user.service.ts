import { Injectable } from '@nestjs/common';
import { NamespaceDirectory, needsGrants, type Principal } from '#libs/access';
import type { CurrentUser, Page, Workspace } from '#libs/contracts';
import { pageOfAll, type PageRange, visibleNamespaces } from '#libs/service-kit';
import { UserGroupsRepository } from './user-groups.repository.js';

/** What a principal may know of itself. */
@Injectable()
export class CurrentUserService {
  readonly #groups: UserGroupsRepository;
  readonly #namespaces: NamespaceDirectory;

  constructor(groups: UserGroupsRepository, namespaces: NamespaceDirectory) {
    this.#groups = groups;
    this.#namespaces = namespaces;
  }

  async get(principal: Principal): Promise<CurrentUser> {
    const { id, kind, namespaces } = principal;
    const groups = needsGrants(principal) && namespaces !== '*' ? await this.#groups.ofMember(id, namespaces) : [];
    return {
      _id: id,
      _kind: kind,
      _namespaces: namespaces === '*' ? null : [...namespaces],
      _needsGrants: needsGrants(principal),
      _userGroups: groups.map(({ _id, _name, _namespaces }) => ({
        _id,
        _name,
        _namespaces: visibleNamespaces(principal, _namespaces),
      })),
    };
  }

  async workspaces(principal: Principal, range: PageRange): Promise<Page<Workspace>> {
    return pageOfAll(range, await this.#namespaces.readable(principal), (_name) => ({ _name }));
  }
}
