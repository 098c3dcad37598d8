import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { NewSecret, Page, PatchSecret, Secret } from '#libs/contracts';
import { conflict, type FieldProblem, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  createdBy,
  createdPage,
  duplicateKeyFields,
  insertAllOrNone,
  type Lookup,
  notThere,
  pageOf,
  type PageRange,
  Permissions,
  requireRevision,
  requireWithin,
  takenNameProblems,
  type Target,
  untilUncontended,
  updatedBy,
  visibleNamespaces,
  WithRevision,
} from '#libs/service-kit';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { checkedHosts } from '../namespace-settings/checked-hosts.js';
import { requireNoScript } from '../namespace-settings/not-by-scripts.js';
import { settingsRight } from '../namespace-settings/settings-rights.js';
import { placeOf, type SecretRecord } from './secret.record.js';
import { SecretsRepository } from './secrets.repository.js';

const WHAT = 'the secrets of a namespace';

/** Secrets as people keep them: values go in and never come out. Who is given a value is `SecretResolver`'s business. */
@Injectable()
export class SecretsService {
  readonly #secrets: SecretsRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;
  readonly #options: ItemsvcOptions;

  constructor(
    secrets: SecretsRepository,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions,
  ) {
    this.#secrets = secrets;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
    this.#options = options;
  }

  async create(principal: Principal, namespace: string, elements: NewSecret[]): Promise<Page<Secret>> {
    await this.#permissions.require(principal, [namespace], settingsRight(namespace));
    requireNoScript(principal, WHAT);
    const problems: FieldProblem[] = [];
    const records = elements.map(({ _value, _hosts, ...element }, index): SecretRecord => {
      const _id = randomUUID();
      return {
        ...element,
        _id,
        _namespaces: [namespace],
        _hosts: this.#checkedHosts(_hosts, `[${index}]._hosts`, problems),
        ...this.#sealed(_value, { namespace, id: _id }),
        _revision: 1,
        _metadata: createdBy(principal),
      };
    });
    if (problems.length > 0) throw validationFailed(problems);
    await this.#requireFreeNames(records);
    await insertAllOrNone(records, this.#secrets, {
      announce: () => this.#announce([namespace]),
      refuseDuplicates: () => this.#requireFreeNames(records),
    });
    return createdPage(records.map((record) => toSecret(record, principal)));
  }

  async page(principal: Principal, nsfilter: readonly string[], query: PageRange): Promise<Page<Secret>> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    for (const namespace of nsfilter) await this.#permissions.require(principal, [namespace], settingsRight(namespace));
    const found = await this.#secrets.page(nsfilter, query);
    return pageOf(query, found, (record) => toSecret(record, principal));
  }

  async get(principal: Principal, lookup: Lookup): Promise<WithRevision<Secret>> {
    const record = await this.#visible(principal, lookup);
    return new WithRevision(toSecret(record, principal), record._revision);
  }

  async delete(principal: Principal, target: Target): Promise<void> {
    const deleted = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target);
      return (await this.#secrets.delete(current)) ? current : undefined;
    });
    await this.#announce(deleted._namespaces);
  }

  /** Without a revision to hold it to, a change is made to what stands there now, whoever else changes it. */
  async change(principal: Principal, target: Target, body: PatchSecret): Promise<WithRevision<Secret>> {
    const problems: FieldProblem[] = [];
    const hosts = body._hosts === undefined ? undefined : this.#checkedHosts(body._hosts, '_hosts', problems);
    const record = await untilUncontended(async () => {
      const current = await this.#changeable(principal, target);
      if (problems.length > 0) throw validationFailed(problems);
      if (body._value === undefined && hosts !== undefined) requireNoOthers(hosts, current._hosts);
      return this.#store(current, {
        ...current,
        _name: body._name ?? current._name,
        _description: body._description ?? current._description,
        _hosts: hosts ?? current._hosts,
        ...(body._value === undefined ? {} : this.#sealed(body._value, placeOf(current))),
        _revision: current._revision + 1,
        _metadata: updatedBy(principal, current._metadata),
      });
    });
    await this.#announce(record._namespaces);
    return new WithRevision(toSecret(record, principal), record._revision);
  }

  /** @returns undefined when somebody else changed the secret meanwhile */
  async #store(current: SecretRecord, record: SecretRecord): Promise<SecretRecord | undefined> {
    try {
      return (await this.#secrets.replace(record, current._revision)) ? record : undefined;
    } catch (error) {
      if (duplicateKeyFields(error) === undefined) throw error;
      throw conflict([{ path: '_name', message: takenMessage(record._name) }]);
    }
  }

  /** A secret lies in one namespace: who may see it may change it. */
  async #visible(principal: Principal, lookup: Lookup): Promise<SecretRecord> {
    const request = { principal, lookup, what: 'secret' };
    const record = requireWithin(await this.#secrets.byId(lookup.id), request);
    const { namespace } = placeOf(record);
    if (!(await this.#permissions.has(principal, namespace, settingsRight(namespace)))) throw notThere(request);
    return record;
  }

  async #changeable(principal: Principal, target: Target): Promise<SecretRecord> {
    const record = await this.#visible(principal, target);
    requireNoScript(principal, WHAT);
    requireRevision(record, target);
    return record;
  }

  async #requireFreeNames(records: readonly SecretRecord[]): Promise<void> {
    const problems = await takenNameProblems(records, {
      field: '_name',
      message: takenMessage,
      stored: async (namespace, names) =>
        new Set((await this.#secrets.named(namespace, names)).map(({ _name }) => _name)),
    });
    if (problems.length > 0) throw conflict(problems);
  }

  #checkedHosts(entries: readonly string[], path: string, problems: FieldProblem[]): string[] {
    return checkedHosts(entries, this.#options.privateHosts, { path, problems });
  }

  #sealed(value: string, place: ReturnType<typeof placeOf>): Pick<SecretRecord, '_sealed' | '_fingerprint'> {
    const { vault } = this.#options;
    return { _sealed: vault.seal(value, place), _fingerprint: vault.fingerprint(value, place) };
  }

  async #announce(namespaces: string[]): Promise<void> {
    await this.#feed.publish({ topic: 'secrets', namespaces });
  }
}

/** Whoever may change a secret need not know its value, and must not have it sent where it was not meant to go. */
function requireNoOthers(hosts: readonly string[], present: readonly string[]): void {
  const others = hosts.filter((host) => !present.includes(host));
  if (others.length === 0) return;
  const message = `"${others.join('", "')}" is no host of the secret yet: give its _value as well to send it elsewhere`;
  throw validationFailed([{ path: '_hosts', message }]);
}

const takenMessage = (name: string): string => `"${name}" is taken by another secret of the namespace`;

function toSecret(record: SecretRecord, principal: Principal): Secret {
  return {
    _id: record._id,
    _irn: `itemsvc:secret:${record._id}`,
    _name: record._name,
    _description: record._description,
    _namespaces: visibleNamespaces(principal, record._namespaces),
    _hosts: record._hosts,
    _fingerprint: record._fingerprint,
    _metadata: record._metadata,
  };
}
