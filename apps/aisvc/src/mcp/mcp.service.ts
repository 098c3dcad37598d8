import { Inject, Injectable } from '@nestjs/common';
import { type Principal, RunTokens } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { HttpConfig, RunConfig } from '#libs/config';
import {
  type CallableTool,
  McpEndpoint,
  type McpHttpRequest,
  type McpHttpResponse,
  type TaskStore,
  type ToolCall,
  type ToolCatalog,
} from '#libs/mcp';
import type { PlatformTransport } from '#libs/platform-api';
import { asToolrackError, CHANGE_FEED, HTTP_CONFIG, LOGGER, PLATFORM_TRANSPORT, RUN_CONFIG } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { ToolCaller, type ToolCallRequest } from '../calls/tool-caller.service.js';
import { CatalogService, type CatalogView } from '../catalog/catalog.service.js';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import type { EndpointParameters } from '../catalog/endpoint-query.js';
import { SearchCatalog } from '../search/search-catalog.js';
import { ToolSearches } from '../search/tool-searches.js';
import { RunTasks, type RunTasksOptions } from './run-tasks.js';

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
  readonly #searches: ToolSearches;
  readonly #endpoint: McpEndpoint;
  readonly #logger: Logger;
  readonly #taskOptions: Omit<RunTasksOptions, 'principal' | 'namespace'>;
  /** A task is a run whose record is kept. */
  readonly #hasTasks: boolean;
  /** UTF-8 bytes of text that a model sees of a result. */
  readonly #answerBytes: number;

  constructor(
    catalog: CatalogService,
    caller: ToolCaller,
    searches: ToolSearches,
    tokens: RunTokens,
    @Inject(PLATFORM_TRANSPORT) transport: PlatformTransport,
    @Inject(RUN_CONFIG) runs: RunConfig,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(HTTP_CONFIG) config: HttpConfig,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#catalog = catalog;
    this.#caller = caller;
    this.#searches = searches;
    this.#logger = logger;
    this.#taskOptions = {
      transport,
      tokens,
      recordsMs: runs.recordsMs,
      resultOf: (runId, end) => caller.resultOf(runId, end),
    };
    this.#hasTasks = runs.recordsMs > 0;
    this.#answerBytes = runs.answerBytes;
    this.#endpoint = new McpEndpoint({
      serverInfo: SERVER_INFO,
      allowedHosts: config.mcpHosts,
      allowedOrigins: config.allowedOrigins,
      ttlMs: LIST_TTL_MS,
      maxBatch: MAX_BATCH,
      tasks: this.#hasTasks,
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
    const view = await this.#catalog.view(principal, parameters);
    const plain = this.#plainTools(view, principal);
    return view.mode === 'search' ? this.#searched(view, plain) : plain;
  }

  #searched({ namespace, catalog, selection }: CatalogView, plain: ToolCatalog): ToolCatalog {
    const { tools } = catalog;
    const { key } = selection;
    return new SearchCatalog({
      plain,
      maxTextBytes: this.#answerBytes,
      search: async (query) => {
        const among = { key, tools: await catalog.exposed(selection) };
        return this.#told(this.#searches.search({ namespace, tools, among, ...query }));
      },
    });
  }

  #plainTools({ namespace, catalog, selection }: CatalogView, principal: Principal): ToolCatalog {
    return {
      list: async (form) => ({ bytes: await catalog.list(selection, form) }),
      find: (name) => {
        const tool = catalog.find(name, selection);
        return Promise.resolve(tool === undefined ? undefined : this.#callable(tool, namespace, principal));
      },
      ...(this.#hasTasks && { tasks: this.#tasksOf(principal, namespace) }),
    };
  }

  #callable(tool: CatalogTool, namespace: string, principal: Principal): CallableTool {
    const requestOf = ({ arguments: args, signal, onProgress }: ToolCall): ToolCallRequest => {
      return { tool, namespace, principal, arguments: args, signal, onProgress };
    };
    const call = async (made: ToolCall) => (await this.#told(this.#caller.call(requestOf(made)))).result;
    const { headerParameters } = tool;
    if (tool.action.kind === 'system' || !this.#hasTasks) return { headerParameters, call };
    return {
      headerParameters,
      call,
      start: async (made, { patienceMs }) => {
        const started = await this.#told(this.#caller.callOrLeave(requestOf(made), patienceMs));
        if (!('runId' in started)) return started;
        const task = await this.#told(this.#tasksOf(principal, namespace).get(started.runId));
        if (task === undefined) throw new Error(`The record of the run ${started.runId} is not there.`);
        return { task };
      },
    };
  }

  #tasksOf(principal: Principal, namespace: string): TaskStore {
    const tasks = new RunTasks({ ...this.#taskOptions, principal, namespace });
    return {
      get: (taskId) => this.#told(tasks.get(taskId)),
      settled: (taskId, signal) => this.#told(tasks.settled(taskId, signal)),
      cancel: (taskId) => this.#told(tasks.cancel(taskId)),
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
