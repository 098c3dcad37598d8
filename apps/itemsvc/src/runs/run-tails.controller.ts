import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import { nsfilterSchema, Operation } from '#libs/service-kit';
import { runQueryFilters } from './run-query.js';
import { EVENT_STREAM } from './event-stream.js';
import { RunTails } from './run-tails.service.js';

const tailQuerySchema = z.strictObject({ nsfilter: nsfilterSchema, ...runQueryFilters });
type TailQuery = z.infer<typeof tailQuerySchema>;

/** The tail of namespaces has a path of its own, which no id of a run can be taken for. */
@ApiTags('Runs')
@ApiBearerAuth()
@AsksGrants()
@Controller('itemsvc/api/v1/run-tails')
export class RunTailsController {
  readonly #tails: RunTails;

  constructor(tails: RunTails) {
    this.#tails = tails;
  }

  @Get()
  @ApiProduces(EVENT_STREAM)
  @Operation({
    id: 'tailRuns',
    title: 'Follow the runs of namespaces',
    description:
      'Server-sent events of the runs that match and that you may see: run, console, progress and outcome, as they come.',
  })
  async tail(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: tailQuerySchema }) query: TailQuery,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    await this.#tails.ofNamespaces(query, { principal, reply, lastEventId });
  }
}
