import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, Headers, Param, Post, Put, Query, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiBody, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type Page,
  pageSchema,
  type RecordedRuns,
  recordedRunsSchema,
  type RunRecord,
  runRecordSchema,
  type RunSummary,
  runSummarySchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  idOf,
  idTextSchema,
  nsfilterSchema,
  Operation,
  PAGE_OPTIONS,
  pageParameters,
  type Scope,
} from '#libs/service-kit';
import { EVENT_STREAM } from './event-stream.js';
import { runQueryFilters } from './run-query.js';
import { RunTails } from './run-tails.service.js';
import { RunsService } from './runs.service.js';

const SERVICE = 'IafItemSvc';
const runIdSchema = idOf('The _id of the run; getRuns lists them');
const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  ...runQueryFilters,
  _after: idTextSchema
    .optional()
    .describe('The _id of the last run that you have: the page begins after it, whatever is new since'),
  ...pageParameters,
});
type ListQuery = z.infer<typeof listQuerySchema>;

@ApiTags('Runs')
@ApiBearerAuth()
@AsksGrants()
@Controller('itemsvc/api/v1/runs')
export class RunsController {
  readonly #runs: RunsService;
  readonly #tails: RunTails;

  constructor(runs: RunsService, tails: RunTails) {
    this.#runs = runs;
    this.#tails = tails;
  }

  @Get()
  @Operation({
    id: 'getRuns',
    title: 'List runs',
    description:
      'Lists the runs of scripts, newest first: who ran what, what became of it and what it cost. Use it to find out why a tool failed or is slow: narrow it with _status "failed", with _toolName, or to a time with _from and _to. What a run printed is in getRun.',
    response: pageSchema(runSummarySchema),
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [
        { name: 'criteria', members: Object.keys(runQueryFilters) },
        'ctx',
        { name: 'options', members: ['_after', ...PAGE_OPTIONS.members] },
      ],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) query: ListQuery,
  ): Promise<Page<RunSummary>> {
    return this.#runs.page(principal, query);
  }

  @Get(':id/tail')
  @ApiProduces(EVENT_STREAM)
  @Operation({
    id: 'tailRun',
    title: 'Follow a run',
    description: 'Server-sent events of one run: run, console, progress and, at the end, outcome.',
  })
  async tail(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: runIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Res() reply: FastifyReply,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<void> {
    await this.#tails.ofRun({ id, nsfilter }, { principal, reply, lastEventId });
  }

  @Get(':id')
  @Operation({
    id: 'getRun',
    title: 'Get a run',
    description:
      'Answers with one run: its error with line and column, what it printed, what it used, and its result when that was kept. Use it after getRuns, or with the id that a call gave in _meta["toolrack/runId"].',
    response: runRecordSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: runIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<RunRecord> {
    return this.#runs.get(principal, { id, nsfilter });
  }

  @Post(':id/cancel')
  @Operation({
    id: 'cancelRun',
    title: 'Cancel a run',
    description: 'Asks for the end of a run in flight; its record says RunCancelled once it has ended.',
    status: 202,
    response: runRecordSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'ctx'] },
  })
  cancel(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: runIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<RunRecord> {
    return this.#runs.cancel(principal, { id, nsfilter });
  }

  @Put()
  @RouteConfig({ body: 'stream' })
  @Operation({
    id: 'recordRuns',
    title: 'Record runs',
    description: 'For the services alone: they record what they know of their runs.',
    response: recordedRunsSchema,
  })
  @ApiBody({ schema: { type: 'array', items: { type: 'object' } } })
  record(@CurrentPrincipal() principal: Principal, @Body() body?: Readable): Promise<RecordedRuns> {
    return this.#runs.record(principal, body ?? Readable.from([]));
  }

  @Delete(':id')
  @Operation({
    id: 'withdrawRun',
    title: 'Withdraw a run',
    description: 'For the services alone: a run that waits was refused after all, and is none.',
    status: 204,
  })
  withdraw(@CurrentPrincipal() principal: Principal, @Param({ schema: runIdSchema }) { id }: ById): Promise<void> {
    return this.#runs.withdraw(principal, { id, nsfilter: undefined });
  }
}
