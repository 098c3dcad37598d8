import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { CurrentPrincipal, type Principal } from '#libs/access';
import {
  type AccessToken,
  accessTokenSchema,
  type CreatedAccessToken,
  createdAccessTokenSchema,
  type NewAccessToken,
  newAccessTokensSchema,
  type Page,
  pageSchema,
  userIdSchema,
} from '#libs/contracts';
import { type ById, idSchema, Operation, PAGE_OPTIONS, pageParameters, rangeOf } from '#libs/service-kit';
import { AccessTokensService } from './access-tokens.service.js';

const noQuerySchema = z.strictObject({});
const listQuerySchema = z.strictObject({
  _userId: userIdSchema.optional().describe('Only tokens of this user'),
  ...pageParameters,
});
type ListQuery = z.infer<typeof listQuerySchema>;

const SERVICE = 'IafPassSvc';

/** Nothing for scripts and models: tokens are made by people, and by programs of theirs. */
@ApiTags('Access tokens')
@ApiBearerAuth()
@Controller('passportsvc/api/v1/accesstokens')
export class AccessTokensController {
  readonly #tokens: AccessTokensService;

  constructor(tokens: AccessTokensService) {
    this.#tokens = tokens;
  }

  @Post()
  @Operation({
    id: 'createAccessTokens',
    title: 'Create access tokens',
    description: 'Makes tokens by which users call, and shows each this once: all of them or none. For the admin.',
    status: 201,
    response: pageSchema(createdAccessTokenSchema),
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'], audience: 'programs' },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: noQuerySchema }) _query: object,
    @Body({ schema: newAccessTokensSchema }) body: NewAccessToken[],
  ): Promise<Page<CreatedAccessToken>> {
    return this.#tokens.create(principal, body);
  }

  @Get()
  @Operation({
    id: 'getAccessTokens',
    title: 'List access tokens',
    description: 'Lists the tokens of users, without their secrets. For the admin.',
    response: pageSchema(accessTokenSchema),
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [{ name: 'criteria', members: ['_userId'] }, 'ctx', PAGE_OPTIONS],
      audience: 'programs',
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) { _userId, ...page }: ListQuery,
  ): Promise<Page<AccessToken>> {
    return this.#tokens.page(principal, { ...rangeOf(page), userId: _userId });
  }

  @Get(':id')
  @Operation({
    id: 'getAccessToken',
    title: 'Get an access token',
    description: 'Answers with one token, by its id, without its secret. For the admin.',
    response: accessTokenSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'], audience: 'programs' },
  })
  get(@CurrentPrincipal() principal: Principal, @Param({ schema: idSchema }) { id }: ById): Promise<AccessToken> {
    return this.#tokens.get(principal, id);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteAccessToken',
    title: 'Revoke an access token',
    description: 'Revokes a token: from then on it is refused. For the admin.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'], audience: 'programs' },
  })
  revoke(@CurrentPrincipal() principal: Principal, @Param({ schema: idSchema }) { id }: ById): Promise<void> {
    return this.#tokens.revoke(principal, id);
  }
}
