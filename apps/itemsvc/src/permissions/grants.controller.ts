import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type NewGrant,
  newGrantsSchema,
  type Page,
  pageSchema,
  type PatchGrant,
  patchGrantSchema,
  type ReplaceGrant,
  replaceGrantSchema,
  resourceNameSchema,
  type Grant,
  grantSchema,
  userIdSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  type CreateQuery,
  createQuerySchema,
  idOf,
  idTextSchema,
  IfMatch,
  nsfilterSchema,
  Operation,
  PAGE_OPTIONS,
  pageParameters,
  rangeOf,
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { GrantsService } from './grants.service.js';

const SERVICE = 'IafPermission';
const grantIdSchema = idOf('The _id of the grant; getGrants lists them');
const grantPageSchema = pageSchema(grantSchema);
const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _resource: resourceNameSchema
    .optional()
    .meta({ description: 'Only grants on this resource, by its whole name', examples: ['filesvc:file:*'] }),
  _userId: userIdSchema
    .optional()
    .meta({ description: 'Only what this user was granted, apart from groups', examples: ['anna'] }),
  _userGroupId: idTextSchema.optional().describe('Only what this user group was granted'),
  ...pageParameters,
});
type ListQuery = z.infer<typeof listQuerySchema>;

/** Scripts and models read only; who has which rights is decided by people, and by programs of theirs. */
@ApiTags('Grants')
@ApiBearerAuth()
@AsksGrants()
@Controller('permissionsvc/api/v1/grants')
export class GrantsController {
  readonly #grants: GrantsService;

  constructor(grants: GrantsService) {
    this.#grants = grants;
  }

  @Post()
  @Operation({
    id: 'createGrants',
    title: 'Grant rights',
    description: 'Grants users and groups what they may do with resources: all of it or nothing. Scripts cannot.',
    status: 201,
    response: grantPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'], audience: 'programs' },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: newGrantsSchema }) body: NewGrant[],
  ): Promise<Page<Grant>> {
    return this.#grants.create(principal, nsfilter, body);
  }

  @Get()
  @Operation({
    id: 'getGrants',
    title: 'List grants',
    description:
      'Lists the grants of the namespace that you may see, by resource: who may do what with it. Use it to see who else has a resource, with _resource, or what somebody was granted, with _userId or _userGroupId; checkAccess says what you may do yourself.',
    response: grantPageSchema,
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [{ name: 'criteria', members: ['_resource', '_userId', '_userGroupId'] }, 'ctx', PAGE_OPTIONS],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) { nsfilter, _resource, _userId, _userGroupId, ...page }: ListQuery,
  ): Promise<Page<Grant>> {
    return this.#grants.page(principal, nsfilter, {
      ...rangeOf(page),
      conditions: { resource: _resource, userId: _userId, userGroupId: _userGroupId },
    });
  }

  @Get(':id')
  @Operation({
    id: 'getGrant',
    title: 'Get a grant',
    description:
      'Answers with one grant, by its id: who may do what with which resource. getGrants lists the ids, and checkAccess names those that apply.',
    response: grantSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: grantIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<Grant>> {
    return this.#grants.get(principal, { id, nsfilter });
  }

  @Put(':id')
  @Operation({
    id: 'updateGrant',
    title: 'Replace a grant',
    description: 'Replaces a grant; it holds with the next request. Scripts cannot.',
    response: grantSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: grantIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceGrantSchema }) body: ReplaceGrant,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Grant>> {
    return this.#grants.change(principal, { id, nsfilter, revision }, body);
  }

  @Patch(':id')
  @Operation({
    id: 'patchGrant',
    title: 'Change fields of a grant',
    description: 'Changes the fields that are given and leaves the others. Scripts cannot.',
    response: grantSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: grantIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchGrantSchema }) body: PatchGrant,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Grant>> {
    return this.#grants.change(principal, { id, nsfilter, revision }, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteGrant',
    title: 'Revoke a grant',
    description: 'Deletes a grant; what nothing else allows is denied from then on. Scripts cannot.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'], audience: 'programs' },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: grantIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#grants.delete(principal, { id, nsfilter, revision });
  }
}
