/**
 * `fetch`, `Request` and `Response` of the Fetch Standard. A request leaves as a host call; which hosts may be reached,
 * and how, is the host's to say, and what it refuses is a rejection with its reason.
 */
import { bodies, type Body, bodyOf } from './body.js';
import { abort } from './events.js';
import { headers, isToken } from './headers.js';
import { callHost } from './kit.js';
import { isArray, isObject, NativePromise, read, stringify, toNumber, toText } from '../realm/primordials.js';
import { urls } from './url.js';
import { lazily, race, test, toUpperCase } from './natives.js';

const STANDARD_METHODS = /^(?:delete|get|head|options|post|put|patch)$/i;
const BODILESS = [101, 204, 205, 304];

/** The host's answer, see `fetchResponseSchema`. */
interface Answered {
  url: string;
  redirected: boolean;
  status: number;
  statusText: string;
  headers: unknown;
  body: string;
}

function isAnswered(value: unknown): value is Answered {
  return (
    isObject(value) && typeof value.status === 'number' && typeof value.body === 'string' && isArray(value.headers)
  );
}

export const requests = lazily(() => {
  const Headers = headers();
  const { WithBody, peekBody } = bodies();

  class Request extends WithBody {
    readonly url: string;
    readonly method: string;
    readonly headers: InstanceType<typeof Headers>;
    readonly redirect: string;
    readonly signal: unknown;

    constructor(input: unknown, init: unknown = {}) {
      const from = input instanceof Request ? input : undefined;
      const given = read(init, 'body');
      const body = given === undefined && from !== undefined ? peekBody(from) : bodyOf(given);
      super(body);
      this.url = new (urls().URL)(from === undefined ? input : from.url).toString();
      const method = toText(read(init, 'method') ?? from?.method ?? 'GET');
      if (!isToken(method)) throw new TypeError(`"${method}" is not a method of HTTP.`);
      this.method = test(STANDARD_METHODS, method) ? toUpperCase(method) : method;
      if (body !== undefined && (this.method === 'GET' || this.method === 'HEAD')) {
        throw new TypeError(`A ${this.method} request has no body.`);
      }
      this.headers = new Headers(read(init, 'headers') ?? from?.headers);
      if (body?.type !== undefined && !this.headers.has('content-type')) this.headers.set('content-type', body.type);
      this.redirect = toText(read(init, 'redirect') ?? from?.redirect ?? 'follow');
      if (this.redirect !== 'follow' && this.redirect !== 'error' && this.redirect !== 'manual') {
        throw new TypeError('redirect is "follow", "error" or "manual".');
      }
      this.signal = read(init, 'signal') ?? from?.signal;
    }

    clone(): Request {
      return new Request(this);
    }
  }
  return Request;
});

export const responses = lazily(() => {
  const Headers = headers();
  const { WithBody, peekBody } = bodies();
  let ofHost: (answered: Omit<Answered, 'body'>, body: Body | undefined) => Response;

  class Response extends WithBody {
    readonly status: number;
    readonly statusText: string;
    readonly headers: InstanceType<typeof Headers>;
    #url = '';
    #redirected = false;

    constructor(body?: unknown, init: unknown = {}) {
      const content = body instanceof Content ? body.body : bodyOf(body);
      super(content);
      this.status = toNumber(read(init, 'status') ?? 200);
      if (!(this.status >= 200 && this.status <= 599)) throw new RangeError('The status of a response is 200 to 599.');
      if (content !== undefined && BODILESS.includes(this.status)) {
        throw new TypeError(`A response with the status ${this.status} has no body.`);
      }
      this.statusText = toText(read(init, 'statusText') ?? '');
      this.headers = new Headers(read(init, 'headers'));
      if (content?.type !== undefined && !this.headers.has('content-type')) {
        this.headers.set('content-type', content.type);
      }
    }

    static {
      ofHost = (answered, body) => {
        const content = BODILESS.includes(answered.status) ? undefined : body;
        const response = new Response(new Content(content), answered);
        response.#url = answered.url;
        response.#redirected = answered.redirected;
        return response;
      };
    }

    get ok(): boolean {
      return this.status >= 200 && this.status <= 299;
    }

    get url(): string {
      return this.#url;
    }

    get redirected(): boolean {
      return this.#redirected;
    }

    clone(): Response {
      return ofHost(this, peekBody(this));
    }

    static json(value: unknown, init: unknown = {}): Response {
      const response = new Response(stringify(value), init);
      if (!new Headers(read(init, 'headers')).has('content-type'))
        response.headers.set('content-type', 'application/json');
      return response;
    }
  }
  return {
    Response,
    fromHost: (answered: Answered): Response => ofHost(answered, { base64: answered.body, type: undefined }),
  };
});

/** A body that is one already. */
class Content {
  constructor(readonly body: Body | undefined) {}
}

const ABORTED = {};

/** @throws the signal's reason when it says so before the work is done */
async function unlessAborted(signal: unknown, work: () => Promise<unknown>): Promise<unknown> {
  if (signal === undefined || signal === null) return work();
  if (!(signal instanceof abort().AbortSignal)) throw new TypeError('signal is an AbortSignal.');
  signal.throwIfAborted();
  let end = (): void => undefined;
  const aborted = new NativePromise((resolve) => {
    end = (): void => {
      resolve(ABORTED);
    };
  });
  signal.addEventListener('abort', end, { once: true });
  try {
    const first = await race([work(), aborted]);
    if (first === ABORTED) throw signal.reason;
    return first;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

export async function fetch(input: unknown, init?: unknown): Promise<unknown> {
  const request = new (requests())(input, init);
  const { url, method, redirect } = request;
  const body = bodies().peekBody(request)?.base64;
  const json = stringify({ kind: 'fetch', request: { url, method, headers: [...request.headers], body, redirect } });
  const answered = await unlessAborted(request.signal, () => callHost({ kind: 'fetch', title: 'fetch', json }));
  if (!isAnswered(answered)) throw new TypeError('The host gave no response.');
  return responses().fromHost(answered);
}
