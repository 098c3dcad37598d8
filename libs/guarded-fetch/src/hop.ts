/**
 * One request of a fetch: what may be asked for at all, and what a redirection makes of it (Fetch standard, 4.4,
 * "HTTP-redirect fetch"). Whether its host may be reached is decided before it is sent, for each hop anew.
 */
import { FetchError } from './fetch-error.js';
import type { FetchLimits, FetchPermit, GuardedRequest } from './guarded-fetch.types.js';

export interface Hop {
  url: URL;
  method: string;
  headers: [name: string, value: string][];
  body: Uint8Array | undefined;
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const MAX_URL_CHARS = 16 * 1024;
const MAX_HEADERS = 100;
const MAX_HEADER_CHARS = 32 * 1024;
/** RFC 9110, 5.6.2 and 5.5; anything above Latin-1 cannot be sent. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Framing and routing of the message are the client's own. */
const FORBIDDEN = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);
const FORBIDDEN_PREFIXES = ['proxy-', 'sec-'];
const DEFAULT_HEADERS: readonly (readonly [string, string])[] = [
  ['accept', '*/*'],
  ['accept-encoding', 'gzip, deflate, br, zstd'],
  ['user-agent', 'toolrack'],
];
/** What says something of a body goes with it. */
const BODY_HEADERS = ['content-encoding', 'content-language', 'content-location', 'content-type'];
const CREDENTIALS = ['authorization', 'cookie'];
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const invalid = (message: string): FetchError => new FetchError('InvalidRequest', message);
const notFollowed = (message: string): FetchError => new FetchError('RedirectNotAllowed', message);
/** A word of the request in a message. */
const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));

/** @returns what is wrong with the URL, or the URL */
function httpUrl(text: string, base?: URL): URL | string {
  if (text.length > MAX_URL_CHARS) return `has more than ${MAX_URL_CHARS} characters`;
  const url = URL.parse(text, base);
  if (url === null) return 'is not an absolute URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'is neither https nor http';
  return url.username === '' && url.password === '' ? url : 'holds a name or a password, which belong into a header';
}

function checkHeader(name: string, value: string): void {
  if (!TOKEN.test(name)) throw invalid(`${quoted(name)} is not the name of a header.`);
  const known = name.toLowerCase();
  if (FORBIDDEN.has(known) || FORBIDDEN_PREFIXES.some((prefix) => known.startsWith(prefix))) {
    throw invalid(`The header "${name}" cannot be set: it is the client's own.`);
  }
  if (!FIELD_VALUE.test(value)) {
    throw invalid(`The value of the header "${name}" holds a line break or another character that no header can hold.`);
  }
}

function checkedHeaders(headers: GuardedRequest['headers']): Hop['headers'] {
  if (headers.length > MAX_HEADERS) throw invalid(`The request has more than ${MAX_HEADERS} headers.`);
  let chars = 0;
  const checked = headers.map(([name, value]): [string, string] => {
    chars += name.length + value.length;
    checkHeader(name, value);
    return [name.toLowerCase(), value];
  });
  if (chars > MAX_HEADER_CHARS) throw invalid(`The headers have more than ${MAX_HEADER_CHARS} characters.`);
  const given = new Set(checked.map(([name]) => name));
  for (const [name, value] of DEFAULT_HEADERS) if (!given.has(name)) checked.push([name, value]);
  return checked;
}

/** @throws FetchError `InvalidRequest`, `RequestTooLarge` */
export function firstHop(request: GuardedRequest, limits: FetchLimits): Hop {
  const url = httpUrl(request.url);
  if (typeof url === 'string') throw invalid(`The URL ${quoted(request.url)} ${url}.`);
  const method = request.method.toUpperCase();
  if (!METHODS.has(method))
    throw invalid(`The method ${quoted(request.method)} is none of ${[...METHODS].join(', ')}.`);
  const { body } = request;
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) throw invalid(`A ${method} request has no body.`);
  if (body !== undefined && body.length > limits.requestBytes) {
    throw new FetchError(
      'RequestTooLarge',
      `The body has ${body.length} bytes; at most ${limits.requestBytes} are sent.`,
    );
  }
  return { url, method, headers: checkedHeaders(request.headers), body };
}

/** Where a response sends the client; undefined when it does not. */
export function redirection(status: number, headers: readonly (readonly [string, string])[]): string | undefined {
  return REDIRECTS.has(status) ? headers.find(([name]) => name === 'location')?.[1] : undefined;
}

/**
 * The hop that a redirection asks for. What must not reach another origin is left behind.
 *
 * @throws FetchError `RedirectNotAllowed`
 */
export function nextHop(
  hop: Hop,
  { status, location }: { status: number; location: string },
  { confidentialHeaders = [], isConfidential }: Pick<FetchPermit, 'confidentialHeaders' | 'isConfidential'>,
): Hop {
  const url = httpUrl(location, hop.url);
  if (typeof url === 'string') {
    throw notFollowed(`"${hop.url.host}" redirects to ${quoted(location)}, which ${url}.`);
  }
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw notFollowed(`"${hop.url.host}" redirects from https to http at "${url.host}", which is not followed.`);
  }
  const dropped = new Set<string>();
  const becomesGet =
    ((status === 301 || status === 302) && hop.method === 'POST') ||
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD');
  if (becomesGet) for (const name of BODY_HEADERS) dropped.add(name);
  if (url.origin !== hop.url.origin) {
    if (isConfidential?.(url.href) === true) {
      throw notFollowed(
        `"${hop.url.host}" redirects to "${url.host}" with a secret in the URL, which is not followed.`,
      );
    }
    for (const name of [...CREDENTIALS, ...confidentialHeaders]) dropped.add(name.toLowerCase());
  }
  return {
    url,
    method: becomesGet ? 'GET' : hop.method,
    headers: hop.headers.filter(([name]) => !dropped.has(name)),
    body: becomesGet ? undefined : hop.body,
  };
}
