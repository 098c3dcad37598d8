import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator, identify, type Principal } from '#libs/access';
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
        cancel: () => {
          gone.abort();
        },
        caller: callerOf(request, principal),
        correlationId: request.id,
      },
      { principal, parameters: request.query },
    );
    await send(reply, answer);
  }
}

/** What `CallsInFlight` tells callers apart by. The address only tells apart, and may be whatever a client says. */
function callerOf({ url, ip, headers }: FastifyRequest<McpRequest>, { kind, id }: Principal): string {
  return `${kind} ${id} ${String(headers['x-forwarded-for'] ?? ip)} ${url}`;
}

/** Writes the parts one after the other: a list goes out as it lies in the cache. */
async function send(reply: FastifyReply, { status, headers, body, events }: McpHttpResponse): Promise<void> {
  reply.hijack();
  reply.raw.writeHead(status, headers);
  if (events !== undefined) return sendEvents(reply.raw, events);
  reply.raw.cork();
  for (const part of body) reply.raw.write(part);
  reply.raw.end();
}

/** Sends each event when the last has left; ends when the events end, or the client leaves. */
async function sendEvents(response: ServerResponse, events: AsyncIterable<Buffer>): Promise<void> {
  response.flushHeaders();
  try {
    await pipeline(Readable.from(events, { highWaterMark: 1 }), response);
  } catch {
    // The client has left, which ends its call too.
    response.destroy();
  }
}
