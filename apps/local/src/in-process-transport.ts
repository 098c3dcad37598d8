import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { type PlatformRequest, type PlatformResponse, type PlatformTransport, readAnswer } from '#libs/platform-api';

/** Requests between services that are one process: through the same routes and guards, without a socket. */
export class InProcessTransport implements PlatformTransport {
  #fastify: FastifyInstance | undefined;

  /** Must be called before the first request. */
  attach(fastify: FastifyInstance): void {
    this.#fastify = fastify;
  }

  async send(request: PlatformRequest): Promise<PlatformResponse> {
    const { signal } = request;
    signal?.throwIfAborted();
    const answer = this.#answer(request);
    return signal === undefined ? answer : unlessAborted(answer, signal);
  }

  async #answer({ method, path, token, body, ifMatch, signal, ...limits }: PlatformRequest): Promise<PlatformResponse> {
    if (this.#fastify === undefined) throw new Error('The services are not there yet.');
    const response = await this.#fastify.inject({
      method: httpMethod(method),
      url: path,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
      payloadAsStream: true,
      ...(body === undefined ? {} : { payload: body }),
    });
    // An answer that nobody reads any more is ended, as it is when a connection closes: it may be one that never ends.
    const leave = (): void => {
      response.raw.res.destroy();
    };
    signal?.addEventListener('abort', leave);
    try {
      signal?.throwIfAborted();
      return {
        status: response.statusCode,
        body: await readAnswer(response.stream(), limits),
        headers: headersOf(response.headers),
      };
    } finally {
      signal?.removeEventListener('abort', leave);
      leave();
    }
  }
}

function headersOf({
  etag,
  'retry-after': wait,
}: LightMyRequestResponse['headers']): NonNullable<PlatformResponse['headers']> {
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(wait === undefined ? {} : { 'retry-after': wait }),
  };
}

/** The answer, unless the signal comes first. What has been asked is still done then, as it is when a client leaves. */
function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = (): void => {
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort);
  answer.then(resolve, reject);
  return promise.finally(() => {
    signal.removeEventListener('abort', abort);
  });
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function httpMethod(method: string): (typeof METHODS)[number] {
  const known = METHODS.find((name) => name === method);
  if (known === undefined) throw new Error(`The platform API does not use ${method}.`);
  return known;
}
