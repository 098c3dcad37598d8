/**
 * A stateless MCP endpoint over HTTP that serves every revision in use on one URL: the era of `initialize` (2024-11-05
 * to 2025-11-25) and 2026-07-28. It takes a request that was read whole and gives the answer as parts, so that it can
 * stand behind any HTTP server. An answer is a document, or, when its client is to be told something before, a stream.
 * Who calls, and which tools there are, is left to the application's `ToolCatalog`; there are no sessions, so GET and
 * DELETE are refused.
 */
import { randomUUID } from 'node:crypto';
import type { JsonValue } from '#libs/contracts';
import { callKey, CallsInFlight } from './calls-in-flight.js';
import { answerOrStream, emptyStream } from './event-stream.js';
import { idOf, parseBody, readMessage, type RpcId, type RpcNotification, type RpcRequest } from './json-rpc.js';
import type { MethodContext } from './method-context.js';
import { Methods, type ResultJson, type ServerDescription } from './methods.js';
import { ProgressReports, progressTokenOf } from './progress.js';
import {
  checkBatchElement,
  checkBatchVersion,
  checkNotification,
  INITIALIZE,
  requestRevision,
  type Revision,
} from './protocol-version.js';
import { faultRefusal, invalidRequest, type Refusal, refusalOf } from './rpc-error.js';
import type { ToolCatalog } from './tool-catalog.js';
import {
  acceptsEventStream,
  checkMediaTypes,
  checkMethod,
  type McpHttpRequest,
  type McpHttpResponse,
  SiteRules,
} from './transport.js';

export interface McpEndpointOptions extends ServerDescription {
  /** Host names that this server answers for, with any port (`localhost`, `[::1]`) or a given one. */
  readonly allowedHosts: readonly string[];
  /** Host names, or whole origins, of the pages that may send requests. */
  readonly allowedOrigins: readonly string[];
  /** Messages that a batch may have. */
  readonly maxBatch: number;
  /** Told of everything thrown that was not meant for the caller, who sees only the id. */
  readonly onFault: (error: unknown, correlationId: string) => void;
  /** Told of a call to be cancelled that is not in this process: other processes may know it (`cancelCall`). */
  readonly onForeignCancel?: (key: string) => void;
  /** A stream in which nothing is sent says so after this time, in milliseconds; 5,000 when it is left out. */
  readonly keepAliveMs?: number;
}

const KEEP_ALIVE_MS = 5_000;

const ACCEPTED: McpHttpResponse = { status: 202, headers: { 'content-length': '0' }, body: [] };
const LIST_END = Buffer.from('}}');

export class McpEndpoint {
  readonly #options: McpEndpointOptions;
  readonly #sites: SiteRules;
  readonly #methods: Methods;
  readonly #calls = new CallsInFlight();

  constructor(options: McpEndpointOptions) {
    this.#options = options;
    this.#sites = new SiteRules(options.allowedHosts, options.allowedOrigins);
    this.#methods = new Methods(options);
  }

  /**
   * Answers one HTTP request. Never throws: what goes wrong is an answer too.
   *
   * @param catalog asked only when a method needs the tools, and once for a whole batch
   */
  async handle(http: McpHttpRequest, catalog: () => Promise<ToolCatalog>): Promise<McpHttpResponse> {
    let body: JsonValue = null;
    try {
      this.#sites.check(http.headers);
      checkMethod(http.method);
      checkMediaTypes(http.headers);
      body = parseBody(http.body);
      if (Array.isArray(body)) return await this.#answerBatch(body, { http, catalog: once(catalog) });
      return await this.#answerMessage(body, { http, catalog });
    } catch (error) {
      return this.#refusal(error, http, idOf(body));
    }
  }

  /** Ends the call of a key that another process was told to cancel, when there is exactly one. */
  cancelCall(key: string): void {
    this.#calls.cancel(key);
  }

