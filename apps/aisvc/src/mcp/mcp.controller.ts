import { All, Body, Controller, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, type Principal } from '#libs/access';
import type { EndpointParameters } from '../catalog/endpoint-query.js';
import { McpService } from './mcp.service.js';

const NO_BODY = Buffer.alloc(0);

/** The stateless MCP endpoint. The bytes go past the framework: a list is written as it lies in the cache. */
@ApiExcludeController()
@Controller('aisvc/api/v1/stateless/mcp/tools')
export class McpController {
  readonly #mcp: McpService;

  constructor(mcp: McpService) {
    this.#mcp = mcp;
  }

  @All()
  @RouteConfig({ body: 'bytes' })
  async handle(
    @CurrentPrincipal() principal: Principal,
    @Query() parameters: EndpointParameters,
    @Body() body: Buffer | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const answer = await this.#mcp.handle(
      {
        method: request.method,
        headers: request.headers,
        body: body ?? NO_BODY,
        signal: gone.signal,
        correlationId: request.id,
      },
      { principal, parameters },
    );
    reply.hijack();
    reply.raw.writeHead(answer.status, answer.headers);
    reply.raw.cork();
    for (const part of answer.body) reply.raw.write(part);
    reply.raw.end();
  }
}
