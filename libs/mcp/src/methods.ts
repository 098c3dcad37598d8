/**
 * The methods of a server of tools in both eras, each a function from a request to the JSON text of its result. What
 * does not change from request to request is encoded once. Ids, headers of HTTP and refusals are left to `endpoint.ts`.
 */
import type { Implementation } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { checkHeaderParameters } from './header-parameters.js';
import type { RpcRequest } from './json-rpc.js';
import { type Era, INITIALIZE_VERSIONS, SERVER_INFO_KEY, STATELESS_VERSIONS } from './protocol-version.js';
import { excerpt, invalidParams, RpcError } from './rpc-error.js';
import type { CallableTool, ToolCall, ToolCatalog } from './tool-catalog.js';
import type { McpHttpRequest } from './transport.js';

export interface ServerDescription {
  readonly serverInfo: Implementation;
  /** Text that clients may give to the model. */
  readonly instructions?: string;
  /** How long a client may keep a list, in milliseconds (2026-07-28, Caching). */
  readonly ttlMs: number;
}

/** What a method may look at beside the request. */
export interface MethodContext {
  readonly http: McpHttpRequest;
  readonly catalog: () => Promise<ToolCatalog>;
}

/** The JSON text of a result; `bytes`, when present, stand between `json` and a closing brace. */
export interface ResultJson {
  readonly json: string;
  readonly bytes?: Buffer;
}

const CAPABILITIES = { tools: {} };
const EMPTY: ResultJson = { json: '{}' };

export class Methods {
  readonly #initialized: ReadonlyMap<string, ResultJson>;
  readonly #discovered: ResultJson;
  readonly #listStart: Readonly<Record<Era, string>>;
  readonly #serverInfo: Readonly<Record<string, Implementation>>;

  constructor({ serverInfo, instructions, ttlMs }: ServerDescription) {
    const shared = { capabilities: CAPABILITIES, ...(instructions === undefined ? {} : { instructions }) };
    this.#serverInfo = { [SERVER_INFO_KEY]: serverInfo };
    this.#initialized = new Map(
      INITIALIZE_VERSIONS.map((protocolVersion) => [
        protocolVersion,
        { json: JSON.stringify({ protocolVersion, ...shared, serverInfo }) },
      ]),
    );
    const cacheable = { resultType: 'complete', ttlMs, cacheScope: 'private', _meta: this.#serverInfo };
    this.#discovered = { json: JSON.stringify({ ...cacheable, supportedVersions: STATELESS_VERSIONS, ...shared }) };
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
  async answer(era: Era, request: RpcRequest, context: MethodContext): Promise<ResultJson> {
    switch (request.method) {
      case 'tools/call':
        return this.#callTool(era, request.params, context);
      case 'tools/list':
        return this.#listTools(era, request.params, context);
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
    }
    const message = `There is no method ${excerpt(request.method)}.`;
    throw new RpcError('MethodNotFound', message, { status: era === 'stateless' ? 404 : 200 });
  }

  #initialize({ protocolVersion }: JsonObject): ResultJson {
    if (typeof protocolVersion !== 'string') throw invalidParams('params.protocolVersion must be a string.');
    const result = this.#initialized.get(protocolVersion) ?? this.#initialized.get(INITIALIZE_VERSIONS[0]);
    return result ?? EMPTY;
  }

  async #listTools(era: Era, { cursor }: JsonObject, { catalog }: MethodContext): Promise<ResultJson> {
    if (cursor !== undefined) {
      throw invalidParams('params.cursor is not a cursor of this server: a list comes in one page.');
    }
    const { bytes } = await (await catalog()).list();
    return { json: this.#listStart[era], bytes };
  }

  async #callTool(era: Era, params: JsonObject, { http, catalog }: MethodContext): Promise<ResultJson> {
    const { name } = params;
    if (typeof name !== 'string') throw invalidParams('params.name must be a string.');
    const call = readCall(params, http.signal);
    const tool: CallableTool | undefined = await (await catalog()).find(name);
    if (tool === undefined) throw invalidParams(`Unknown tool: ${excerpt(name)}`);
    if (era === 'stateless') checkHeaderParameters(tool.headerParameters, call.arguments, http.headers);
    const result = await tool.call(call);
    if (era === 'initialize') return { json: JSON.stringify(result) };
    const _meta = { ...result._meta, ...this.#serverInfo };
    return { json: JSON.stringify({ resultType: 'complete', ...result, _meta }) };
  }
}

function readCall(params: JsonObject, signal: AbortSignal | undefined): ToolCall {
  const args = params.arguments === undefined ? {} : params.arguments;
  if (!isJsonObject(args)) throw invalidParams('params.arguments must be an object.');
  const meta = params._meta;
  const progressToken = isJsonObject(meta) ? meta.progressToken : undefined;
  if (progressToken !== undefined && typeof progressToken !== 'string' && !isInteger(progressToken)) {
    throw invalidParams('params._meta.progressToken must be a string or an integer.');
  }
  return {
    arguments: args,
    ...(progressToken === undefined ? {} : { progressToken }),
    ...(signal === undefined ? {} : { signal }),
  };
}

function isInteger(value: JsonValue): value is number {
  return Number.isSafeInteger(value);
}
