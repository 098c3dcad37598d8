import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type GroupMember,
  groupMemberSchema,
  type GroupMemberWithSecret,
  groupMemberWithSecretSchema,
  type NewGroupMember,
  newGroupMembersSchema,
  type Page,
  pageSchema,
  type PatchGroupMember,
  patchGroupMemberSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  idOf,
  idTextSchema,
  IfMatch,
  Operation,
  PAGE_OPTIONS,
  type PageByIdQuery,
  pageByIdQuerySchema,
  rangeOf,
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { MembersService } from './members.service.js';

const groupIdSchema = idOf('The _id of the notification group; getGroups lists them');
const memberIdSchema = groupIdSchema.extend({
  memberId: idTextSchema.describe('The _id of the member; getGroupMembers lists them'),
});
type MemberId = z.infer<typeof memberIdSchema>;

const SERVICE = 'IafNotification';

@ApiTags('Notification groups')
@ApiBearerAuth()
@AsksGrants()
@Controller('notificationsvc/api/v1/groups/:id/members')
export class MembersController {
  readonly #members: MembersService;

  constructor(members: MembersService) {
    this.#members = members;
  }

  @Post()
  @Operation({
    id: 'createGroupMembers',
    title: 'Add members to a notification group',
    description:
      'Stores where the messages of a group are posted to: all or none. The answer alone tells the signing secrets. Scripts cannot.',
    status: 201,
    response: pageSchema(groupMemberWithSecretSchema),
    platform: { service: SERVICE, access: 'CREATE', arguments: ['id', 'body', 'ctx'], audience: 'programs' },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: newGroupMembersSchema }) body: NewGroupMember[],
  ): Promise<Page<GroupMemberWithSecret>> {
    return this.#members.create(principal, { id, nsfilter }, body);
  }

  @Get()
  @Operation({
    id: 'getGroupMembers',
    title: 'List the members of a notification group',
    description:
      'Lists where the messages of one group are posted to, by the id of the group; no secrets. Use it to see who hears of what is sent to a group.',
    response: pageSchema(groupMemberSchema),
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx', PAGE_OPTIONS] },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: groupIdSchema }) { id }: ById,
    @Query({ schema: pageByIdQuerySchema }) { nsfilter, ...page }: PageByIdQuery,
  ): Promise<Page<GroupMember>> {
    return this.#members.page(principal, { id, nsfilter }, rangeOf(page));
  }

  @Patch(':memberId')
  @Operation({
    id: 'patchGroupMember',
    title: 'Change fields of a member',
    description: 'Changes the name or the URL of a member; attempts follow from the next one on. Scripts cannot.',
    response: groupMemberSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'memberId', 'body', 'ctx'], audience: 'programs' },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: memberIdSchema }) { id, memberId }: MemberId,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchGroupMemberSchema }) body: PatchGroupMember,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<GroupMember>> {
    return this.#members.patch(principal, { id, memberId, nsfilter, revision }, body);
  }

  @Post(':memberId/secret')
  @Operation({
    id: 'renewGroupMemberSecret',
    title: 'Renew the signing secret of a member',
    description:
      'Gives a member another signing secret, which this answer alone tells. Webhooks are signed with it at once, and for a day with the one before as well. Scripts cannot.',
    response: groupMemberWithSecretSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'memberId', 'ctx'], audience: 'programs' },
  })
  renewSecret(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: memberIdSchema }) { id, memberId }: MemberId,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<GroupMemberWithSecret>> {
    return this.#members.renewSecret(principal, { id, memberId, nsfilter, revision });
  }

  @Delete(':memberId')
  @Operation({
    id: 'deleteGroupMember',
    title: 'Delete a member of a notification group',
    description: 'Deletes a member; what was not delivered to it yet never is. Scripts cannot.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'memberId', 'ctx'], audience: 'programs' },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: memberIdSchema }) { id, memberId }: MemberId,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#members.delete(principal, { id, memberId, nsfilter, revision });
  }
}
