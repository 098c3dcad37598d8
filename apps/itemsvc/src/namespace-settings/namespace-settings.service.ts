import { Inject, Injectable } from '@nestjs/common';
import { NamespaceDirectory, type Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { NamespaceSettings, ReplaceNamespaceSettings } from '#libs/contracts';
import { type FieldProblem, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  createdBy,
  Permissions,
  revisionConflict,
  untilUncontended,
  updatedBy,
  WithRevision,
} from '#libs/service-kit';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { checkedHosts } from './checked-hosts.js';
import type { NamespaceSettingsRecord } from './namespace-settings.record.js';
import { NamespaceSettingsRepository } from './namespace-settings.repository.js';
import { requireNoScript } from './not-by-scripts.js';
import { requireSettingsReadable, settingsRight } from './settings-rights.js';

/** Revision of settings that nobody has set. */
const UNSET = 0;

/** What is decided for a whole namespace. Who has set nothing has allowed nothing. */
@Injectable()
export class NamespaceSettingsService {
  readonly #settings: NamespaceSettingsRepository;
  readonly #namespaces: NamespaceDirectory;
  readonly #permissions: Permissions;
  readonly #feed: ChangeFeed;
  readonly #options: ItemsvcOptions;

  constructor(
    settings: NamespaceSettingsRepository,
    namespaces: NamespaceDirectory,
    permissions: Permissions,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions,
  ) {
    this.#settings = settings;
    this.#namespaces = namespaces;
    this.#permissions = permissions;
    this.#feed = feed;
    this.#options = options;
  }

  async get(principal: Principal, namespace: string): Promise<WithRevision<NamespaceSettings>> {
    await this.#namespaces.requireReadable(principal, [namespace]);
    await requireSettingsReadable(this.#permissions, principal, [namespace]);
    const record = await this.#settings.ofNamespace(namespace);
    if (record === null) return new WithRevision({ _namespace: namespace, _fetchHosts: [] }, UNSET);
    return toSettings(record);
  }

  /** @param change.revision that which the settings must be at; any when that is undefined */
  async replace(
    principal: Principal,
    namespace: string,
    { revision, body }: { revision: number | undefined; body: ReplaceNamespaceSettings },
  ): Promise<WithRevision<NamespaceSettings>> {
    await this.#permissions.require(principal, [namespace], settingsRight(namespace));
    requireNoScript(principal, 'the settings of a namespace');
    const problems: FieldProblem[] = [];
    const _fetchHosts = checkedHosts(body._fetchHosts, this.#options.privateHosts, { path: '_fetchHosts', problems });
    if (problems.length > 0) throw validationFailed(problems);
    const stored = await untilUncontended(async () => {
      const current = await this.#settings.ofNamespace(namespace);
      const currentRevision = current?._revision ?? UNSET;
      if (revision !== undefined && revision !== currentRevision) throw revisionConflict();
      const record: NamespaceSettingsRecord = {
        _id: namespace,
        _namespaces: [namespace],
        _fetchHosts,
        _revision: currentRevision + 1,
        _metadata: current === null ? createdBy(principal) : updatedBy(principal, current._metadata),
      };
      const done = await (current === null
        ? this.#settings.insert(record)
        : this.#settings.replace(record, currentRevision));
      return done ? record : undefined;
    });
    await this.#feed.publish({ topic: 'settings', namespaces: [namespace] });
    return toSettings(stored);
  }
}

function toSettings({
  _id,
  _fetchHosts,
  _metadata,
  _revision,
}: NamespaceSettingsRecord): WithRevision<NamespaceSettings> {
  return new WithRevision({ _namespace: _id, _fetchHosts, _metadata }, _revision);
}
