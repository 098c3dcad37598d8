import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type Filter,
  filterSchema,
  type NewFilter,
  newFiltersSchema,
  type Page,
  pageSchema,
  type PatchFilter,
  patchFilterSchema,
  type ReplaceFilter,
  replaceFilterSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  type CreateQuery,
  createQuerySchema,
  idOf,
  IfMatch,
  nsfilterSchema,
  Operation,
  PAGE_OPTIONS,
  pageParameters,
  rangeOf,
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { FiltersService } from './filters.service.js';

const SERVICE = 'IafAISvc';
const filterIdSchema = idOf('The _id of the filter; getMcpToolFilters lists them');
const filterPageSchema = pageSchema(filterSchema);
const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _userType: z
    .string()
    .optional()
    .meta({ description: 'Only the filter of this _userType', examples: ['file_tools'] }),
  ...pageParameters,
});
type ListQuery = z.infer<typeof listQuerySchema>;

@ApiTags('MCP tool filters')
@ApiBearerAuth()
@AsksGrants()
@Controller('aisvc/api/v1/mcptoolfilters')
export class FiltersController {
  readonly #filters: FiltersService;

  constructor(filters: FiltersService) {
    this.#filters = filters;
  }

  @Post()
  @Operation({
    id: 'createMcpToolFilters',
    title: 'Create MCP tool filters',
    description: 'Saves filters, which an MCP URL names by id or _userType: all of them or none.',
    status: 201,
    response: filterPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'] },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: newFiltersSchema }) body: NewFilter[],
  ): Promise<Page<Filter>> {
    return this.#filters.create(principal, nsfilter, body);
  }

  @Get()
  @Operation({
    id: 'getMcpToolFilters',
    title: 'List MCP tool filters',
    description:
      'Lists the saved filters of the namespace with their criteria. A filter decides which tools an MCP URL exposes. Use it to find the filter of a _userType; getExposedMcpTools says what one exposes.',
    response: filterPageSchema,
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [{ name: 'criteria', members: ['_userType'] }, 'ctx', PAGE_OPTIONS],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) { nsfilter, _userType, ...page }: ListQuery,
  ): Promise<Page<Filter>> {
    return this.#filters.page(principal, nsfilter, { ...rangeOf(page), userType: _userType });
  }

  @Get(':id')
  @Operation({
    id: 'getMcpToolFilter',
    title: 'Get an MCP tool filter',
    description:
      'Answers with one saved filter, by its id, with its criteria. getMcpToolFilters lists the ids; getExposedMcpTools says what a filter exposes.',
    response: filterSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: filterIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<Filter>> {
    return this.#filters.get(principal, { id, nsfilter });
  }

  @Put(':id')
  @Operation({
    id: 'updateMcpToolFilter',
    title: 'Replace an MCP tool filter',
    description: 'Replaces a saved filter; MCP URLs that name it follow at once.',
    response: filterSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: filterIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceFilterSchema }) body: ReplaceFilter,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Filter>> {
    return this.#filters.change(principal, { id, nsfilter, revision }, body);
  }

  @Patch(':id')
  @Operation({
    id: 'patchMcpToolFilter',
    title: 'Change fields of an MCP tool filter',
    description: 'Changes the fields that are given and leaves the others.',
    response: filterSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: filterIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchFilterSchema }) body: PatchFilter,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Filter>> {
    return this.#filters.change(principal, { id, nsfilter, revision }, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteMcpToolFilter',
    title: 'Delete an MCP tool filter',
    description: 'Deletes a saved filter; MCP URLs that name it answer with an error from then on.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'] },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: filterIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#filters.delete(principal, { id, nsfilter, revision });
  }
}
