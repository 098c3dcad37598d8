/**
 * Who sees which runs: a run is there for whoever ran it, and for whoever may READ its tool; one of a definition that was
 * tried before it was saved, for whoever tried it. Whoever needs no grants sees all runs of its namespaces.
 */
import { Injectable } from '@nestjs/common';
import { needsGrants, type Principal, ResourceDirectory, RightsDirectory } from '#libs/access';
import type { Action, JsonObject } from '#libs/contracts';
import type { RunDocument } from './run.document.js';

const TOOL = 'aisvc:mcp-tool';

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
        const tools = await this.#tools(principal, namespace, 'READ');
        const ofTools = tools === 'all' ? { _tool: { $ne: null } } : { '_tool._id': { $in: tools } };
        return { _namespaces: namespace, $or: [{ '_principal.id': principal.id }, ofTools] };
      }),
    );
    return { $or: parts };
  }

  /** Whether it is the principal's own run, or the action may be done with its tool. */
  async may(action: Action, principal: Principal, run: RunDocument): Promise<boolean> {
    if (!needsGrants(principal) || run._principal.id === principal.id) return true;
    if (run._tool === null) return false;
    for (const namespace of run._namespaces) {
      const tools = await this.#tools(principal, namespace, action);
      if (tools === 'all' || tools.includes(run._tool._id)) return true;
    }
    return false;
  }

  /** Ids of the tools with which the action may be done. */
  async #tools(principal: Principal, namespace: string, action: Action): Promise<'all' | string[]> {
    const reach = (await this.#rights.of(principal, namespace)).reach([action], TOOL);
    if (reach === 'everything') return 'all';
    if (reach.createdById === undefined) return [...reach.ids];
    return [...reach.ids, ...(await this.#resources.madeBy(reach.createdById, TOOL, namespace))];
  }
}
