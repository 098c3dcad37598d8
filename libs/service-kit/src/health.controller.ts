import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, register } from 'prom-client';
import { CurrentPrincipal, type Principal, Public } from '#libs/access';
import { ToolrackError } from '#libs/errors';
import type { Logger } from '#libs/telemetry';
import { Readiness } from './readiness.js';
import { LOGGER } from './runtime.js';

collectDefaultMetrics();

@ApiExcludeController()
@Controller()
export class HealthController {
  readonly #readiness: Readiness;
  readonly #logger: Logger;

  constructor(readiness: Readiness, @Inject(LOGGER) logger: Logger) {
    this.#readiness = readiness;
    this.#logger = logger;
  }

  /** The process is alive. */
  @Public()
  @Get('healthz')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Stores and worker can be reached. What is wrong with one that cannot is for the log: anybody may ask here. */
  @Public()
  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const { ready, checks } = await this.#readiness.report();
    if (!ready) this.#logger.warn({ checks }, 'not ready');
    const shown: Record<string, string> = {};
    for (const [name, state] of Object.entries(checks)) shown[name] = state === 'ok' ? 'ok' : 'unreachable';
    await reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks: shown });
  }

  /** Prometheus text, which tells of the whole process: for those who run it, and not for scripts. */
  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(@CurrentPrincipal() { kind }: Principal): Promise<string> {
    if (kind !== 'admin' && kind !== 'service') {
      throw new ToolrackError('Forbidden', 'Metrics are for the admin and for services.');
    }
    return register.metrics();
  }
}
