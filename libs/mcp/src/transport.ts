/**
 * The HTTP half of the endpoint: what arrives, what leaves, and the rules of Streamable HTTP that are decided before
 * the body is read (Host, Origin, method, media types). Who the caller is has been decided before; what the body says
 * is left to `json-rpc.ts`.
 */
import { ToolrackError } from '#libs/errors';

/** An HTTP request, read whole. Header names are in lower case, as node:http gives them. */
export interface McpHttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The bytes of the body as they came. */
  readonly body: Buffer;
  /** Aborted when the client goes away; given to tool calls. */
  readonly signal?: AbortSignal;
  /** Aborts `signal`: the client has asked for the end of the request in another one. */
  readonly cancel?: () => void;
  /** Who asks, at which URL and from where; without it, no call can be cancelled by another request. */
  readonly caller?: string;
  /** The id that the HTTP layer logs; one is made when it is absent. */
  readonly correlationId?: string;
}

/** An HTTP answer. The parts of the body are written one after the other, so that a list's bytes are never copied. */
export interface McpHttpResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: readonly Buffer[];
  /** In a stream, what follows the body: each to be sent as it comes, and asked for when the last has been taken. */
  readonly events?: AsyncIterable<Buffer>;
}

type Headers = McpHttpRequest['headers'];

/** A header's value without the white space around it (RFC 9110, 5.5); repeated fields are joined with a comma. */
export function headerValue(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value : value.join(', ');
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

/**
 * Refuses names that a page of a stranger could carry here by DNS rebinding (2026-07-28, Streamable HTTP, "Security").
 *
 * An allowed host is a host name, good for every port (`localhost`, `[::1]`), or `name:port`. An allowed origin is a
 * host name, good for every scheme and port, or a whole origin (`https://app.example.com`).
 */
export class SiteRules {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;

  constructor(allowedHosts: readonly string[], allowedOrigins: readonly string[]) {
    this.#hosts = new Set(allowedHosts.map((host) => host.toLowerCase()));
    this.#origins = new Set(allowedOrigins.map((origin) => origin.toLowerCase()));
  }

  /** @throws ToolrackError Forbidden for an unknown `Host`, none, or an unknown `Origin` */
  check(headers: Headers): void {
    const host = headerValue(headers, 'host')?.toLowerCase();
    if (host === undefined) throw new ToolrackError('Forbidden', 'The Host header is missing.');
    if (!this.#hosts.has(host) && !this.#hosts.has(withoutPort(host))) {
      throw new ToolrackError('Forbidden', 'The Host header names a host that this server does not answer for.');
    }
    const origin = headerValue(headers, 'origin')?.toLowerCase();
    if (origin === undefined || this.#origins.has(origin)) return;
    const authority = /^https?:\/\/(.+)$/.exec(origin)?.[1];
    if (authority === undefined || !this.#origins.has(withoutPort(authority))) {
      throw new ToolrackError('Forbidden', 'Requests from this Origin are not allowed.');
    }
  }
}

function withoutPort(authority: string): string {
  return authority.replace(/:\d{1,5}$/, '');
}

/** @throws ToolrackError MethodNotAllowed for anything but POST: there is no stream to open and no session to end */
export function checkMethod(method: string): void {
  if (method !== 'POST') {
    throw new ToolrackError('MethodNotAllowed', `${method} is not allowed: send JSON-RPC messages with POST.`);
  }
}

/** @throws ToolrackError UnsupportedMediaType, NotAcceptable */
export function checkMediaTypes(headers: Headers): void {
  const contentType = headerValue(headers, 'content-type');
  if (contentType !== 'application/json' && !isJsonInUtf8(contentType ?? '')) {
    throw new ToolrackError('UnsupportedMediaType', 'The Content-Type must be application/json, in UTF-8.');
  }
  const accept = headerValue(headers, 'accept');
  if (accept === undefined || accept === 'application/json, text/event-stream' || acceptsJson(accept)) return;
  throw new ToolrackError('NotAcceptable', 'The Accept header excludes application/json, in which answers are sent.');
}

/** Whether the client names streams of events among what it takes, as every client must (2025-11-25, Streamable HTTP). */
export function acceptsEventStream(headers: Headers): boolean {
  const accept = headerValue(headers, 'accept');
  if (accept === 'application/json, text/event-stream') return true;
  return accept !== undefined && (weightsOf(accept).get('text/event-stream') ?? 0) > 0;
}

function isJsonInUtf8(contentType: string): boolean {
  const [type = '', ...parameters] = contentType.toLowerCase().split(';');
  if (type.trim() !== 'application/json') return false;
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=');
    return name.trim() !== 'charset' || /^\s*"?utf-?8"?\s*$/.test(value);
  });
}

const JSON_RANGES = ['application/json', 'application/*', '*/*'];

/** The most specific range that covers JSON decides (RFC 9110, 12.5.1). */
function acceptsJson(accept: string): boolean {
  const weights = weightsOf(accept);
  const decisive = JSON_RANGES.find((range) => weights.has(range));
  return decisive !== undefined && weights.get(decisive) !== 0;
}

function weightsOf(accept: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    weights.set(type, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  return weights;
}
