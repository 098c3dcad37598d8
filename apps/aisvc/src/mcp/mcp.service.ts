import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { HttpConfig } from '#libs/config';
import { McpEndpoint, type McpHttpRequest, type McpHttpResponse, type ToolCatalog } from '#libs/mcp';
import { asToolrackError, CHANGE_FEED, HTTP_CONFIG, LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { ToolCaller } from '../calls/tool-caller.service.js';
import { CatalogService } from '../catalog/catalog.service.js';
import type { EndpointParameters } from '../catalog/endpoint-query.js';

/** Who asks, at which URL. */
export interface McpCaller {
  principal: Principal;
  parameters: EndpointParameters;
}

const SERVER_INFO = { name: 'toolrack', title: 'Toolrack', version: '0.1.0' };
/** How long a client may keep a list without asking again. */
const LIST_TTL_MS = 60_000;
const MAX_BATCH = 50;

/** Joins the protocol to the product: what the endpoint of one URL lists is what the catalog decides for the caller. */
@Injectable()
export class McpService {
  readonly #catalog: CatalogService;
  readonly #caller: ToolCaller;
  readonly #endpoint: McpEndpoint;
  readonly #logger: Logger;

  constructor(
    catalog: CatalogService,
    caller: ToolCaller,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(HTTP_CONFIG) config: HttpConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#catalog = catalog;
    this.#caller = caller;
    this.#logger = logger;
    this.#endpoint = new McpEndpoint({
      serverInfo: SERVER_INFO,
      allowedHosts: config.mcpHosts,
      allowedOrigins: config.allowedOrigins,
      ttlMs: LIST_TTL_MS,
      maxBatch: MAX_BATCH,
      onFault: (error, correlationId) => {
        logger.error({ err: error, correlationId }, 'unexpected error in an MCP request');
      },
      onForeignCancel: (key) => {
        void feed.publish({ topic: 'cancelledCalls', namespaces: [], ids: [key] });
      },
    });
    feed.onChange(({ topic, ids = [] }) => {
      if (topic === 'cancelledCalls') for (const key of ids) this.#endpoint.cancelCall(key);
    });
  }

  handle(request: McpHttpRequest, caller: McpCaller): Promise<McpHttpResponse> {
    return this.#endpoint.handle(request, () => this.#told(this.#toolsOf(caller)));
  }

  async #toolsOf({ principal, parameters }: McpCaller): Promise<ToolCatalog> {
    const { namespace, catalog, selection } = await this.#catalog.view(principal, parameters);
    return {
      list: () => Promise.resolve({ bytes: catalog.list(selection) }),
      find: (name) => {
        const tool = catalog.find(name, selection);
        if (tool === undefined) return Promise.resolve(undefined);
        return Promise.resolve({
          headerParameters: tool.headerParameters,
          call: async (call) => {
            const { arguments: args, signal, onProgress } = call;
            const request = { tool, namespace, principal, arguments: args, signal, onProgress };
            return (await this.#told(this.#caller.call(request))).result;
          },
        });
      },
    };
  }

  /** What can be told to the caller is; the endpoint takes everything else for a fault of ours. */
  async #told<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const known = asToolrackError(error);
      if (known?.code === 'Unavailable') this.#logger.warn({ err: known }, 'something needed is away');
      throw known ?? error;
    }
  }
}
