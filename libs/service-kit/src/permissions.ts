/**
 * Holds what services do to the rights of whoever asks: what is listed, read, changed and made, by the one decision of
 * `Rights`. Whoever needs no grants has every right in its namespaces, and no store is asked for it.
 */
import { Injectable } from '@nestjs/common';
import { mayDo, needsGrants, type Principal, requireNamespace, resourceOf, RightsDirectory } from '#libs/access';
import { type Action, ANY, type JsonObject, type Metadata, type ResourceType } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { isLookedInto, type LookupBy, notThere, requireEveryNamespace, requireWithin } from './namespaces.js';

/** A request about a thing of a type that grants can name. */
export interface TypedLookup extends LookupBy {
  type: ResourceType;
}

/** What is asked for of which things. */
export interface ListScope {
  type: ResourceType;
  /** One of them is enough; READ when left out. */
  actions?: readonly Action[];
}

/** A right on an id, or on all things of a type when there is none. */
export interface NeededRight {
  action: Action;
  type: ResourceType;
  id?: string;
}

interface Thing {
  _id: string;
  _namespaces: readonly string[];
  _metadata: Metadata;
}

const READ: readonly Action[] = ['READ'];

@Injectable()
export class Permissions {
  readonly #rights: RightsDirectory;

  constructor(rights: RightsDirectory) {
    this.#rights = rights;
  }

  /**
   * The thing, when one of the actions may be done with it in one of its namespaces that the request allows.
   *
   * @throws ToolrackError `NotFound`, the same for what is absent and what is forbidden
   */
  async visible<T extends Thing>(found: T | null | undefined, request: TypedLookup, actions = READ): Promise<T> {
    const thing = requireWithin(found, request);
    if (!needsGrants(request.principal)) return thing;
    for (const namespace of thing._namespaces) {
      if (isLookedInto(namespace, request) && (await this.#may(actions, thing, { ...request, namespace })))
        return thing;
    }
    throw notThere(request);
  }

  /**
   * The thing, when it may be read and the action be done with it in each of its namespaces, to all of which it belongs.
   *
   * @throws ToolrackError `NotFound` as `visible`; `Forbidden` for what may be seen and not changed
   */
  async changeable<T extends Thing>(found: T | null | undefined, request: TypedLookup, action: Action): Promise<T> {
    const thing = await this.visible(found, request);
    requireEveryNamespace(thing, request);
    if (!needsGrants(request.principal)) return thing;
    for (const namespace of thing._namespaces) {
      if (!(await this.#may([action], thing, { ...request, namespace }))) {
        throw new ToolrackError(
          'Forbidden',
          `It takes the right to ${action} this ${request.what}, which you do not have.`,
        );
      }
    }
    return thing;
  }

  /**
   * That the action is granted on an id, or on all things of the type, in each of the namespaces.
   *
   * @throws ToolrackError `NamespaceNotFound`, `Forbidden`
   */
  async require(principal: Principal, namespaces: readonly string[], needed: NeededRight): Promise<void> {
    for (const namespace of namespaces) {
      requireNamespace(principal, namespace);
      if (await this.has(principal, namespace, needed)) continue;
      const { action, type, id = ANY } = needed;
      throw new ToolrackError(
        'Forbidden',
        `It takes the right to ${action} on "${type}:${id}" in the namespace "${namespace}", which you do not have.`,
      );
    }
  }

  /** Whether the action is granted on an id, or on all things of the type, in the namespace. */
  async has(principal: Principal, namespace: string, { action, type, id = ANY }: NeededRight): Promise<boolean> {
    return (await this.#rights.of(principal, namespace)).covers(action, { type, id });
  }

  /** The store's filter for what may be listed in the namespaces, each of which the principal may use. */
  async scope(
    principal: Principal,
    namespaces: readonly string[],
    { type, actions = READ }: ListScope,
  ): Promise<JsonObject> {
    if (!needsGrants(principal)) return { _namespaces: { $in: [...namespaces] } };
    const parts: JsonObject[] = [];
    for (const namespace of namespaces) {
      const reach = (await this.#rights.of(principal, namespace)).reach(actions, type);
      if (reach === 'everything') parts.push({ _namespaces: namespace });
      else {
        const own = reach.createdById === undefined ? [] : [{ '_metadata._createdById': reach.createdById }];
        parts.push({ _namespaces: namespace, $or: [{ _id: { $in: [...reach.ids] } }, ...own] });
      }
    }
    const [first, ...others] = parts;
    if (first === undefined) return { _id: { $in: [] } };
    return others.length === 0 ? first : { $or: parts };
  }

  async #may(
    actions: readonly Action[],
    thing: Thing,
    { principal, namespace, type }: TypedLookup & { namespace: string },
  ): Promise<boolean> {
    return mayDo(await this.#rights.of(principal, namespace), actions, resourceOf(type, thing));
  }
}
