import { Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Action, ResourceType } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { isLookedInto, type Lookup, notThere, Permissions } from '#libs/service-kit';
import { CatalogService } from '../catalog/catalog.service.js';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { apiToolOf } from './api-action.js';
import { ApiServicesRepository } from './api-services.repository.js';

const TYPE: ResourceType = 'aisvc:openapi-service';
/** One of them is enough for a tool to be seen. */
const SEEING: readonly Action[] = ['READ', 'RUN'];

/** Finds the tools of services by their ids, among all tools. */
@Injectable()
export class ApiToolLookup {
  readonly #services: ApiServicesRepository;
  readonly #catalog: CatalogService;
  readonly #permissions: Permissions;

  constructor(services: ApiServicesRepository, catalog: CatalogService, permissions: Permissions) {
    this.#services = services;
    this.#catalog = catalog;
    this.#permissions = permissions;
  }

  /**
   * The tool, in the first of its namespaces that the principal may see and the request allows; undefined when the id is
   * none of a service's tool.
   *
   * @throws ToolrackError `NotFound`
   */
  async find(principal: Principal, lookup: Lookup): Promise<{ tool: CatalogTool; namespace: string } | undefined> {
    const wanted = apiToolOf(lookup.id);
    if (wanted === undefined) return undefined;
    const request = { principal, lookup, what: 'tool', type: TYPE };
    const found = await this.#services.byId(wanted.serviceId);
    const service = await this.#permissions.visible(found, request, SEEING);
    const namespace = service._namespaces.find((one) => isLookedInto(one, request)) ?? '';
    const { tools } = await this.#catalog.catalog(namespace);
    const tool = tools.find(wanted.toolName);
    if (tool?.action.kind !== 'api' || tool.action.service._id !== wanted.serviceId) throw notThere(request);
    return { tool, namespace };
  }

  /** Which of the names tools of services of any of the namespaces bear. */
  async takenNames(namespaces: readonly string[], names: readonly string[]): Promise<Set<string>> {
    return this.#services.takenToolNames(namespaces, names);
  }

  /** @throws ToolrackError `MethodNotAllowed` for a service's tool: it changes with its service */
  refuseChange(id: string): void {
    if (apiToolOf(id) === undefined) return;
    throw new ToolrackError('MethodNotAllowed', 'This tool is an operation of an OpenAPI service; change the service.');
  }
}
