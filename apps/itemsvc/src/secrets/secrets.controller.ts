import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type NewSecret,
  newSecretsSchema,
  type Page,
  pageSchema,
  type PatchSecret,
  patchSecretSchema,
  type ReplaceSecret,
  replaceSecretSchema,
  type ResolvedSecrets,
  resolvedSecretsSchema,
  type ResolveSecrets,
  resolveSecretsSchema,
  type Secret,
  secretSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  idOf,
  IfMatch,
  Operation,
  PAGE_OPTIONS,
  type PageQuery,
  pageQuerySchema,
  rangeOf,
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { namespaceOf, type OneNamespaceQuery, oneNamespaceQuerySchema } from '../namespace-settings/one-namespace.js';
import { SecretResolver } from './secret-resolver.js';
import { SecretsService } from './secrets.service.js';

const SERVICE = 'IafItemSvc';
const secretIdSchema = idOf('The _id of the secret; getSecrets lists them');
const secretPageSchema = pageSchema(secretSchema);

/** Scripts and models read only, programs write as well; the way of the values is no method of the platform API. */
@ApiTags('Secrets')
@ApiBearerAuth()
@AsksGrants()
@Controller('itemsvc/api/v1/secrets')
export class SecretsController {
  readonly #secrets: SecretsService;
  readonly #resolver: SecretResolver;

  constructor(secrets: SecretsService, resolver: SecretResolver) {
    this.#secrets = secrets;
    this.#resolver = resolver;
  }

  @Post()
  @Operation({
    id: 'createSecrets',
    title: 'Create secrets',
    description: 'Stores secrets, which scripts use in the headers of a fetch: all of them or none. Scripts cannot.',
    status: 201,
    response: secretPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'], audience: 'programs' },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: oneNamespaceQuerySchema }) query: OneNamespaceQuery,
    @Body({ schema: newSecretsSchema }) body: NewSecret[],
  ): Promise<Page<Secret>> {
    return this.#secrets.create(principal, namespaceOf(query), body);
  }

  @Post('resolve')
  @Operation({
    id: 'resolveSecrets',
    title: 'Resolve secrets',
    description: 'For the services alone: the values of secrets that go to an origin.',
    response: resolvedSecretsSchema,
  })
  resolve(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: oneNamespaceQuerySchema }) query: OneNamespaceQuery,
    @Body({ schema: resolveSecretsSchema }) body: ResolveSecrets,
  ): Promise<ResolvedSecrets> {
    return this.#resolver.resolve(principal, namespaceOf(query), body);
  }

  @Get()
  @Operation({
    id: 'getSecrets',
    title: 'List secrets',
    description:
      'Lists the secrets that scripts of the namespace may use in a fetch, and for which hosts, by name; no values. Use it to see which name a script must give, or why a fetch is refused.',
    response: secretPageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['ctx', PAGE_OPTIONS] },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageQuerySchema }) { nsfilter, ...page }: PageQuery,
  ): Promise<Page<Secret>> {
    return this.#secrets.page(principal, nsfilter, rangeOf(page));
  }

  @Get(':id')
  @Operation({
    id: 'getSecret',
    title: 'Get a secret',
    description: 'Answers with one secret, by its id: its name and hosts, never its value. getSecrets lists the ids.',
    response: secretSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: secretIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<Secret>> {
    return this.#secrets.get(principal, { id, nsfilter });
  }

  @Put(':id')
  @Operation({
    id: 'updateSecret',
    title: 'Replace a secret',
    description: 'Replaces a secret and its value; the next fetch uses it. Scripts cannot.',
    response: secretSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: secretIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceSecretSchema }) body: ReplaceSecret,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Secret>> {
    return this.#secrets.change(principal, { id, nsfilter, revision }, body);
  }

  @Patch(':id')
  @Operation({
    id: 'patchSecret',
    title: 'Change fields of a secret',
    description:
      'Changes the fields that are given and leaves the others; the value too, to rotate it. Scripts cannot.',
    response: secretSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: secretIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchSecretSchema }) body: PatchSecret,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Secret>> {
    return this.#secrets.change(principal, { id, nsfilter, revision }, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteSecret',
    title: 'Delete a secret',
    description: 'Deletes a secret; a fetch that names it is refused from then on. Scripts cannot.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'], audience: 'programs' },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: secretIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#secrets.delete(principal, { id, nsfilter, revision });
  }
}
