/**
 * Decides which era a message belongs to and checks what that era says in headers. The body decides: a message that
 * names its version in `_meta` is of the stateless era (2026-07-28), everything else is of the era of `initialize`;
 * the headers are held against that and never change it (2026-07-28, Streamable HTTP, "Protocol Version Header" and
 * "Standard Request Headers").
 */
import type {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
} from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject } from '#libs/contracts';
import { decodeHeader } from './header-encoding.js';
import type { RpcNotification, RpcRequest } from './json-rpc.js';
import { excerpt, invalidRequest, RpcError } from './rpc-error.js';
import { TASKS_EXTENSION } from './tasks.js';
import { headerValue, type McpHttpRequest } from './transport.js';

/** Revisions in which every request stands alone. */
export const STATELESS_VERSIONS = ['2026-07-28'] as const;
/** Revisions that begin with `initialize`, newest first. */
export const INITIALIZE_VERSIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const;
/** Revisions with JSON-RPC batches: 2025-06-18 took them out. */
const BATCH_VERSIONS: readonly string[] = ['2025-03-26', '2024-11-05'];

export const SERVER_INFO_KEY = 'io.modelcontextprotocol/serverInfo' satisfies typeof SERVER_INFO_META_KEY;
const PROTOCOL_VERSION_KEY = 'io.modelcontextprotocol/protocolVersion' satisfies typeof PROTOCOL_VERSION_META_KEY;
const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities' satisfies typeof CLIENT_CAPABILITIES_META_KEY;
const CLIENT_INFO_KEY = 'io.modelcontextprotocol/clientInfo' satisfies typeof CLIENT_INFO_META_KEY;

export type Era = 'initialize' | 'stateless';

/** What of a request's revision and its client's capabilities decides how it is answered. */
export interface Revision {
  readonly era: Era;
  /** Tasks as 2025-11-25 has them, or as the extension that the client of 2026-07-28 announces. */
  readonly tasks: 'core' | 'extension' | undefined;
}
/** The revision of what belongs to the era of `initialize` and does not say more. */
export const INITIALIZE: Revision = { era: 'initialize', tasks: undefined };
const INITIALIZE_WITH_TASKS: Revision = { era: 'initialize', tasks: 'core' };
const STATELESS: Revision = { era: 'stateless', tasks: undefined };
const STATELESS_WITH_TASKS: Revision = { era: 'stateless', tasks: 'extension' };
/** The one revision that has tasks in its core. */
export const CORE_TASKS_VERSION = '2025-11-25' satisfies (typeof INITIALIZE_VERSIONS)[number];

type Headers = McpHttpRequest['headers'];

/** Where the name stands that `Mcp-Name` repeats (Streamable HTTP, "Standard Request Headers"; SEP-2663). */
const NAMED_BY: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

const stateless: readonly string[] = STATELESS_VERSIONS;
const withInitialize: readonly string[] = INITIALIZE_VERSIONS;

/**
 * The revision of a request, after its headers and `_meta` have been found to agree with it.
 *
 * @throws RpcError 400: -32602 (`_meta`), -32020 (headers), -32022 (version)
 */
export function requestRevision(request: RpcRequest, headers: Headers): Revision {
  const meta = metaOf(request.params);
  const header = headerValue(headers, 'mcp-protocol-version');
  if (meta?.[PROTOCOL_VERSION_KEY] !== undefined || (header !== undefined && stateless.includes(header))) {
    checkEnvelope(meta ?? {}, header);
    checkStandardHeaders(request, headers);
    return announcesTasks(meta ?? {}) ? STATELESS_WITH_TASKS : STATELESS;
  }
  // What `initialize` asks for stands in its params; a version is agreed upon only by its answer.
  if (header !== undefined && request.method !== 'initialize') checkKnownVersion(header);
  return header === CORE_TASKS_VERSION ? INITIALIZE_WITH_TASKS : INITIALIZE;
}

/** @throws RpcError 400, -32022 or -32020, for a notification whose headers say something else or nothing known */
export function checkNotification(notification: RpcNotification, headers: Headers): void {
  const header = headerValue(headers, 'mcp-protocol-version');
  if (header !== undefined) checkKnownVersion(header);
  const claim = metaOf(notification.params)?.[PROTOCOL_VERSION_KEY];
  if (claim !== undefined && header !== undefined && claim !== header) {
    throw mismatch(`MCP-Protocol-Version is ${header}, _meta["${PROTOCOL_VERSION_KEY}"] is not.`);
  }
  const method = headerValue(headers, 'mcp-method');
  if (method !== undefined && header !== undefined && stateless.includes(header))
    checkMethodHeader(notification, method);
}

