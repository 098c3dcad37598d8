/** Grants as REST keeps them. Who may make and see them is `GrantRules`' decision; what they allow is that of `Rights`. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { granteeKeyOf, MAX_GRANTS, NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Grant, NewGrant, Page, PatchGrant } from '#libs/contracts';
import { conflict, type FieldProblem, ToolrackError, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  createdBy,
  createdPage,
  insertAllOrNone,
  isLookedInto,
  type Lookup,
  type LookupBy,
  namespaceProblems,
  notThere,
  pageOf,
  type PageRange,
  requireEveryNamespace,
  requireRevision,
  requireWithin,
  type Target,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import { requireNoScript } from '../namespace-settings/not-by-scripts.js';
import type { GrantRecord } from './grant.record.js';
import { GrantRules } from './grant-rules.js';
import { type GrantConditions, GrantsRepository } from './grants.repository.js';

const WHAT = 'grants';

@Injectable()
export class GrantsService {
  readonly #grants: GrantsRepository;
  readonly #rules: GrantRules;
  readonly #namespaces: NamespaceDirectory;
  readonly #feed: ChangeFeed;

  constructor(
    grants: GrantsRepository,
    rules: GrantRules,
    namespaces: NamespaceDirectory,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
  ) {
    this.#grants = grants;
    this.#rules = rules;
    this.#namespaces = namespaces;
    this.#feed = feed;
  }

  async create(principal: Principal, nsfilter: readonly string[], elements: NewGrant[]): Promise<Page<Grant>> {
    this.#namespaces.requireWritable(principal, nsfilter);
    requireNoScript(principal, WHAT);
    const problems = namespaceProblems(elements, nsfilter);
    if (problems.length > 0) throw validationFailed(problems);
    const records: GrantRecord[] = [];
    for (const [index, element] of elements.entries()) {
      const content = { ...element, _namespaces: element._namespaces ?? [...nsfilter] };
      const checked = await this.#rules.check(principal, content, pathOf(index));
      problems.push(...checked.problems);
      records.push({
        ...content,
        _granteeKey: granteeKeyOf(content._grantee),
        _resourceCreatedById: checked.resourceCreatedById,
        _id: randomUUID(),
        _revision: 1,
        _metadata: createdBy(principal),
      });
    }
    if (problems.length > 0) throw validationFailed(problems);
    await this.#requireRoom(records, pathOf);
    await insertAllOrNone(records, this.#grants, {
      announce: () => this.#announce(records.flatMap(({ _namespaces }) => _namespaces)),
    });
    return createdPage(records.map((record) => toGrant(record, principal)));
  }

  async page(
    principal: Principal,
    nsfilter: readonly string[],
    { conditions, ...range }: PageRange & { conditions: GrantConditions },
  ): Promise<Page<Grant>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const scope = await this.#rules.scope(principal, nsfilter);
    const found = await this.#grants.page(scope, conditions, range);
    return pageOf(range, found, (record) => toGrant(record, principal));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<Grant>> {
    const record = await this.#visible(principal, lookup);
    return new WithRevision(toGrant(record, principal), record._revision);
  }

  async delete(principal: Principal, target: Target): Promise<void> {
    const deleted = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target);
      return (await this.#grants.delete(current)) ? current : undefined;
    });
    await this.#announce(deleted._namespaces);
  }

  /** Without a revision to hold it to, a change is made to what stands there now, whoever else changes it. */
  async change(principal: Principal, target: Target, body: PatchGrant): Promise<WithRevision<Grant>> {
    const record = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target);
      const content = {
        _resource: body._resource ?? current._resource,
        _actions: body._actions ?? current._actions,
        _grantee: body._grantee ?? current._grantee,
        _namespaces: current._namespaces,
      };
      const { problems, resourceCreatedById } = await this.#rules.check(principal, content, '');
      if (problems.length > 0) throw validationFailed(problems);
      const changed: GrantRecord = {
        ...current,
        ...content,
        _granteeKey: granteeKeyOf(content._grantee),
        _resourceCreatedById: resourceCreatedById,
        _revision: current._revision + 1,
        _metadata: updatedBy(principal, current._metadata),
      };
      if (changed._granteeKey !== current._granteeKey) await this.#requireRoom([changed], () => '');
      return (await this.#grants.replace(changed, current._revision)) ? changed : undefined;
    });
    await this.#announce(record._namespaces);
    return new WithRevision(toGrant(record, principal), record._revision);
  }

  async #visible(principal: Principal, lookup: Lookup): Promise<GrantRecord> {
    const request = asked(principal, lookup);
    const record = requireWithin(await this.#grants.byId(lookup.id), request);
    for (const namespace of record._namespaces) {
      if (isLookedInto(namespace, request) && (await this.#rules.isVisible(principal, record, namespace)))
        return record;
    }
    throw notThere(request);
  }

  async #changeable(principal: Principal, target: Target): Promise<GrantRecord> {
    const record = await this.#visible(principal, target);
    requireEveryNamespace(record, asked(principal, target));
    requireNoScript(principal, WHAT);
    for (const namespace of record._namespaces) {
      if (await this.#rules.isOwner(principal, record, namespace)) continue;
      const detail = 'A grant is changed and deleted by whoever made it, or may SHARE what it is about.';
      throw new ToolrackError('Forbidden', detail);
    }
    requireRevision(record, target);
    return record;
  }

  /** @throws ToolrackError `Conflict` when a grantee would have more grants than rights are made of */
  async #requireRoom(records: readonly GrantRecord[], pathOf: (index: number) => string): Promise<void> {
    const counts = new Map<string, number>();
    const problems: FieldProblem[] = [];
    for (const [index, { _granteeKey, _namespaces }] of records.entries()) {
      for (const namespace of _namespaces) {
        const key = `${namespace} ${_granteeKey}`;
        const count = (counts.get(key) ?? (await this.#grants.countOf(_granteeKey, namespace))) + 1;
        counts.set(key, count);
        if (count <= MAX_GRANTS) continue;
        const message = `has ${MAX_GRANTS} grants in the namespace "${namespace}" already: grant a type, or a group`;
        problems.push({ path: `${pathOf(index)}_grantee`, message });
      }
    }
    if (problems.length > 0) throw conflict(problems);
  }

  async #announce(namespaces: string[]): Promise<void> {
    await this.#feed.publish({ topic: 'permissions', namespaces });
  }
}

/** Where the fields of an element stand in a creation. */
const pathOf = (index: number): string => `[${index}].`;

const asked = (principal: Principal, lookup: Lookup): LookupBy => ({ principal, lookup, what: 'grant' });

function toGrant(stored: GrantRecord, principal: Principal): Grant {
  const { _granteeKey: _key, _resourceCreatedById: _maker, _revision: _, ...record } = stored;
  const _namespaces = visibleNamespaces(principal, record._namespaces);
  return { ...record, _irn: `permissionsvc:grant:${record._id}`, _namespaces };
}
