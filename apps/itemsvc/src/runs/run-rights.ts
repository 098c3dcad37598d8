/**
 * Who sees which runs: a run is there for whoever ran it, and for whoever may READ its tool, or the service whose tool it
 * is; one of a definition that was tried before it was saved, for whoever tried it. Whoever needs no grants sees all runs
 * of its namespaces.
 */
import { Injectable } from '@nestjs/common';
import { needsGrants, type Principal, ResourceDirectory, RightsDirectory } from '#libs/access';
import { type Action, API_CALL_VERSION, type JsonObject, type ResourceName, type ResourceType } from '#libs/contracts';
import type { RunDocument } from './run.document.js';

/** What decides about a run. */
export type JudgedRun = Pick<RunDocument, '_namespaces' | '_principal' | '_script' | '_tool'>;

const TOOL: ResourceType = 'aisvc:mcp-tool';
const SERVICE: ResourceType = 'aisvc:openapi-service';
/** Stands between the id of a service and the name of its tool; no id of a service has it. */
const DOT = '.';
const AFTER_DOT = '/';

@Injectable()
export class RunRights {
  readonly #rights: RightsDirectory;
  readonly #resources: ResourceDirectory;

  constructor(rights: RightsDirectory, resources: ResourceDirectory) {
    this.#rights = rights;
    this.#resources = resources;
  }

  /** The store's filter for the runs of the namespaces that the principal may see. */
  async scope(principal: Principal, namespaces: readonly string[]): Promise<JsonObject> {
    if (!needsGrants(principal)) return { _namespaces: { $in: [...namespaces] } };
    const parts = await Promise.all(
      namespaces.map(async (namespace): Promise<JsonObject> => {
        const [tools, services] = await Promise.all([
          this.#readable(principal, namespace, TOOL),
          this.#readable(principal, namespace, SERVICE),
        ]);
        const ofTools: JsonObject =
          tools === 'all'
            ? { _tool: { $ne: null }, '_script._versionId': { $ne: API_CALL_VERSION } }
            : { '_tool._id': { $in: tools } };
        const ofServices: JsonObject[] =
          services === 'all'
            ? [{ '_script._versionId': API_CALL_VERSION }]
            : services.map((id) => ({ '_tool._id': { $gte: id + DOT, $lt: id + AFTER_DOT } }));
        return { _namespaces: namespace, $or: [{ '_principal.id': principal.id }, ofTools, ...ofServices] };
      }),
    );
    return { $or: parts };
  }

  /** Whether it is the principal's own run, or the action may be done with its tool: of READ, the same as `scope` says. */
  async may(action: Action, principal: Principal, run: JudgedRun): Promise<boolean> {
    if (!needsGrants(principal) || run._principal.id === principal.id) return true;
    const resource = resourceOf(run);
    if (resource === undefined) return false;
    for (const namespace of run._namespaces) {
      const rights = await this.#rights.of(principal, namespace);
      if (rights.covers(action, resource)) return true;
      const found = await this.#resources.find(resource.type, resource.id);
      const createdById = found?.namespaces.includes(namespace) === true ? found.createdById : undefined;
      if (rights.reason(action, { ...resource, createdById }) !== undefined) return true;
    }
    return false;
  }

  /** Those of the runs that the principal may see; each tool is asked about once. */
  async readable<T extends JudgedRun>(principal: Principal, runs: readonly T[]): Promise<T[]> {
    if (!needsGrants(principal)) return [...runs];
    const answers = new Map<string, boolean>();
    const readable: T[] = [];
    for (const run of runs) {
      const key = `${run._namespaces.join()} ${run._tool?._id ?? ''} ${run._principal.id}`;
      const isReadable = answers.get(key) ?? (await this.may('READ', principal, run));
      answers.set(key, isReadable);
      if (isReadable) readable.push(run);
    }
    return readable;
  }

  /** Ids of the things of the type that may be read. */
  async #readable(principal: Principal, namespace: string, type: ResourceType): Promise<'all' | string[]> {
    const reach = (await this.#rights.of(principal, namespace)).reach(['READ'], type);
    if (reach === 'everything') return 'all';
    if (reach.createdById === undefined) return [...reach.ids];
    return [...reach.ids, ...(await this.#resources.madeBy(reach.createdById, type, namespace))];
  }
}

/** What a grant names that is about the run; undefined for one of a tool that is not stored. */
function resourceOf({ _tool, _script }: JudgedRun): (ResourceName & { type: ResourceType }) | undefined {
  if (_tool === null) return undefined;
  if (_script._versionId !== API_CALL_VERSION) return { type: TOOL, id: _tool._id };
  return { type: SERVICE, id: _tool._id.slice(0, _tool._id.indexOf(DOT)) };
}
