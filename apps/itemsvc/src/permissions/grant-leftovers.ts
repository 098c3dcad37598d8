/**
 * Removes grants when the thing that they are about, or the group that has them, is deleted, whichever service did that.
 * They would allow nothing any more, as no id is given twice, and take room and mislead whoever reads them. What a process
 * left that ended before it was told is found by the sweep of leftovers.
 */
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { granteeKeyOf, ResourceDirectory } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import { ANY, RESOURCE_TYPES, resourceName, type ResourceType } from '#libs/contracts';
import { CHANGE_FEED, LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { type GrantsOfThings, GrantsRepository, type GrantTarget } from './grants.repository.js';

const GROUP: ResourceType = 'passportsvc:usergroup';

@Injectable()
export class GrantLeftovers implements BeforeApplicationShutdown {
  readonly #grants: GrantsRepository;
  readonly #resources: ResourceDirectory;
  readonly #feed: ChangeFeed;
  readonly #logger: Logger;
  #running: Promise<void> = Promise.resolve();

  constructor(
    grants: GrantsRepository,
    resources: ResourceDirectory,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#grants = grants;
    this.#resources = resources;
    this.#feed = feed;
    this.#logger = logger;
    feed.onChange(({ topic, namespaces, ids = [] }) => {
      if (topic !== 'deletedThings') return;
      this.#running = this.#running.then(() => this.#removeAbout(grantsOf(ids, namespaces)));
    });
  }

  /** The store closes after this. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#running;
  }

  /** Removes those of some grants whose thing or group is not there. @param limit how many are looked at */
  async sweep(limit: number): Promise<void> {
    const sample = await this.#grants.sample(limit);
    const things = new Map<ResourceType, Set<string>>();
    for (const { type, id } of sample.flatMap(thingsOf)) things.set(type, (things.get(type) ?? new Set()).add(id));
    const there = new Map<ResourceType, Set<string>>();
    for (const [type, ids] of things) there.set(type, await this.#resources.existing(type, [...ids]));
    const isLeft = (grant: GrantTarget): boolean =>
      thingsOf(grant).some(({ type, id }) => this.#resources.keeps(type) && there.get(type)?.has(id) !== true);
    await this.#told(await this.#grants.removeIds(sample.filter(isLeft).map(({ _id }) => _id)));
  }

  /** Never rejects: a thing is deleted whatever becomes of its grants. */
  async #removeAbout(about: GrantsOfThings): Promise<void> {
    try {
      await this.#told(await this.#grants.removeAbout(about));
    } catch (error) {
      this.#logger.warn({ err: error, resources: about.resources }, 'grants of deleted things could not be removed');
    }
  }

  async #told(namespaces: readonly string[]): Promise<void> {
    if (namespaces.length > 0) await this.#feed.publish({ topic: 'permissions', namespaces: [...namespaces] });
  }
}

function grantsOf(names: readonly string[], namespaces: readonly string[]): GrantsOfThings {
  const granteeKeys = names.flatMap((name) => {
    const { type, id } = resourceName(name);
    return type === GROUP ? [granteeKeyOf({ _userGroupId: id })] : [];
  });
  return { resources: names, granteeKeys, namespaces };
}

/** The single things that a grant rests on: the one that it is about, and the group that has it. */
function thingsOf({ _resource, _grantee: { _userGroupId } }: GrantTarget): { type: ResourceType; id: string }[] {
  const { type, id } = resourceName(_resource);
  const known = RESOURCE_TYPES.find((one) => one === type);
  return [
    ...(known === undefined || id === ANY ? [] : [{ type: known, id }]),
    ...(_userGroupId === undefined ? [] : [{ type: GROUP, id: _userGroupId }]),
  ];
}
