/**
 * User groups: users who are granted things together. Who may change a group decides who has its rights, so that is
 * something to grant with care. A group is there for its members, and for whoever may read it.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, needsGrants, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { NewUserGroup, Page, PatchUserGroup, UserGroup } from '#libs/contracts';
import { conflict, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  createdBy,
  createdPage,
  deletionOf,
  duplicateKeyFields,
  insertAllOrNone,
  type Lookup,
  namespaceProblems,
  pageOf,
  type PageRange,
  Permissions,
  requireRevision,
  requireWithin,
  takenNameProblems,
  type Target,
  type TypedLookup,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import { requireNoScript } from '../namespace-settings/not-by-scripts.js';
import type { UserGroupRecord } from './user-group.record.js';
import { UserGroupsRepository } from './user-groups.repository.js';

const TYPE = 'passportsvc:usergroup';
const WHAT = 'user groups';

@Injectable()
export class UserGroupsService {
  readonly #groups: UserGroupsRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;

  constructor(
    groups: UserGroupsRepository,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#groups = groups;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewUserGroup[]): Promise<Page<UserGroup>> {
    await this.#permissions.require(principal, nsfilter, { action: 'CREATE', type: TYPE });
    requireNoScript(principal, WHAT);
    const problems = namespaceProblems(elements, nsfilter);
    if (problems.length > 0) throw validationFailed(problems);
    const records = elements.map((element): UserGroupRecord => ({
      ...element,
      _namespaces: element._namespaces ?? [...nsfilter],
      _id: randomUUID(),
      _revision: 1,
      _metadata: createdBy(principal),
    }));
    await this.#requireFreeNames(records);
    await insertAllOrNone(records, this.#groups, {
      announce: () => this.#announce(records.flatMap(({ _namespaces }) => _namespaces)),
      refuseDuplicates: () => this.#requireFreeNames(records),
    });
    return createdPage(records.map((record) => toUserGroup(record, principal)));
  }

  async page(principal: Principal, nsfilter: readonly string[], query: PageRange): Promise<Page<UserGroup>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const granted = await this.#permissions.scope(principal, nsfilter, { type: TYPE });
    const own = { _namespaces: { $in: [...nsfilter] }, _members: principal.id };
    const scope = needsGrants(principal) ? { $or: [granted, own] } : granted;
    const found = await this.#groups.page(scope, query);
    return pageOf(query, found, (record) => toUserGroup(record, principal));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<UserGroup>> {
    const found = await this.#groups.byId(lookup.id);
    const request = asked(principal, lookup);
    const isMember = needsGrants(principal) && found?._members.includes(principal.id) === true;
    const record = isMember ? requireWithin(found, request) : await this.#permissions.visible(found, request);
    return new WithRevision(toUserGroup(record, principal), record._revision);
  }

  /** What the group was granted goes with it; its id is never given again. */
  async delete(principal: Principal, target: Target): Promise<void> {
    const deleted = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'DELETE');
      return (await this.#groups.delete(current)) ? current : undefined;
    });
    await this.#announce(deleted._namespaces);
    await this.#feed.publish(deletionOf(TYPE, deleted));
  }

  /** Without a revision to hold it to, a change is made to what stands there now, whoever else changes it. */
  async change(principal: Principal, target: Target, body: PatchUserGroup): Promise<WithRevision<UserGroup>> {
    const record = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'EDIT');
      return this.#store(current, {
        ...current,
        _name: body._name ?? current._name,
        _description: body._description ?? current._description,
        _members: body._members ?? current._members,
        _revision: current._revision + 1,
        _metadata: updatedBy(principal, current._metadata),
      });
    });
    await this.#announce(record._namespaces);
    return new WithRevision(toUserGroup(record, principal), record._revision);
  }

  async #changeable(principal: Principal, target: Target, action: 'EDIT' | 'DELETE'): Promise<UserGroupRecord> {
    const found = await this.#groups.byId(target.id);
    const record = await this.#permissions.changeable(found, asked(principal, target), action);
    requireNoScript(principal, WHAT);
    requireRevision(record, target);
    return record;
  }

  /** @returns undefined when somebody else changed the group meanwhile */
  async #store(current: UserGroupRecord, record: UserGroupRecord): Promise<UserGroupRecord | undefined> {
    const taken = await this.#groups.takenNames(record._namespaces, [record._name], record._id);
    if (taken.size > 0) throw nameTaken(record._name);
    try {
      return (await this.#groups.replace(record, current._revision)) ? record : undefined;
    } catch (error) {
      if (duplicateKeyFields(error) === undefined) throw error;
      throw nameTaken(record._name);
    }
  }

  async #requireFreeNames(records: readonly UserGroupRecord[]): Promise<void> {
    const problems = await takenNameProblems(records, {
      field: '_name',
      message: takenMessage,
      stored: (namespace, names) => this.#groups.takenNames([namespace], names),
    });
    if (problems.length > 0) throw conflict(problems);
  }

  async #announce(namespaces: string[]): Promise<void> {
    await this.#feed.publish({ topic: 'permissions', namespaces });
  }
}

const asked = (principal: Principal, lookup: Lookup): TypedLookup => ({
  principal,
  lookup,
  what: 'user group',
  type: TYPE,
});

const takenMessage = (name: string): string => `"${name}" is taken by another user group of the namespace`;
const nameTaken = (name: string) => conflict([{ path: '_name', message: takenMessage(name) }]);

function toUserGroup({ _revision: _, ...record }: UserGroupRecord, principal: Principal): UserGroup {
  const _namespaces = visibleNamespaces(principal, record._namespaces);
  return { ...record, _irn: `passportsvc:usergroup:${record._id}`, _namespaces };
}