  async #answerMessage(body: JsonValue, context: MethodContext): Promise<McpHttpResponse> {
    const message = readMessage(body);
    const { http } = context;
    switch (message.kind) {
      case 'response':
        return ACCEPTED;
      case 'notification':
        checkNotification(message, http.headers);
        if (message.method === 'notifications/cancelled') this.#cancel(message, http);
        return ACCEPTED;
      case 'request': {
        const revision = requestRevision(message, http.headers);
        return this.#answerRequest(revision, message, context);
      }
    }
  }

  /** As a document, or as a stream when there may be something to tell the client before it. */
  async #answerRequest(revision: Revision, request: RpcRequest, context: MethodContext): Promise<McpHttpResponse> {
    const token = request.method === 'tools/call' ? progressTokenOf(request.params) : undefined;
    const mayWait = token !== undefined || request.method === 'tasks/result';
    if (!mayWait || !acceptsEventStream(context.http.headers)) {
      return (await this.#cancellable(revision, request, context)) ?? emptyStream();
    }
    const reports = token === undefined ? undefined : new ProgressReports(token);
    return answerOrStream({
      keepAliveMs: this.#options.keepAliveMs ?? KEEP_ALIVE_MS,
      work: async (notify) => {
        const onProgress = (args: JsonValue[]): void => {
          const notification = reports?.notification(args);
          if (notification !== undefined) notify(notification);
        };
        try {
          return await this.#cancellable(revision, request, { ...context, onProgress });
        } catch (error) {
          return this.#refusal(error, context.http, request.id);
        }
      },
    });
  }

  /** Undefined when the client has cancelled the call: no response should follow (Cancellation). */
  async #cancellable(
    revision: Revision,
    request: RpcRequest,
    context: MethodContext,
  ): Promise<McpHttpResponse | undefined> {
    const { headers, cancel } = context.http;
    const answer = async () =>
      response(200, encodeResult(request.id, await this.#methods.answer(revision, request, context)));
    const isCall = revision.era === 'initialize' && request.method === 'tools/call';
    const key = isCall ? callKey(context.http, request.id) : undefined;
    if (key === undefined || cancel === undefined) return answer();
    return this.#calls.during(key, cancel, async (call) => {
      const answered = await answer();
      // A client that takes no streams has to get a document.
      return call.cancelled && acceptsEventStream(headers) ? undefined : answered;
    });
  }

  /** @see CallsInFlight. In 2026-07-28 a client closes the stream instead (Streamable HTTP, "Cancellation"). */
  #cancel({ params }: RpcNotification, http: McpHttpRequest): void {
    const { requestId } = params;
    if (typeof requestId !== 'string' && typeof requestId !== 'number') return;
    const key = callKey(http, requestId);
    if (key !== undefined && this.#calls.cancel(key) === 0) this.#options.onForeignCancel?.(key);
  }

  /** One after the other: a batch is one request, and takes no more of the server at a time than one (2025-03-26). */
  async #answerBatch(batch: readonly JsonValue[], context: MethodContext): Promise<McpHttpResponse> {
    checkBatchVersion(context.http.headers);
    const { maxBatch } = this.#options;
    if (batch.length === 0) throw invalidRequest('A batch must have at least one message.');
    if (batch.length > maxBatch) throw invalidRequest(`A batch may have at most ${maxBatch} messages.`);
    const parts: Buffer[] = [];
    for (const element of batch) {
      const answer = await this.#answerElement(element, context);
      if (answer.length > 0) parts.push(parts.length === 0 ? BATCH_START : BATCH_SEPARATOR, ...answer);
    }
    return parts.length === 0 ? ACCEPTED : response(200, [...parts, BATCH_END]);
  }

  async #answerElement(element: JsonValue, context: MethodContext): Promise<readonly Buffer[]> {
    try {
      const message = readMessage(element);
      if (message.kind !== 'request') return [];
      if (message.method === 'initialize') throw invalidRequest('initialize cannot be part of a batch.');
      checkBatchElement(message);
      return encodeResult(message.id, await this.#methods.answer(INITIALIZE, message, context));
    } catch (error) {
      return [encodeError(idOf(element), this.#refuse(error, context.http).error)];
    }
  }

  #refusal(thrown: unknown, http: McpHttpRequest, id: RpcId | undefined): McpHttpResponse {
    const { status, headers, error } = this.#refuse(thrown, http);
    return response(status, [encodeError(id, error)], headers);
  }

  #refuse(error: unknown, http: McpHttpRequest): Refusal {
    const refusal = refusalOf(error);
    if (refusal !== undefined) return refusal;
    const correlationId = http.correlationId ?? randomUUID();
    if (!isLeaving(error, http)) this.#options.onFault(error, correlationId);
    return faultRefusal(correlationId);
  }
}

const BATCH_START = Buffer.from('[');
const BATCH_SEPARATOR = Buffer.from(',');
const BATCH_END = Buffer.from(']');

/** Work that was given up because its client has gone is no fault, and nobody reads its answer. */
function isLeaving(error: unknown, { signal }: McpHttpRequest): boolean {
  return signal?.aborted === true && error instanceof Error && error.name === 'AbortError';
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

function encodeResult(id: RpcId, { json, bytes }: ResultJson): readonly Buffer[] {
  const start = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${json}`;
  return bytes === undefined ? [Buffer.from(`${start}}`)] : [Buffer.from(start), bytes, LIST_END];
}

/** Without an id when the request's is not known: MCP's ids are never null (2026-07-28, schema, JSONRPCErrorResponse). */
function encodeError(id: RpcId | undefined, error: Refusal['error']): Buffer {
  return Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, error }));
}

function response(status: number, body: readonly Buffer[], headers: Refusal['headers'] = {}): McpHttpResponse {
  const length = body.reduce((sum, part) => sum + part.length, 0);
  return {
    status,
    headers: { 'content-type': 'application/json', 'content-length': String(length), ...headers },
    body,
  };
}
