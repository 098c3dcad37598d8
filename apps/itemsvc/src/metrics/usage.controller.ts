import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type CountAnswer,
  countAnswerSchema,
  DEFAULT_USAGE_DAYS,
  MAX_USAGE_DAYS,
  type StorageAnswer,
  storageAnswerSchema,
  type UsageAnswer,
  usageAnswerSchema,
} from '#libs/contracts';
import { nsfilterSchema, Operation } from '#libs/service-kit';
import { type UsageQuery, UsageService } from './usage.service.js';

const dateSchema = z.iso
  .date('must be a day like 2026-01-31')
  .meta({ examples: ['2026-01-31'] })
  .optional();
const usageQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _from: dateSchema.describe(
    `First day, in UTC; ${DEFAULT_USAGE_DAYS} days up to the last when left out, at most ${MAX_USAGE_DAYS}`,
  ),
  _to: dateSchema.describe('Last day, in UTC; today when left out'),
});
const platform = {
  service: 'IafUsageMetrics',
  access: 'READ',
  arguments: [{ name: 'criteria', members: ['_from', '_to'] }, 'ctx'],
} as const;
const BY_DAY = 'now and at the end of each day (UTC) from _from to _to';

/** Counts for the operator of a namespace: nothing here changes anything. */
@ApiTags('Usage metrics')
@ApiBearerAuth()
@AsksGrants()
@Controller('usagemetricssvc/api/v1')
export class UsageController {
  readonly #usage: UsageService;

  constructor(usage: UsageService) {
    this.#usage = usage;
  }

  @Get('usage')
  @Operation({
    id: 'getUsage',
    title: 'Get the usage of a namespace',
    description: `Answers with all counts of the namespace at once: files and items with their versions and bytes of file contents, ${BY_DAY}, and runs in those days. Use it for an overview; for one count over many days, the tool of that count answers with less.`,
    response: usageAnswerSchema,
    platform,
  })
  usage(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: usageQuerySchema }) query: UsageQuery,
  ): Promise<UsageAnswer> {
    return this.#usage.usage(principal, query);
  }

  @Get('files')
  @Operation({
    id: 'getFileCount',
    title: 'Count files',
    description: `Answers with how many files the namespace has, ${BY_DAY}. Use it to see how many files there are, or how the number grew; getUsage has all counts.`,
    response: countAnswerSchema,
    platform,
  })
  files(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: usageQuerySchema }) query: UsageQuery,
  ): Promise<CountAnswer> {
    return this.#usage.counts(principal, query, '_fileCount');
  }

  @Get('fileversions')
  @Operation({
    id: 'getFileVersionCount',
    title: 'Count versions of files',
    description: `Answers with how many versions of files the namespace has, ${BY_DAY}. Use it to see how much files change; getUsage has all counts.`,
    response: countAnswerSchema,
    platform,
  })
  fileVersions(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: usageQuerySchema }) query: UsageQuery,
  ): Promise<CountAnswer> {
    return this.#usage.counts(principal, query, '_fileVersionCount');
  }

  @Get('items')
  @Operation({
    id: 'getItemCount',
    title: 'Count named user items',
    description: `Answers with how many named user items the namespace has (scripts, collections, configurations), ${BY_DAY}. getUsage has all counts.`,
    response: countAnswerSchema,
    platform,
  })
  items(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: usageQuerySchema }) query: UsageQuery,
  ): Promise<CountAnswer> {
    return this.#usage.counts(principal, query, '_itemCount');
  }

  @Get('itemversions')
  @Operation({
    id: 'getItemVersionCount',
    title: 'Count versions of named user items',
    description: `Answers with how many versions of named user items the namespace has, ${BY_DAY}. Use it to see how much items change; getUsage has all counts.`,
    response: countAnswerSchema,
    platform,
  })
  itemVersions(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: usageQuerySchema }) query: UsageQuery,
  ): Promise<CountAnswer> {
    return this.#usage.counts(principal, query, '_itemVersionCount');
  }

  @Get('runs')
  @Operation({
    id: 'getRunCount',
    title: 'Count runs',
    description:
      'Answers with how many runs of scripts were asked for in the namespace from the day _from to the day _to (UTC), in all and on each day. Use it to see how much tools are used; getRuns lists the runs themselves.',
    response: countAnswerSchema,
    platform,
  })
  runs(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: usageQuerySchema }) query: UsageQuery,
  ): Promise<CountAnswer> {
    return this.#usage.counts(principal, query, '_runCount');
  }

  @Get('storage')
  @Operation({
    id: 'getStorageBytes',
    title: 'Get the bytes of file contents',
    description: `Answers with how many bytes the contents of all versions of files of the namespace have, ${BY_DAY}. Use it to see what takes room, and how it grew.`,
    response: storageAnswerSchema,
    platform,
  })
  storage(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: usageQuerySchema }) query: UsageQuery,
  ): Promise<StorageAnswer> {
    return this.#usage.storage(principal, query);
  }
}
