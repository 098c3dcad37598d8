import { Controller, Delete, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentPrincipal, type Principal } from '#libs/access';
import { userIdSchema } from '#libs/contracts';
import { type ById, Operation } from '#libs/service-kit';
import { UsersService } from './users.service.js';

const userSchema = z.strictObject({ id: userIdSchema });

/** Nothing for scripts and models: who there is is decided by people, and by programs of theirs. */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('passportsvc/api/v1/users')
export class UsersController {
  readonly #users: UsersService;

  constructor(users: UsersService) {
    this.#users = users;
  }

  @Delete(':id')
  @Operation({
    id: 'removeUser',
    title: 'Remove a user',
    description:
      'Revokes the tokens of a user, deletes what it was granted and takes it out of its groups, in all namespaces. What it made stays, and its id is never given a token again. For the admin.',
    status: 204,
    platform: { service: 'IafPassSvc', access: 'DELETE', arguments: ['id', 'ctx'], audience: 'programs' },
  })
  remove(@CurrentPrincipal() principal: Principal, @Param({ schema: userSchema }) { id }: ById): Promise<void> {
    return this.#users.remove(principal, id);
  }
}
