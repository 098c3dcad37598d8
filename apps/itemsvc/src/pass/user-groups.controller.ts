import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type NewUserGroup,
  newUserGroupsSchema,
  type Page,
  pageSchema,
  type PatchUserGroup,
  patchUserGroupSchema,
  type ReplaceUserGroup,
  replaceUserGroupSchema,
  type UserGroup,
  userGroupSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  type CreateQuery,
  createQuerySchema,
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
import { UserGroupsService } from './user-groups.service.js';

const SERVICE = 'IafPassSvc';
const groupIdSchema = idOf('The _id of the user group; getUserGroups lists them');
const groupPageSchema = pageSchema(userGroupSchema);

/** Scripts and models read only; who has which rights is decided by people, and by programs of theirs. */
@ApiTags('User groups')
@ApiBearerAuth()
@AsksGrants()
@Controller('passportsvc/api/v1/usergroups')
export class UserGroupsController {
  readonly #groups: UserGroupsService;

  constructor(groups: UserGroupsService) {
    this.#groups = groups;
  }

  @Post()
  @Operation({
    id: 'createUserGroups',
    title: 'Create user groups',
    description: 'Stores groups of users, to whom things can be granted together: all of them or none. Scripts cannot.',
    status: 201,
    response: groupPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'], audience: 'programs' },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: newUserGroupsSchema }) body: NewUserGroup[],
  ): Promise<Page<UserGroup>> {
    return this.#groups.create(principal, nsfilter, body);
  }

  @Get()
  @Operation({
    id: 'getUserGroups',
    title: 'List user groups',
    description:
      'Lists the user groups of the namespace with the ids of their members, by name. Use it to see who belongs together; grants may name a group.',
    response: groupPageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['ctx', PAGE_OPTIONS] },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageQuerySchema }) { nsfilter, ...page }: PageQuery,
  ): Promise<Page<UserGroup>> {
    return this.#groups.page(principal, nsfilter, rangeOf(page));
  }

  @Get(':id')
  @Operation({
    id: 'getUserGroup',
    title: 'Get a user group',
    description: 'Answers with one user group, by its id, with the ids of its members. getUserGroups lists the ids.',
    response: userGroupSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<UserGroup>> {
    return this.#groups.get(principal, { id, nsfilter });
  }

  @Put(':id')
  @Operation({
    id: 'updateUserGroup',
    title: 'Replace a user group',
    description: 'Replaces a group; who joins or leaves has its rights, or has not, at once. Scripts cannot.',
    response: userGroupSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceUserGroupSchema }) body: ReplaceUserGroup,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<UserGroup>> {
    return this.#groups.change(principal, { id, nsfilter, revision }, body);
  }

  @Patch(':id')
  @Operation({
    id: 'patchUserGroup',
    title: 'Change fields of a user group',
    description: 'Changes the fields that are given and leaves the others. Scripts cannot.',
    response: userGroupSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchUserGroupSchema }) body: PatchUserGroup,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<UserGroup>> {
    return this.#groups.change(principal, { id, nsfilter, revision }, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteUserGroup',
    title: 'Delete a user group',
    description: 'Deletes a group, and with it what its members have through it. Scripts cannot.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'], audience: 'programs' },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#groups.delete(principal, { id, nsfilter, revision });
  }
}
