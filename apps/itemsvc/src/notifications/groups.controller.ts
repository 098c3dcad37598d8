import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type NewNotificationGroup,
  newNotificationGroupsSchema,
  type NotificationGroup,
  notificationGroupSchema,
  type Page,
  pageSchema,
  type PatchNotificationGroup,
  patchNotificationGroupSchema,
  type ReplaceNotificationGroup,
  replaceNotificationGroupSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
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
import { namespaceOf, type OneNamespaceQuery, oneNamespaceQuerySchema } from '../namespace-settings/one-namespace.js';
import { GroupsService } from './groups.service.js';

const SERVICE = 'IafNotification';
const groupIdSchema = idOf('The _id of the notification group; getGroups lists them');
const groupPageSchema = pageSchema(notificationGroupSchema);
const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _userType: z
    .string()
    .max(50)
    .optional()
    .meta({ description: 'Only the group of this type', examples: ['site_managers'] }),
  ...pageParameters,
});
type ListQuery = z.infer<typeof listQuerySchema>;

/** Scripts and models read only; who is written to is decided by people, and by programs of theirs. */
@ApiTags('Notification groups')
@ApiBearerAuth()
@AsksGrants()
@Controller('notificationsvc/api/v1/groups')
export class GroupsController {
  readonly #groups: GroupsService;

  constructor(groups: GroupsService) {
    this.#groups = groups;
  }

  @Post()
  @Operation({
    id: 'createNotificationGroups',
    title: 'Create notification groups',
    description: 'Stores groups that messages can be sent to: all of them or none. Scripts cannot.',
    status: 201,
    response: groupPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'], audience: 'programs' },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: oneNamespaceQuerySchema }) query: OneNamespaceQuery,
    @Body({ schema: newNotificationGroupsSchema }) body: NewNotificationGroup[],
  ): Promise<Page<NotificationGroup>> {
    return this.#groups.create(principal, namespaceOf(query), body);
  }

  @Get()
  @Operation({
    id: 'getGroups',
    title: 'List notification groups',
    description:
      'Lists the groups of the namespace that messages can be sent to, by name. Use it to find whom to notify; narrow it with _userType.',
    response: groupPageSchema,
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [{ name: 'criteria', members: ['_userType'] }, 'ctx', PAGE_OPTIONS],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) { nsfilter, _userType, ...page }: ListQuery,
  ): Promise<Page<NotificationGroup>> {
    return this.#groups.page(principal, nsfilter, { userType: _userType, ...rangeOf(page) });
  }

  @Get(':id')
  @Operation({
    id: 'getGroup',
    title: 'Get a notification group',
    description:
      'Answers with one group that messages can be sent to, by its id. getGroups lists the ids; getGroupMembers says where its messages go.',
    response: notificationGroupSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<NotificationGroup>> {
    return this.#groups.get(principal, { id, nsfilter });
  }

  @Put(':id')
  @Operation({
    id: 'updateNotificationGroup',
    title: 'Replace a notification group',
    description: 'Replaces name, description and type of a group; its members stay. Scripts cannot.',
    response: notificationGroupSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceNotificationGroupSchema }) body: ReplaceNotificationGroup,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<NotificationGroup>> {
    return this.#groups.change(principal, { id, nsfilter, revision }, body);
  }

  @Patch(':id')
  @Operation({
    id: 'patchNotificationGroup',
    title: 'Change fields of a notification group',
    description: 'Changes the fields of a group that are given and leaves the others. Scripts cannot.',
    response: notificationGroupSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchNotificationGroupSchema }) body: PatchNotificationGroup,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<NotificationGroup>> {
    return this.#groups.change(principal, { id, nsfilter, revision }, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteNotificationGroup',
    title: 'Delete a notification group',
    description: 'Deletes a group with its members and messages; what is not delivered yet never is. Scripts cannot.',
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
