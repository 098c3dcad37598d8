/**
 * What one principal may do in one namespace: the decision that every service asks, for lists and for single things alike.
 * Grants only add, and whoever made a thing may do everything with it; what neither allows is denied. Which grants there
 * are, and who is in which group, is `RightsDirectory`'s; that a thing lies in the namespace is for the caller to see to.
 */
import { createHash } from 'node:crypto';
import {
  type Action,
  ACTIONS,
  ANY,
  type Metadata,
  type ResourceName,
  resourceName,
  type ResourceType,
} from '#libs/contracts';

/** One thing that somebody asks about, or all that a name with `*` means; its creator when it is a stored thing. */
export interface Resource extends ResourceName {
  createdById?: string | undefined;
}

/** A grant, as far as it decides. */
export interface RightsGrant {
  _id: string;
  _resource: string;
  _actions: readonly (Action | typeof ANY)[];
}

/** Why something may be done. */
export type Reason = { by: 'principal' } | { by: 'creator' } | { by: 'grant'; grantId: string };

/** Which things of a type are within reach: all, or these and those that a user made. */
export type Reach = 'everything' | { ids: readonly string[]; createdById: string | undefined };

export interface Rights {
  /** Equal keys allow the same. */
  readonly key: string;
  /** Why the action may be done; undefined when it may not. Of `*`: with each thing that it stands for, also those to come. */
  reason(action: Action, resource: Resource): Reason | undefined;
  /** Which things of the type one of the actions may be done with. */
  reach(actions: readonly Action[], type: ResourceType): Reach;
  /** Whether the action is granted on everything that a name, with or without `*`, means. Who made what does not count. */
  covers(action: Action, name: ResourceName): boolean;
  /** Names of single things of the type that grants name. */
  named(type: ResourceType): string[];
}

/** Whether one of the actions may be done. */
export function mayDo(rights: Rights, actions: readonly Action[], resource: Resource): boolean {
  return actions.some((action) => rights.reason(action, resource) !== undefined);
}

/** The thing as rights are asked about it. */
export function resourceOf(type: ResourceType, { _id, _metadata }: { _id: string; _metadata: Metadata }): Resource {
  return { type, id: _id, createdById: _metadata._createdById };
}

/** Of whoever needs no grants. */
export const ALL_RIGHTS: Rights = {
  key: '',
  reason: () => ({ by: 'principal' }),
  reach: () => 'everything',
  covers: () => true,
  named: () => [],
};

/** Of whoever has no business in the namespace. */
export const NO_RIGHTS: Rights = {
  key: 'none',
  reason: () => undefined,
  reach: () => ({ ids: [], createdById: undefined }),
  covers: () => false,
  named: () => [],
};

/** The first grant of each action. */
type Granted = Map<Action, string>;

/** The rights of a user: grants that are the user's or a group's of the user's. */
export class UserRights implements Rights {
  readonly #userId: string;
  /** By resource name, those with `*` among them. */
  readonly #grants = new Map<string, Granted>();
  #key: string | undefined;

  constructor(userId: string, grants: readonly RightsGrant[]) {
    this.#userId = userId;
    for (const { _id, _resource, _actions } of grants) {
      const granted = this.#grants.get(_resource) ?? new Map<Action, string>();
      for (const action of _actions.includes(ANY) ? ACTIONS : _actions) {
        if (action !== ANY && !granted.has(action)) granted.set(action, _id);
      }
      this.#grants.set(_resource, granted);
    }
  }

  get key(): string {
    return (this.#key ??= this.#digest());
  }

  reason(action: Action, { type, id, createdById }: Resource): Reason | undefined {
    const grantId = this.#grant(action, { type, id });
    if (grantId !== undefined) return { by: 'grant', grantId };
    return createdById === this.#userId ? { by: 'creator' } : undefined;
  }

  reach(actions: readonly Action[], type: ResourceType): Reach {
    if (actions.some((action) => this.covers(action, { type, id: ANY }))) return 'everything';
    const ids = this.named(type).filter((id) => actions.some((action) => this.covers(action, { type, id })));
    return { ids, createdById: this.#userId };
  }

  covers(action: Action, name: ResourceName): boolean {
    return this.#grant(action, name) !== undefined;
  }

  named(type: ResourceType): string[] {
    return [...this.#grants.keys()].map(resourceName).flatMap((name) => {
      return name.type === type && name.id !== ANY ? [name.id] : [];
    });
  }

  /** The grant that allows the action on all that the name means. */
  #grant(action: Action, { type, id }: ResourceName): string | undefined {
    const [service = ''] = type.split(':');
    for (const name of [`${type}:${id}`, `${type}:${ANY}`, `${service}:${ANY}:${ANY}`, `${ANY}:${ANY}:${ANY}`]) {
      const grantId = this.#grants.get(name)?.get(action);
      if (grantId !== undefined) return grantId;
    }
    return undefined;
  }

  #digest(): string {
    const granted = [...this.#grants].map(([name, actions]) => `${name} ${[...actions.keys()].sort().join()}`).sort();
    return createHash('sha256')
      .update(JSON.stringify([this.#userId, ...granted]))
      .digest('base64url');
  }
}
