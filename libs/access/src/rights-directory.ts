/**
 * Finds the rights of principals. Groups and grants are read for one user in one namespace at a time, and kept until
 * something about permissions changes there: who joins or leaves a group, or is granted something, has it with the next
 * request, in every process.
 */
import { LRUCache } from 'lru-cache';
import type { Connection } from 'mongoose';
import { type ChangeFeed, NamespaceCache } from '#libs/change-feed';
import { mayUseNamespace, needsGrants, type Principal } from './principal.js';
import { ALL_RIGHTS, NO_RIGHTS, type Rights, type RightsGrant, UserRights } from './rights.js';

export const GRANT_COLLECTION = 'permissiongrants';
export const USER_GROUP_COLLECTION = 'usergroups';
/** Grants that a user or a group may have in a namespace. */
export const MAX_GRANTS = 5_000;

/** What the rights of a grantee are found by. */
export type GranteeKey = `user:${string}` | `group:${string}`;

export const granteeKeyOf = (grantee: {
  _userId?: string | undefined;
  _userGroupId?: string | undefined;
}): GranteeKey => (grantee._userId === undefined ? `group:${grantee._userGroupId ?? ''}` : `user:${grantee._userId}`);

interface StoredGrant extends RightsGrant {
  _granteeKey: string;
  _namespaces: string[];
}
interface StoredGroup {
  _id: string;
  _members: string[];
  _namespaces: string[];
}

type RightsByUser = LRUCache<string, Promise<Rights>>;

const CACHED_NAMESPACES = 1_000;
const CACHED_USERS_OF_NAMESPACE = 200;

export class RightsDirectory {
  readonly #connection: Connection;
  readonly #rights: NamespaceCache<RightsByUser>;

  constructor(connection: Connection, feed: ChangeFeed) {
    this.#connection = connection;
    this.#rights = new NamespaceCache({ feed, topics: ['permissions'], max: CACHED_NAMESPACES });
  }

  /** What the principal may do in the namespace. */
  async of(principal: Principal, namespace: string): Promise<Rights> {
    if (!mayUseNamespace(principal, namespace)) return NO_RIGHTS;
    if (!needsGrants(principal)) return ALL_RIGHTS;
    const ofUsers = await this.#rights.get(namespace, () =>
      Promise.resolve(new LRUCache({ max: CACHED_USERS_OF_NAMESPACE })),
    );
    const kept = ofUsers.get(principal.id);
    if (kept !== undefined) return kept;
    const rights = this.#read(principal.id, namespace);
    ofUsers.set(principal.id, rights);
    try {
      return await rights;
    } catch (error) {
      ofUsers.delete(principal.id);
      throw error;
    }
  }

  /** Ids of the groups of a namespace that a user is in. */
  async groupsOf(userId: string, namespace: string): Promise<string[]> {
    const found = await this.#connection
      .collection<StoredGroup>(USER_GROUP_COLLECTION)
      .find({ _members: userId, _namespaces: namespace }, { projection: { _id: 1 } })
      .toArray();
    return found.map(({ _id }) => _id);
  }

  async #read(userId: string, namespace: string): Promise<Rights> {
    const groups = await this.groupsOf(userId, namespace);
    const grantees = [{ _userId: userId }, ...groups.map((_userGroupId) => ({ _userGroupId }))].map(granteeKeyOf);
    const grants = await this.#connection
      .collection<StoredGrant>(GRANT_COLLECTION)
      .find(
        { _granteeKey: { $in: grantees }, _namespaces: namespace },
        { projection: { _id: 1, _resource: 1, _actions: 1 } },
      )
      .sort({ _id: 1 })
      .toArray();
    return new UserRights(userId, grants);
  }
}
