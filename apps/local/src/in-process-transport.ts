import type { FastifyInstance } from 'fastify';
import type { PlatformTransport } from '#libs/platform-api';

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
  }: Parameters<PlatformTransport['send']>[0]): Promise<{ status: number; body: string }> {
    if (this.#fastify === undefined) throw new Error('The services are not there yet.');
    const response = await this.#fastify.inject({
      method: httpMethod(method),
      url: path,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: response.statusCode, body: response.body };
  }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function httpMethod(method: string): (typeof METHODS)[number] {
  const known = METHODS.find((name) => name === method);
  if (known === undefined) throw new Error(`The platform API does not use ${method}.`);
  return known;
}
