import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type {
  Action,
  NewNotificationGroup,
  NotificationGroup,
  Page,
  PatchNotificationGroup,
  ResourceType,
} from '#libs/contracts';
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
  takenNameProblems,
  type Target,
  type TypedLookup,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import { requireNoScript } from '../namespace-settings/not-by-scripts.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import type { GroupRecord } from './group.record.js';
import { GroupsRepository } from './groups.repository.js';
import { MembersRepository } from './members.repository.js';
import { MessagesRepository } from './messages.repository.js';

const TYPE: ResourceType = 'notificationsvc:group';
const WHAT = 'notification groups';

/** Groups: what can be written to. Who may do what with a group decides as well over its members and messages. */
@Injectable()
export class GroupsService {
  readonly #groups: GroupsRepository;
  readonly #members: MembersRepository;
  readonly #messages: MessagesRepository;
  readonly #deliveries: DeliveriesRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;

  constructor(
    groups: GroupsRepository,
    members: MembersRepository,
    messages: MessagesRepository,
    deliveries: DeliveriesRepository,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#groups = groups;
    this.#members = members;
    this.#messages = messages;
    this.#deliveries = deliveries;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
  }

  async create(
    principal: Principal,
    namespace: string,
    elements: NewNotificationGroup[],
  ): Promise<Page<NotificationGroup>> {
    await this.#permissions.require(principal, [namespace], { action: 'CREATE', type: TYPE });
    requireNoScript(principal, WHAT);
    const problems = namespaceProblems(elements, [namespace]);
    if (problems.length > 0) throw validationFailed(problems);
    const records = elements.map((element): GroupRecord => ({
      ...element,
      _id: randomUUID(),
      _namespaces: [namespace],
      _revision: 1,
      _metadata: createdBy(principal),
    }));
    await this.#requireFreeTypes(records);
    await insertAllOrNone(records, this.#groups, {
      announce: () => this.#announce([namespace]),
      refuseDuplicates: () => this.#requireFreeTypes(records),
    });
    return createdPage(records.map((record) => toGroup(record, principal)));
  }

  async page(
    principal: Principal,
    nsfilter: readonly string[],
    query: PageRange & { userType: string | undefined },
  ): Promise<Page<NotificationGroup>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const scope = await this.#permissions.scope(principal, nsfilter, { type: TYPE });
    const found = await this.#groups.page(scope, query);
    return pageOf(query, found, (record) => toGroup(record, principal));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<NotificationGroup>> {
    const record = await this.visible(principal, lookup);
    return new WithRevision(toGroup(record, principal), record._revision);
  }

  /** Without a revision to hold it to, a change is made to what stands there now, whoever else changes it. */
  async change(
    principal: Principal,
    target: Target,
    body: PatchNotificationGroup,
  ): Promise<WithRevision<NotificationGroup>> {
    const record = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'EDIT');
      return this.#store(current, {
        ...current,
        _name: body._name ?? current._name,
        _description: body._description ?? current._description,
        _userType: body._userType ?? current._userType,
        _revision: current._revision + 1,
        _metadata: updatedBy(principal, current._metadata),
      });
    });
    return new WithRevision(toGroup(record, principal), record._revision);
  }

  /** With its members and messages; what is not delivered yet never is. */
  async delete(principal: Principal, target: Target): Promise<void> {
    const deleted = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target, 'DELETE');
      return (await this.#groups.delete(current)) ? current : undefined;
    });
    await this.#announce(deleted._namespaces);
    await this.#feed.publish(deletionOf(TYPE, deleted));
    await this.#messages.deleteOfGroup(deleted._id);
    await this.#deliveries.deleteOfGroup(deleted._id);
    await this.#members.deleteOfGroup(deleted._id);
  }

  /** @throws ToolrackError `NotFound`, the same for what is absent and what is forbidden */
  async visible(principal: Principal, lookup: Lookup): Promise<GroupRecord> {
    return this.#permissions.visible(await this.#groups.byId(lookup.id), asked(principal, lookup));
  }

  /** The group, when the principal may do that with it. @throws ToolrackError `NotFound`, `Forbidden` */
  async permitted(principal: Principal, lookup: Lookup, action: Action): Promise<GroupRecord> {
    return this.#permissions.changeable(await this.#groups.byId(lookup.id), asked(principal, lookup), action);
  }

  async #changeable(principal: Principal, target: Target, action: Action): Promise<GroupRecord> {
    const record = await this.permitted(principal, target, action);
    requireNoScript(principal, WHAT);
    requireRevision(record, target);
    return record;
  }

  /** @returns undefined when somebody else changed the group meanwhile */
  async #store(current: GroupRecord, record: GroupRecord): Promise<GroupRecord | undefined> {
    try {
      return (await this.#groups.replace(record, current._revision)) ? record : undefined;
    } catch (error) {
      if (duplicateKeyFields(error) === undefined) throw error;
      throw conflict([{ path: '_userType', message: takenMessage(record._userType) }]);
    }
  }

  async #requireFreeTypes(records: readonly GroupRecord[]): Promise<void> {
    const problems = await takenNameProblems(records, {
      field: '_userType',
      message: takenMessage,
      stored: (namespace, userTypes) => this.#groups.takenTypes(namespace, userTypes),
    });
    if (problems.length > 0) throw conflict(problems);
  }

  async #announce(namespaces: string[]): Promise<void> {
    await this.#feed.publish({ topic: 'notifications', namespaces });
  }
}

const asked = (principal: Principal, lookup: Lookup): TypedLookup => ({
  principal,
  lookup,
  what: 'notification group',
  type: TYPE,
});

const takenMessage = (userType: string): string => `"${userType}" is taken by another group of the namespace`;

function toGroup({ _revision: _, ...record }: GroupRecord, principal: Principal): NotificationGroup {
  const _namespaces = visibleNamespaces(principal, record._namespaces);
  return { ...record, _irn: `${TYPE}:${record._id}`, _namespaces };
}
