/**
 * Users are nothing but ids that tokens, grants, groups and whatever they made bear. Removing one takes back all that
 * opens anything, and keeps the id from being given again: what the user made stays, and would be the next one's.
 */
import { Inject, Injectable } from '@nestjs/common';
import { granteeKeyOf, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import { CHANGE_FEED, createdBy } from '#libs/service-kit';
import { GrantsRepository } from '../permissions/grants.repository.js';
import { AccessTokensRepository } from './access-tokens.repository.js';
import { requireAdmin } from './admin-alone.js';
import { RemovedUsersRepository } from './removed-users.repository.js';
import { UserGroupsRepository } from './user-groups.repository.js';

@Injectable()
export class UsersService {
  readonly #removed: RemovedUsersRepository;
  readonly #tokens: AccessTokensRepository;
  readonly #groups: UserGroupsRepository;
  readonly #grants: GrantsRepository;
  readonly #feed: ChangeFeed;

  constructor(
    removed: RemovedUsersRepository,
    tokens: AccessTokensRepository,
    groups: UserGroupsRepository,
    grants: GrantsRepository,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#removed = removed;
    this.#tokens = tokens;
    this.#groups = groups;
    this.#grants = grants;
    this.#feed = feed;
  }

  /** Each step may be made again: a removal that did not end is ended by another one. */
  async remove(principal: Principal, id: string): Promise<void> {
    requireAdmin(principal, 'Users');
    // From here on no token is made for the user, so that none is made behind the next step.
    await this.#removed.add({ _id: id, _metadata: createdBy(principal) });
    await this.#tokens.deleteOf(id);
    await this.#feed.publish({ topic: 'accessTokens', namespaces: [] });
    const left = await this.#groups.removeMember(id, principal);
    const lost = await this.#grants.removeOf(granteeKeyOf({ _userId: id }));
    const namespaces = [...new Set([...left, ...lost])];
    if (namespaces.length > 0) await this.#feed.publish({ topic: 'permissions', namespaces });
  }
}
