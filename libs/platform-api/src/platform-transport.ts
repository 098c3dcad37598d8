import { type PlatformApiError, unavailable } from './platform-api-error.js';
import { type AnswerLimits, readAnswer } from './read-answer.js';

/** A request to one of the services; `path` is from the host's root and holds the query. */
export interface PlatformRequest extends AnswerLimits {
  method: string;
  path: string;
  token: string;
  /** JSON text. */
  body?: string;
  /** An ETag: what it is about must be as it was then. */
  ifMatch?: string;
  signal?: AbortSignal;
}

export interface PlatformResponse {
  status: number;
  body: string;
  /** By their names in lower case: those that callers are told of. */
  headers?: Readonly<Partial<Record<'etag' | 'retry-after', string>>>;
}

/** Carries requests to the services: over HTTP, or within one process. */
export interface PlatformTransport {
  /** @throws PlatformApiError `AnswerTooLarge`, `Unavailable`; the signal's reason when it ends the request */
  send(request: PlatformRequest): Promise<PlatformResponse>;
}

/** Where the services are: behind one gateway, or each at its own URL. */
export type PlatformAddress = { baseUrl: string } | { aisvcUrl: string; itemsvcUrl: string };

function baseUrlOf(address: PlatformAddress, path: string): string {
  if ('baseUrl' in address) return address.baseUrl;
  return path.startsWith('/aisvc/') ? address.aisvcUrl : address.itemsvcUrl;
}

/** A gateway may serve the services beneath a path of its own, which comes before theirs. */
function urlOf(address: PlatformAddress, path: string): URL {
  return new URL(baseUrlOf(address, path).replace(/\/+$/, '') + path);
}

/** Of one gateway callers know the URL; those of services are nobody's business. */
function unreachable(address: PlatformAddress, error: unknown): PlatformApiError {
  if (!('baseUrl' in address)) return unavailable('The service cannot be reached.', error);
  const cause = memberOf(error, 'cause');
  const reason = [memberOf(cause, 'code'), memberOf(cause, 'message')].find((one) => typeof one === 'string');
  return unavailable(`${address.baseUrl} cannot be reached${reason === undefined ? '' : `: ${reason}`}.`, error);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** What comes of an answer's body. @throws PlatformApiError `Unavailable` when it breaks off; the signal's reason */
async function* unbroken(
  body: AsyncIterable<Uint8Array> | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (body === null) return;
  try {
    yield* body;
  } catch (error) {
    signal?.throwIfAborted();
    throw unavailable('The answer broke off before its end.', error);
  }
}

/** A redirection is not followed: the token is for the base URL, and for no other. */
async function refuseRedirection(response: Response): Promise<void> {
  if (response.status < 300 || response.status >= 400) return;
  await response.body?.cancel();
  const location = response.headers.get('location') ?? 'nowhere';
  throw unavailable(`What answered redirects to "${location}"; the base URL must be where Toolrack itself answers.`);
}

function headersOf({ headers }: Response): NonNullable<PlatformResponse['headers']> {
  const [etag, retryAfter] = [headers.get('etag'), headers.get('retry-after')];
  return {
    ...(etag === null ? {} : { etag }),
    ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
  };
}

/**
 * One request by `fetch`, until its answer begins.
 *
 * @throws PlatformApiError `Unavailable`; the signal's reason when that ends the request
 */
export async function ask(address: PlatformAddress, path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(urlOf(address, path), { ...init, redirect: 'manual' }).catch((error: unknown) => {
    init.signal?.throwIfAborted();
    throw unreachable(address, error);
  });
  await refuseRedirection(response);
  return response;
}

/** The rest of an answer, as text. @throws as `PlatformTransport.send` */
export async function readResponse(
  response: Response,
  { signal, ...limits }: AnswerLimits & { signal?: AbortSignal | undefined },
): Promise<PlatformResponse> {
  const body = await readAnswer(unbroken(response.body, signal), limits);
  return { status: response.status, body, headers: headersOf(response) };
}

/** Requests over HTTP, by `fetch`. */
export function httpTransport(address: PlatformAddress): PlatformTransport {
  return {
    async send({ method, path, token, body, ifMatch, signal, ...limits }) {
      const init: RequestInit = {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      };
      return readResponse(await ask(address, path, init), { signal, ...limits });
    },
  };
}
