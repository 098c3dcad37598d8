/**
 * Who may grant what, and who sees which grants. Granting takes SHARE on the resource and every action that is granted:
 * nobody gives what they do not have. A grant is there for whoever made it, whoever has it, and whoever may SHARE what it
 * is about, as whoever made that may.
 */
import { Injectable } from '@nestjs/common';
import {
  type GranteeKey,
  granteeKeyOf,
  mayUseNamespace,
  needsGrants,
  type Principal,
  ResourceDirectory,
  type Rights,
  RightsDirectory,
} from '#libs/access';
import {
  type Action,
  ACTIONS,
  ANY,
  type JsonObject,
  RESOURCE_TYPES,
  resourceName,
  type ResourceName,
  type ResourceType,
} from '#libs/contracts';
import { type FieldProblem, ToolrackError } from '#libs/errors';
import type { GrantRecord } from './grant.record.js';

type GrantContent = Pick<GrantRecord, '_resource' | '_actions' | '_grantee' | '_namespaces'>;

/** What is wrong with a grant, and who made the one thing that it is about. */
export interface CheckedGrant {
  problems: FieldProblem[];
  resourceCreatedById: string | null;
}

const SETTINGS = 'itemsvc:namespacesettings';
/** Follows `:`, so that names of a type lie between it and that. */
const AFTER_COLON = ';';

@Injectable()
export class GrantRules {
  readonly #rights: RightsDirectory;
  readonly #resources: ResourceDirectory;

  constructor(rights: RightsDirectory, resources: ResourceDirectory) {
    this.#rights = rights;
    this.#resources = resources;
  }

  /**
   * What is wrong with a grant that the principal makes or changes. What may not be seen is not there.
   *
   * @param path of the grant in the request @throws ToolrackError `Forbidden` for what the principal may not grant
   */
  async check(principal: Principal, grant: GrantContent, path: string): Promise<CheckedGrant> {
    const name = resourceName(grant._resource);
    const problems: FieldProblem[] = [];
    const createdById = await this.#creatorOf(name, grant._namespaces);
    for (const namespace of grant._namespaces) {
      const rights = await this.#rights.of(principal, namespace);
      const resource = { ...name, createdById: createdById ?? undefined };
      const isSeen = createdById !== null && ACTIONS.some((action) => rights.reason(action, resource) !== undefined);
      if (!isSeen && name.id !== ANY) {
        const message = `there is no such resource in the namespace "${namespace}"`;
        problems.push({ path: `${path}_resource`, message });
      } else requireShareable(rights, { actions: grant._actions, resource });
      if (!(await this.#hasGrantee(grant, namespace))) {
        const message = `no user group of the namespace "${namespace}" has this id`;
        problems.push({ path: `${path}_grantee._userGroupId`, message });
      }
    }
    return { problems, resourceCreatedById: createdById ?? null };
  }

  /** The store's filter for the grants of the namespaces that the principal may see. */
  async scope(principal: Principal, namespaces: readonly string[]): Promise<JsonObject> {
    if (!needsGrants(principal)) return { _namespaces: { $in: [...namespaces] } };
    const parts = await Promise.all(
      namespaces.map(async (namespace): Promise<JsonObject> => {
        const rights = await this.#rights.of(principal, namespace);
        const own = [
          { '_metadata._createdById': principal.id },
          { _resourceCreatedById: principal.id },
          { _granteeKey: { $in: await this.#granteeKeys(principal, namespace) } },
        ];
        return { _namespaces: namespace, $or: [...own, ...shareable(rights)] };
      }),
    );
    return { $or: parts };
  }

  /** Whether the principal may see the grant in the namespace: the same as `scope` says. */
  async isVisible(principal: Principal, grant: GrantRecord, namespace: string): Promise<boolean> {
    if (!mayUseNamespace(principal, namespace)) return false;
    if (await this.isOwner(principal, grant, namespace)) return true;
    return (await this.#granteeKeys(principal, namespace)).includes(grant._granteeKey);
  }

  /** Whether the principal made the grant, or may SHARE what it is about: who does may change and delete it. */
  async isOwner(principal: Principal, grant: GrantRecord, namespace: string): Promise<boolean> {
    const rights = await this.#rights.of(principal, namespace);
    const makers = [grant._metadata._createdById, grant._resourceCreatedById];
    return makers.includes(principal.id) || rights.covers('SHARE', resourceName(grant._resource));
  }

  /** Undefined when the name means no single stored thing; null when there is no such thing in all of the namespaces. */
  async #creatorOf({ type, id }: ResourceName, namespaces: readonly string[]): Promise<string | null | undefined> {
    const known = RESOURCE_TYPES.find((one) => one === type);
    if (id === ANY || known === undefined) return undefined;
    if (known === SETTINGS) return namespaces.every((namespace) => namespace === id) ? undefined : null;
    if (!this.#resources.keeps(known)) return undefined;
    const found = await this.#resources.find(known, id);
    return namespaces.every((namespace) => found?.namespaces.includes(namespace)) ? found?.createdById : null;
  }

  async #hasGrantee({ _grantee: { _userGroupId } }: GrantContent, namespace: string): Promise<boolean> {
    if (_userGroupId === undefined) return true;
    const group = await this.#resources.find('passportsvc:usergroup', _userGroupId);
    return group?.namespaces.includes(namespace) === true;
  }

  async #granteeKeys(principal: Principal, namespace: string): Promise<GranteeKey[]> {
    if (!needsGrants(principal)) return [];
    const groups = await this.#rights.groupsOf(principal.id, namespace);
    return [{ _userId: principal.id }, ...groups.map((_userGroupId) => ({ _userGroupId }))].map(granteeKeyOf);
  }
}

/** @throws ToolrackError `Forbidden` */
function requireShareable(
  rights: Rights,
  {
    actions,
    resource,
  }: { actions: GrantRecord['_actions']; resource: ResourceName & { createdById?: string | undefined } },
): void {
  const wanted: readonly Action[] = actions.includes(ANY) ? ACTIONS : actions.filter((action) => action !== ANY);
  const missing = ['SHARE' as const, ...wanted].filter((action) => rights.reason(action, resource) === undefined);
  if (missing.length === 0) return;
  const name = `${resource.type}:${resource.id}`;
  throw new ToolrackError(
    'Forbidden',
    `Granting takes the right to SHARE "${name}" and each right that is granted; you lack ${[...new Set(missing)].join(', ')}.`,
  );
}

/** Conditions on `_resource` that together say what `rights.covers('SHARE', …)` says. */
function shareable(rights: Rights): JsonObject[] {
  if (rights.covers('SHARE', { type: `${ANY}:${ANY}`, id: ANY })) return [{}];
  const services = new Set(RESOURCE_TYPES.map(serviceOf));
  const ofServices = [...services].flatMap((service): JsonObject[] => {
    const isWhole = rights.covers('SHARE', { type: `${service}:${ANY}`, id: ANY });
    return isWhole ? [{ _resource: { $gte: `${service}:`, $lt: `${service}${AFTER_COLON}` } }] : [];
  });
  const ofTypes = RESOURCE_TYPES.map((type): JsonObject => {
    const reach = rights.reach(['SHARE'], type);
    return reach === 'everything'
      ? { _resource: { $gte: `${type}:`, $lt: `${type}${AFTER_COLON}` } }
      : { _resource: { $in: reach.ids.map((id) => `${type}:${id}`) } };
  });
  return [...ofServices, ...ofTypes];
}

const serviceOf = (type: ResourceType): string => type.split(':')[0] ?? '';
