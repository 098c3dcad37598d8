import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type ApiService,
  apiServiceSchema,
  type ApiServiceSummary,
  apiServiceSummarySchema,
  type NewApiService,
  newApiServicesSchema,
  type Page,
  pageSchema,
  type PatchApiService,
  patchApiServiceSchema,
  type ReplaceApiService,
  replaceApiServiceSchema,
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
import { ApiServicesService } from './api-services.service.js';

const SERVICE = 'IafAISvc';
/** Room for a document of the largest size, as a text in JSON. */
const DOCUMENT_BODY = { maxBodyBytes: 12 * 1024 * 1024 };
const serviceIdSchema = idOf('The _id of the service; getOpenApiServices lists them');
const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _name: z
    .string()
    .optional()
    .meta({ description: 'Only the service of this name', examples: ['Weather'] }),
  ...pageParameters,
});
type ListQuery = z.infer<typeof listQuerySchema>;

@ApiTags('OpenAPI services')
@ApiBearerAuth()
@AsksGrants()
@Controller('aisvc/api/v1/openapi-services')
export class ApiServicesController {
  readonly #services: ApiServicesService;

  constructor(services: ApiServicesService) {
    this.#services = services;
  }

  @Post()
  @RouteConfig(DOCUMENT_BODY)
  @Operation({
    id: 'createOpenApiServices',
    title: 'Create OpenAPI services',
    description: 'Makes tools of the operations of APIs that OpenAPI documents describe: all services or none.',
    status: 201,
    response: pageSchema(apiServiceSchema),
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'] },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: newApiServicesSchema }) body: NewApiService[],
  ): Promise<Page<ApiService>> {
    return this.#services.create(principal, nsfilter, body);
  }

  @Get()
  @Operation({
    id: 'getOpenApiServices',
    title: 'List OpenAPI services',
    description:
      'Lists the APIs whose operations are tools of the namespace: where each is, and how many tools it has. Its tools are named <operation>_<_name>. Use it to see which APIs of others there are.',
    response: pageSchema(apiServiceSummarySchema),
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [{ name: 'criteria', members: ['_name'] }, 'ctx', PAGE_OPTIONS],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) { nsfilter, _name, ...page }: ListQuery,
  ): Promise<Page<ApiServiceSummary>> {
    return this.#services.page(principal, nsfilter, { ...rangeOf(page), name: _name });
  }

  @Get(':id')
  @Operation({
    id: 'getOpenApiService',
    title: 'Get an OpenAPI service',
    description:
      'Answers with one API, its tools, and the operations that could not become tools with the reasons. Use it to find out why an operation is no tool; getOpenApiServices lists the ids.',
    response: apiServiceSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: serviceIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<ApiService>> {
    return this.#services.get(principal, { id, nsfilter });
  }

  @Put(':id')
  @RouteConfig(DOCUMENT_BODY)
  @Operation({
    id: 'updateOpenApiService',
    title: 'Replace an OpenAPI service',
    description: 'Replaces a service; its tools are those of the new document at once.',
    response: apiServiceSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: serviceIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceApiServiceSchema }) body: ReplaceApiService,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<ApiService>> {
    return this.#services.replace(principal, { id, nsfilter, revision }, body);
  }

  @Patch(':id')
  @RouteConfig(DOCUMENT_BODY)
  @Operation({
    id: 'patchOpenApiService',
    title: 'Change fields of an OpenAPI service',
    description: 'Changes the fields that are given and leaves the others; the stored document is read again.',
    response: apiServiceSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: serviceIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchApiServiceSchema }) body: PatchApiService,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<ApiService>> {
    return this.#services.patch(principal, { id, nsfilter, revision }, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteOpenApiService',
    title: 'Delete an OpenAPI service',
    description: 'Deletes a service and with it its tools.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'] },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: serviceIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#services.delete(principal, { id, nsfilter, revision });
  }
}
