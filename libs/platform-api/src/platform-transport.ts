import { PlatformApiError } from './platform-api-error.js';
import { type AnswerLimits, readAnswer } from './read-answer.js';

/** A request to one of the services; `path` is from the host's root and holds the query. */
export interface PlatformRequest extends AnswerLimits {
  method: string;
  path: string;
  token: string;
  /** JSON text. */
  body?: string;
  signal?: AbortSignal;
}

export interface PlatformResponse {
  status: number;
  body: string;
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

/** @throws PlatformApiError `Unavailable` when there is no answer; the signal's reason when that ends the wait */
async function reach(url: URL, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    const detail = 'The service cannot be reached.';
    throw new PlatformApiError({ status: 503, code: 'Unavailable', detail, cause: error });
  }
}

/** Requests over HTTP, by `fetch`. */
export function httpTransport(address: PlatformAddress): PlatformTransport {
  return {
    async send({ method, path, token, body, signal, ...limits }) {
      const response = await reach(urlOf(address, path), {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        redirect: 'error',
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { status: response.status, body: await readAnswer(response.body ?? [], limits) };
    },
  };
}
