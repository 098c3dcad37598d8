import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator, identify } from '#libs/access';
import type { McpHttpResponse } from '#libs/mcp';
import type { EndpointParameters } from '../catalog/endpoint-query.js';
import { McpService } from './mcp.service.js';

const PATH = '/aisvc/api/v1/stateless/mcp/tools';
const NO_BODY = Buffer.alloc(0);

interface McpRequest {
  Querystring: EndpointParameters;
  Body: Buffer | undefined;
}

/**
 * The stateless MCP endpoint. It is a route of Fastify and not a controller, because the framework's way around a
 * handler costs a quarter of a list; who calls is found as for every other route, and errors take the same way out.
 */
@Injectable()
export class McpRoute implements OnModuleInit {
  readonly #adapters: HttpAdapterHost;
  readonly #authenticator: Authenticator;
  readonly #mcp: McpService;

  constructor(adapters: HttpAdapterHost, authenticator: Authenticator, mcp: McpService) {
    this.#adapters = adapters;
    this.#authenticator = authenticator;
    this.#mcp = mcp;
  }

  onModuleInit(): void {
    const fastify = this.#adapters.httpAdapter.getInstance<FastifyInstance>();
    fastify.all<McpRequest>(PATH, { config: { body: 'bytes' } }, (request, reply) => this.#handle(request, reply));
  }

  async #handle(request: FastifyRequest<McpRequest>, reply: FastifyReply): Promise<void> {
    const principal = await identify(request, this.#authenticator);
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const answer = await this.#mcp.handle(
      {
        method: request.method,
        headers: request.headers,
        body: request.body ?? NO_BODY,
        signal: gone.signal,
        correlationId: request.id,
      },
      { principal, parameters: request.query },
    );
    send(reply, answer);
  }
}

/** Writes the parts one after the other: a list goes out as it lies in the cache. */
function send(reply: FastifyReply, { status, headers, body }: McpHttpResponse): void {
  reply.hijack();
  reply.raw.writeHead(status, headers);
  reply.raw.cork();
  for (const part of body) reply.raw.write(part);
  reply.raw.end();
}
