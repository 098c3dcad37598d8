import { Injectable } from '@nestjs/common';
import {
  NamespaceDirectory,
  needsGrants,
  type Principal,
  type Reason,
  ResourceDirectory,
  RightsDirectory,
} from '#libs/access';
import {
  type AccessAnswer,
  type Action,
  ACTIONS,
  ANY,
  RESOURCE_TYPES,
  resourceName,
  type ResourceType,
  type TypePermissions,
} from '#libs/contracts';
import type { PageRange } from '#libs/service-kit';

type ActionAnswer = AccessAnswer['_list'][number];

/** Tells principals what they may do: what the services decide by, and nothing of anybody else. */
@Injectable()
export class AccessCheck {
  readonly #rights: RightsDirectory;
  readonly #resources: ResourceDirectory;
  readonly #namespaces: NamespaceDirectory;

  constructor(rights: RightsDirectory, resources: ResourceDirectory, namespaces: NamespaceDirectory) {
    this.#rights = rights;
    this.#resources = resources;
    this.#namespaces = namespaces;
  }

  /** Which of the actions may be done with the resource in one of the namespaces, and why. */
  async check(
    principal: Principal,
    nsfilter: readonly string[],
    { _resource, actions }: { _resource: string; actions: readonly Action[] },
  ): Promise<AccessAnswer> {
    await this.#namespaces.requireReadable(principal, nsfilter);
    const name = resourceName(_resource);
    const type = RESOURCE_TYPES.find((one) => one === name.type);
    const found = type === undefined || name.id === ANY ? undefined : await this.#resources.find(type, name.id);
    const _list: ActionAnswer[] = actions.map((_action) => ({ _action, _granted: false }));
    for (const namespace of nsfilter) {
      const rights = await this.#rights.of(principal, namespace);
      const createdById = found?.namespaces.includes(namespace) === true ? found.createdById : undefined;
      for (const answer of _list) {
        const reason = answer._granted ? undefined : rights.reason(answer._action, { ...name, createdById });
        if (reason !== undefined) Object.assign(answer, granted(reason, namespace));
      }
    }
    return { _resource, _list };
  }

  /** What may be done with resources of a type in a namespace. */
  async ofType(
    principal: Principal,
    namespace: string,
    { type, offset, pageSize }: PageRange & { type: ResourceType },
  ): Promise<TypePermissions> {
    await this.#namespaces.requireReadable(principal, [namespace]);
    const rights = await this.#rights.of(principal, namespace);
    const actionsOn = (id: string): Action[] => ACTIONS.filter((action) => rights.covers(action, { type, id }));
    const ids = rights.named(type).sort();
    return {
      _resource: `${type}:${ANY}`,
      _onAll: actionsOn(ANY),
      _onOwn: needsGrants(principal) && !this.#resources.keeps(type) ? actionsOn(ANY) : [...ACTIONS],
      _offset: offset,
      _pageSize: pageSize,
      _total: ids.length,
      _list: ids
        .slice(offset, offset + pageSize)
        .map((id) => ({ _resource: `${type}:${id}`, _actions: actionsOn(id) })),
    };
  }
}

function granted(reason: Reason, namespace: string): Omit<ActionAnswer, '_action'> {
  return {
    _granted: true,
    _by: reason.by,
    ...(reason.by === 'grant' && { _grantId: reason.grantId }),
    _namespace: namespace,
  };
}
