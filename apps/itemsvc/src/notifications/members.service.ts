import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import {
  type GroupMember,
  type GroupMemberWithSecret,
  MAX_GROUP_MEMBERS,
  type NewGroupMember,
  type Page,
  type PatchGroupMember,
} from '#libs/contracts';
import { conflict, type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import {
  createdBy,
  createdPage,
  duplicateKeyFields,
  insertAllOrNone,
  type Lookup,
  pageOfAll,
  type PageRange,
  requireRevision,
  type Target,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { NamespaceSettingsRepository } from '../namespace-settings/namespace-settings.repository.js';
import { requireNoScript } from '../namespace-settings/not-by-scripts.js';
import { type GroupRecord, namespaceIn } from './group.record.js';
import { GroupsService } from './groups.service.js';
import type { MemberRecord } from './member.record.js';
import { MembersRepository } from './members.repository.js';
import { SigningSecrets } from './signing-secrets.js';
import { checkWebhookUrl } from './webhook-url.js';

/** The member that a change means, within its group, and which revision of it; any when that is left out. */
export interface MemberTarget extends Target {
  memberId: string;
}

const WHAT = 'the members of a notification group';

/** Members of groups: whoever may read a group sees where it sends to, and whoever may change it decides that. */
@Injectable()
export class MembersService {
  readonly #members: MembersRepository;
  readonly #groups: GroupsService;
  readonly #settings: NamespaceSettingsRepository;
  readonly #secrets: SigningSecrets;
  readonly #options: ItemsvcOptions;

  constructor(
    members: MembersRepository,
    groups: GroupsService,
    settings: NamespaceSettingsRepository,
    secrets: SigningSecrets,
    @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions,
  ) {
    this.#members = members;
    this.#groups = groups;
    this.#settings = settings;
    this.#secrets = secrets;
    this.#options = options;
  }

  async create(principal: Principal, lookup: Lookup, bodies: NewGroupMember[]): Promise<Page<GroupMemberWithSecret>> {
    const group = await this.#changeable(principal, lookup);
    await this.#requireGoodUrls(
      group,
      bodies.map(({ _webhookUrl }, index) => ({ url: _webhookUrl, path: `[${index}]._webhookUrl` })),
    );
    const made = bodies.map((body): { record: MemberRecord; secret: string } => {
      const owner = { _id: randomUUID(), _namespaces: group._namespaces };
      const { secret, sealed } = this.#secrets.make(owner);
      const record = {
        ...body,
        ...owner,
        _groupId: group._id,
        _sealed: sealed,
        _revision: 1,
        _metadata: createdBy(principal),
      };
      return { record, secret };
    });
    const records = made.map(({ record }) => record);
    await this.#requireRoom(group, records);
    await insertAllOrNone(records, this.#members, {
      // Nobody keeps members, so there is nobody to tell.
      announce: () => Promise.resolve(),
      refuseDuplicates: () => this.#requireRoom(group, records),
    });
    return createdPage(
      made.map(({ record, secret }) => ({ ...this.#shown(record, principal), _signingSecret: secret })),
    );
  }

  /** By name. */
  async page(principal: Principal, lookup: Lookup, range: PageRange): Promise<Page<GroupMember>> {
    const group = await this.#groups.visible(principal, lookup);
    const members = await this.#members.ofGroup(group._id);
    return pageOfAll(range, members, (record) => this.#shown(record, principal));
  }

  async patch(principal: Principal, target: MemberTarget, body: PatchGroupMember): Promise<WithRevision<GroupMember>> {
    const group = await this.#changeable(principal, target);
    if (body._webhookUrl !== undefined) {
      await this.#requireGoodUrls(group, [{ url: body._webhookUrl, path: '_webhookUrl' }]);
    }
    const record = await this.#change(group, target, (current) => ({
      ...(body._webhookUrl === undefined ? current : reachable(current)),
      _name: body._name ?? current._name,
      _webhookUrl: body._webhookUrl ?? current._webhookUrl,
      _metadata: updatedBy(principal, current._metadata),
    }));
    return new WithRevision(this.#shown(record, principal), record._revision);
  }

  /** Gives the member another secret; what is sent from then on is signed with it, for a day with the one before as well. */
  async renewSecret(principal: Principal, target: MemberTarget): Promise<WithRevision<GroupMemberWithSecret>> {
    const group = await this.#changeable(principal, target);
    const { secret, sealed } = this.#secrets.make({ _id: target.memberId, _namespaces: group._namespaces });
    const record = await this.#change(group, target, (current) => ({
      ...current,
      _sealed: sealed,
      _previousSecrets: this.#secrets.previousAfter(current),
      _metadata: updatedBy(principal, current._metadata),
    }));
    return new WithRevision({ ...this.#shown(record, principal), _signingSecret: secret }, record._revision);
  }

  /** What was not delivered to it yet never is. */
  async delete(principal: Principal, target: MemberTarget): Promise<void> {
    const group = await this.#changeable(principal, target);
    await untilUncontended(async () => {
      const current = await this.#member(group, target);
      return (await this.#members.delete(current)) ? current : undefined;
    });
  }

  #shown(record: MemberRecord, principal: Principal): GroupMember {
    const { _sealed, _previousSecrets, _goneAt, _revision, ...shown } = record;
    return {
      ...shown,
      _namespaces: visibleNamespaces(principal, record._namespaces),
      _previousSecretUntil: this.#secrets.overlapEndsAt(record)?.toISOString() ?? null,
    };
  }

  async #changeable(principal: Principal, lookup: Lookup): Promise<GroupRecord> {
    const group = await this.#groups.permitted(principal, lookup, 'EDIT');
    requireNoScript(principal, WHAT);
    return group;
  }

  async #member(group: GroupRecord, target: MemberTarget): Promise<MemberRecord> {
    const member = await this.#members.byId(target.memberId);
    if (member?._groupId !== group._id) {
      throw new ToolrackError('NotFound', `The group has no member with the id "${target.memberId}".`);
    }
    requireRevision(member, target);
    return member;
  }

  async #change(
    group: GroupRecord,
    target: MemberTarget,
    changed: (current: MemberRecord) => MemberRecord,
  ): Promise<MemberRecord> {
    return untilUncontended(async () => {
      const current = await this.#member(group, target);
      const record = { ...changed(current), _revision: current._revision + 1 };
      try {
        return (await this.#members.replace(record, current._revision)) ? record : undefined;
      } catch (error) {
        if (duplicateKeyFields(error) === undefined) throw error;
        throw conflict([{ path: '_name', message: takenMessage(record._name) }]);
      }
    });
  }

  async #requireGoodUrls(group: GroupRecord, urls: readonly { url: string; path: string }[]): Promise<void> {
    const settings = await this.#settings.ofNamespace(namespaceIn(group));
    const rules = { hosts: settings?._fetchHosts ?? [], privateHosts: this.#options.privateHosts };
    const problems: FieldProblem[] = [];
    for (const { url, path } of urls) checkWebhookUrl(url, rules, { path, problems });
    if (problems.length > 0) throw validationFailed(problems);
  }

  async #requireRoom(group: GroupRecord, records: readonly MemberRecord[]): Promise<void> {
    const present = await this.#members.ofGroup(group._id);
    const taken = new Set(present.map(({ _name }) => _name));
    const problems: FieldProblem[] = [];
    for (const [index, { _name }] of records.entries()) {
      if (taken.has(_name)) problems.push({ path: `[${index}]._name`, message: takenMessage(_name) });
      taken.add(_name);
    }
    if (problems.length > 0) throw conflict(problems);
    if (present.length + records.length <= MAX_GROUP_MEMBERS) return;
    const message = `would be ${present.length + records.length} members; a group has at most ${MAX_GROUP_MEMBERS}`;
    throw validationFailed([{ path: 'body', message }]);
  }
}

/** A member that was gone may be back where it is now. */
function reachable({ _goneAt, ...member }: MemberRecord): MemberRecord {
  return member;
}

const takenMessage = (name: string): string => `"${name}" is taken by another member of the group`;
