import type { FastifyInstance } from 'fastify';
import { type PlatformRequest, type PlatformTransport, readAnswer } from '#libs/platform-api';

/** Requests between services that are one process: through the same routes and guards, without a socket. */
export class InProcessTransport implements PlatformTransport {
  #fastify: FastifyInstance | undefined;

  /** Must be called before the first request. */
  attach(fastify: FastifyInstance): void {
    this.#fastify = fastify;
  }

  async send({
    method,
    path,
    token,
    body,
    signal,
    maxBytes,
  }: PlatformRequest): Promise<{ status: number; body: string }> {
    if (this.#fastify === undefined) throw new Error('The services are not there yet.');
    try {
      const response = await this.#fastify.inject({
        method: httpMethod(method),
        url: path,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        payloadAsStream: true,
        ...(body === undefined ? {} : { payload: body }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { status: response.statusCode, body: await readAnswer(response.stream(), maxBytes) };
    } catch (error) {
      // Whoever waits is told why the wait ended, not how.
      signal?.throwIfAborted();
      throw error;
    }
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function httpMethod(method: string): (typeof METHODS)[number] {
  const known = METHODS.find((name) => name === method);
  if (known === undefined) throw new Error(`The platform API does not use ${method}.`);
  return known;
}