/** @throws RpcError 400, -32600, when the version in the header has no batches; -32022 when it is not known */
export function checkBatchVersion(headers: Headers): void {
  const header = headerValue(headers, 'mcp-protocol-version');
  if (header === undefined || BATCH_VERSIONS.includes(header)) return;
  checkKnownVersion(header);
  throw invalidRequest(`Protocol version ${header} has no batches: send one message at a time.`);
}

/** @throws RpcError -32600: a request that stands alone cannot be an element of a batch */
export function checkBatchElement(request: RpcRequest): void {
  if (metaOf(request.params)?.[PROTOCOL_VERSION_KEY] !== undefined) {
    throw invalidRequest(`A request with _meta["${PROTOCOL_VERSION_KEY}"] cannot be part of a batch.`);
  }
}

function metaOf(params: JsonObject): JsonObject | undefined {
  const meta = params['_meta'];
  if (meta === undefined || isJsonObject(meta)) return meta;
  throw new RpcError('InvalidParams', 'params._meta must be an object.');
}

function checkEnvelope(meta: JsonObject, header: string | undefined): void {
  const claim = meta[PROTOCOL_VERSION_KEY];
  if (typeof claim !== 'string') {
    throw new RpcError('InvalidParams', `params._meta["${PROTOCOL_VERSION_KEY}"] must be a string.`);
  }
  if (header === undefined) throw mismatch('The MCP-Protocol-Version header is missing.');
  if (header !== claim) throw mismatch(`MCP-Protocol-Version is ${header}, the body says ${excerpt(claim)}.`);
  if (!stateless.includes(claim)) throw unsupportedVersion(claim, stateless);
  if (!isJsonObject(meta[CAPABILITIES_KEY])) {
    throw new RpcError('InvalidParams', `params._meta["${CAPABILITIES_KEY}"] must be an object.`);
  }
  if (meta[CLIENT_INFO_KEY] !== undefined && !isJsonObject(meta[CLIENT_INFO_KEY])) {
    throw new RpcError('InvalidParams', `params._meta["${CLIENT_INFO_KEY}"] must be an object.`);
  }
}

function announcesTasks(meta: JsonObject): boolean {
  const capabilities = meta[CAPABILITIES_KEY];
  if (!isJsonObject(capabilities)) return false;
  const { extensions } = capabilities;
  return isJsonObject(extensions) && isJsonObject(extensions[TASKS_EXTENSION]);
}

function checkStandardHeaders(request: RpcRequest, headers: Headers): void {
  const method = headerValue(headers, 'mcp-method');
  if (method === undefined) throw mismatch('The Mcp-Method header is missing.');
  checkMethodHeader(request, method);
  const field = NAMED_BY.get(request.method);
  const name = field === undefined ? undefined : request.params[field];
  if (typeof name !== 'string') return;
  const header = headerValue(headers, 'mcp-name');
  if (header === undefined) throw mismatch('The Mcp-Name header is missing.');
  const decoded = decodeHeader(header);
  if (decoded === undefined) throw mismatch('The Mcp-Name header is not valid Base64 of UTF-8.');
  if (decoded !== name) throw mismatch(`Mcp-Name is ${excerpt(decoded)}, params.${field} is ${excerpt(name)}.`);
}

function checkMethodHeader(message: RpcRequest | RpcNotification, header: string): void {
  if (header !== message.method) {
    throw mismatch(`Mcp-Method is ${excerpt(header)}, the body's method is ${excerpt(message.method)}.`);
  }
}

function checkKnownVersion(version: string): void {
  if (stateless.includes(version) || withInitialize.includes(version)) return;
  throw unsupportedVersion(version, [...stateless, ...withInitialize]);
}

function unsupportedVersion(requested: string, supported: readonly string[]): RpcError {
  const message = `Protocol version ${excerpt(requested)} is not supported.`;
  return new RpcError('UnsupportedProtocolVersion', message, { data: { supported: [...supported], requested } });
}

function mismatch(what: string): RpcError {
  return new RpcError('HeaderMismatch', `Headers and body disagree: ${what}`);
}
