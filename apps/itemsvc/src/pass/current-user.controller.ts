import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type CurrentUser,
  currentUserSchema,
  type Page,
  pageSchema,
  type Workspace,
  workspaceSchema,
} from '#libs/contracts';
import { Operation, PAGE_OPTIONS, pageParameters, rangeOf } from '#libs/service-kit';
import { CurrentUserService } from './current-user.service.js';

const SERVICE = 'IafPassSvc';
const noQuerySchema = z.strictObject({});
const listQuerySchema = z.strictObject(pageParameters);
type ListQuery = z.infer<typeof listQuerySchema>;

@ApiTags('Current user')
@ApiBearerAuth()
@AsksGrants()
@Controller('passportsvc/api/v1')
export class CurrentUserController {
  readonly #users: CurrentUserService;

  constructor(users: CurrentUserService) {
    this.#users = users;
  }

  @Get('users/me')
  @Operation({
    id: 'getCurrentUser',
    title: 'Get the current user',
    description:
      'Answers with who calls: the id, the kind of principal, its namespaces and its user groups. Use it to learn on whose behalf you act; checkAccess says what that allows.',
    response: currentUserSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['ctx'] },
  })
  me(@CurrentPrincipal() principal: Principal, @Query({ schema: noQuerySchema }) _query: object): Promise<CurrentUser> {
    return this.#users.get(principal);
  }

  @Get('workspaces')
  @Operation({
    id: 'getWorkspaces',
    title: 'List workspaces',
    description:
      'Lists the namespaces that the caller may read and that hold something, by name. Use it to learn where else there is data; each tool works in the namespace of its URL.',
    response: pageSchema(workspaceSchema),
    platform: { service: SERVICE, access: 'READ', arguments: ['ctx', PAGE_OPTIONS] },
  })
  workspaces(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) page: ListQuery,
  ): Promise<Page<Workspace>> {
    return this.#users.workspaces(principal, rangeOf(page));
  }
}
