/**
 * The methods of a server of tools in both eras, each a function from a request to the JSON text of its result. What
 * does not change from request to request is encoded once. Ids, headers of HTTP and refusals are left to `endpoint.ts`.
 */
import type { Implementation } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject } from '#libs/contracts';
import { checkHeaderParameters } from './header-parameters.js';
import type { RpcRequest } from './json-rpc.js';
import type { MethodContext } from './method-context.js';
import {
  CORE_TASKS_VERSION,
  type Era,
  INITIALIZE_VERSIONS,
  type Revision,
  SERVER_INFO_KEY,
  STATELESS_VERSIONS,
} from './protocol-version.js';
import { excerpt, invalidParams, RpcError } from './rpc-error.js';
import { TaskMethods } from './task-methods.js';
import { CORE_TASK_CAPABILITY, TASK_EXTENSION_CAPABILITY } from './tasks.js';
import type { CallableTool, ToolCall } from './tool-catalog.js';
import type { ToolResult } from './tool-result.js';

export interface ServerDescription {
  readonly serverInfo: Implementation;
  /** Text that clients may give to the model. */
  readonly instructions?: string;
  /** How long a client may keep a list, in milliseconds (2026-07-28, Caching). */
  readonly ttlMs: number;
  /** Whether calls can become tasks: then every catalog has `tasks`. */
  readonly tasks?: boolean;
}

/** The JSON text of a result; `bytes`, when present, stand between `json` and a closing brace. */
export interface ResultJson {
  readonly json: string;
  readonly bytes?: Buffer;
}

const EMPTY: ResultJson = { json: '{}' };

export class Methods {
  readonly #initialized: ReadonlyMap<string, ResultJson>;
  readonly #discovered: ResultJson;
  readonly #listStart: Readonly<Record<Era, string>>;
  readonly #serverInfo: Readonly<Record<string, Implementation>>;
  readonly #tasks: TaskMethods | undefined;

  constructor({ serverInfo, instructions, ttlMs, tasks = false }: ServerDescription) {
    const shared = instructions === undefined ? {} : { instructions };
    this.#serverInfo = { [SERVER_INFO_KEY]: serverInfo };
    this.#tasks = tasks ? new TaskMethods(this.#serverInfo) : undefined;
    this.#initialized = new Map(
      INITIALIZE_VERSIONS.map((protocolVersion) => {
        const hasTasks = tasks && protocolVersion === CORE_TASKS_VERSION;
        const capabilities = { tools: {}, ...(hasTasks && { tasks: CORE_TASK_CAPABILITY }) };
        return [protocolVersion, { json: JSON.stringify({ protocolVersion, capabilities, ...shared, serverInfo }) }];
      }),
    );
    const cacheable = { resultType: 'complete', ttlMs, cacheScope: 'private', _meta: this.#serverInfo };
    const capabilities = { tools: {}, ...(tasks && { extensions: TASK_EXTENSION_CAPABILITY }) };
    const discovered = { ...cacheable, supportedVersions: STATELESS_VERSIONS, capabilities, ...shared };
    this.#discovered = { json: JSON.stringify(discovered) };
    this.#listStart = {
      initialize: '{"tools":',
      stateless: `${JSON.stringify(cacheable).slice(0, -1)},"tools":`,
    };
  }

  /**
   * A client that says hello at a URL which selects no tools by mistake (an unknown filter, say) hears of it at once,
   * so `initialize` and `server/discover` ask for the catalog too.
   *
   * @throws RpcError, and what the catalog throws
   */
  async answer(revision: Revision, request: RpcRequest, context: MethodContext): Promise<ResultJson> {
    const { era } = revision;
    switch (request.method) {
      case 'tools/call':
        return this.#callTool(revision, request.params, context);
      case 'tools/list':
        return this.#listTools(revision, request.params, context);
      case 'initialize':
        if (era !== 'initialize') break;
        await context.catalog();
        return this.#initialize(request.params);
      case 'ping':
        if (era === 'initialize') return EMPTY;
        break;
      case 'server/discover':
        if (era !== 'stateless') break;
        await context.catalog();
        return this.#discovered;
      default: {
        const result = await this.#tasks?.answer(revision, request, context);
        if (result !== undefined) return { json: JSON.stringify(result) };
      }
    }
    const message = `There is no method ${excerpt(request.method)}.`;
    throw new RpcError('MethodNotFound', message, { status: era === 'stateless' ? 404 : 200 });
  }

  #initialize({ protocolVersion }: JsonObject): ResultJson {
    if (typeof protocolVersion !== 'string') throw invalidParams('params.protocolVersion must be a string.');
    const result = this.#initialized.get(protocolVersion) ?? this.#initialized.get(INITIALIZE_VERSIONS[0]);
    return result ?? EMPTY;
  }

  async #listTools({ era, tasks }: Revision, { cursor }: JsonObject, { catalog }: MethodContext): Promise<ResultJson> {
    if (cursor !== undefined) {
      throw invalidParams('params.cursor is not a cursor of this server: a list comes in one page.');
    }
    const form = tasks === 'core' && this.#tasks !== undefined ? 'withTasks' : 'plain';
    const { bytes } = await (await catalog()).list(form);
    return { json: this.#listStart[era], bytes };
  }

  async #callTool(revision: Revision, params: JsonObject, context: MethodContext): Promise<ResultJson> {
    const { name } = params;
    if (typeof name !== 'string') throw invalidParams('params.name must be a string.');
    const call = readCall(params, context);
    const tool: CallableTool | undefined = await (await context.catalog()).find(name);
    if (tool === undefined) throw invalidParams(`Unknown tool: ${excerpt(name)}`);
    if (revision.era === 'stateless') {
      checkHeaderParameters(tool.headerParameters, call.arguments, context.http.headers);
    }
    if (revision.tasks !== undefined && this.#tasks !== undefined) {
      const started = await this.#tasks.start(revision, { tool, call, params });
      if (started !== undefined) {
        return 'created' in started
          ? { json: JSON.stringify(started.created) }
          : this.#result(revision, started.result);
      }
    }
    return this.#result(revision, await tool.call(call));
  }

  #result({ era }: Revision, result: ToolResult): ResultJson {
    if (era === 'initialize') return { json: JSON.stringify(result) };
    const _meta = { ...result._meta, ...this.#serverInfo };
    return { json: JSON.stringify({ resultType: 'complete', ...result, _meta }) };
  }
}

function readCall(params: JsonObject, { http, onProgress }: MethodContext): ToolCall {
  const args = params.arguments === undefined ? {} : params.arguments;
  if (!isJsonObject(args)) throw invalidParams('params.arguments must be an object.');
  return {
    arguments: args,
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(http.signal === undefined ? {} : { signal: http.signal }),
  };
}
