/**
 * Deletes what a process left that ended in the middle of a creation or deletion: versions whose item or file does not
 * exist, contents that no version has, records whose collection and members whose group do not exist, and grants on what
 * is not there. Nobody can see them; they only take room. Versions that were not finished are left to the next addition,
 * which knows whether anybody still works on them.
 */
import { Inject, Injectable, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { FileContentsStore } from '../files/file-contents.store.js';
import { FilesRepository } from '../files/files.repository.js';
import { ItemsRepository } from '../items/items.repository.js';
import { ItemVersionsRepository } from '../items/item-versions.repository.js';
import { GroupsRepository } from '../notifications/groups.repository.js';
import { MembersRepository } from '../notifications/members.repository.js';
import { GrantLeftovers } from '../permissions/grant-leftovers.js';
import { RelatedItemsRepository } from '../related-items/related-items.repository.js';

/**
 * Longer than any request lives, and than the clocks of two hosts may be apart: what is older belongs to no request that
 * is under way.
 */
const MIN_AGE_MS = 86_400_000;
/** Entries of each kind that one sweep looks at. */
const SAMPLE = 2_000;

@Injectable()
export class LeftoversSweep implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #items: ItemsRepository;
  readonly #itemVersions: ItemVersionsRepository;
  readonly #files: FilesRepository;
  readonly #contents: FileContentsStore;
  readonly #records: RelatedItemsRepository;
  readonly #groups: GroupsRepository;
  readonly #members: MembersRepository;
  readonly #grants: GrantLeftovers;
  readonly #logger: Logger;
  #running: Promise<void> = Promise.resolve();

  constructor(
    items: ItemsRepository,
    itemVersions: ItemVersionsRepository,
    files: FilesRepository,
    contents: FileContentsStore,
    records: RelatedItemsRepository,
    groups: GroupsRepository,
    members: MembersRepository,
    grants: GrantLeftovers,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#items = items;
    this.#itemVersions = itemVersions;
    this.#files = files;
    this.#contents = contents;
    this.#records = records;
    this.#groups = groups;
    this.#members = members;
    this.#grants = grants;
    this.#logger = logger;
  }

  /** The service does not wait for it. */
  onApplicationBootstrap(): void {
    this.#running = this.#sweep(new Date(Date.now() - MIN_AGE_MS)).catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'leftovers could not be swept');
    });
  }

  /** The store closes after this. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#running;
  }

  async #sweep(before: Date): Promise<void> {
    await this.#sweepItems(before);
    await this.#sweepFiles(before);
    await this.#sweepContents(before);
    await this.#sweepRecords(before);
    await this.#sweepMembers(before);
    await this.#grants.sweep(SAMPLE);
  }

  async #sweepItems(before: Date): Promise<void> {
    const versions = await this.#itemVersions.sample(before.toISOString(), SAMPLE);
    const items = await this.#items.existing(versions.map(({ _userItemDbId }) => _userItemDbId));
    await this.#itemVersions.takeBack(
      versions.filter(({ _userItemDbId }) => !items.has(_userItemDbId)).map(({ _id }) => _id),
    );
  }

  async #sweepFiles(before: Date): Promise<void> {
    const versions = await this.#files.sampleVersions(before.toISOString(), SAMPLE);
    const files = await this.#files.existing(versions.map(({ _fileId }) => _fileId));
    await this.#files.takeBackVersions(versions.filter(({ _fileId }) => !files.has(_fileId)).map(({ _id }) => _id));
  }

  async #sweepRecords(before: Date): Promise<void> {
    const records = await this.#records.sample(before.toISOString(), SAMPLE);
    const collections = await this.#items.existing(records.map(({ _collectionId }) => _collectionId));
    await this.#records.takeBack(
      records.filter(({ _collectionId }) => !collections.has(_collectionId)).map(({ _id }) => _id),
    );
  }

  async #sweepMembers(before: Date): Promise<void> {
    const members = await this.#members.sample(before.toISOString(), SAMPLE);
    const groups = await this.#groups.existing(members.map(({ _groupId }) => _groupId));
    await this.#members.takeBack(members.filter(({ _groupId }) => !groups.has(_groupId)).map(({ _id }) => _id));
  }

  async #sweepContents(before: Date): Promise<void> {
    const contents = await this.#contents.storedBefore(before, SAMPLE);
    const used = await this.#files.usedContents(contents);
    await this.#contents.delete(contents.filter((id) => !used.has(id)));
  }
}
