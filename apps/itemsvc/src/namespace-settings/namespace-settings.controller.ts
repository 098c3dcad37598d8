import { Body, Controller, Get, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type NamespaceSettings,
  namespaceSettingsSchema,
  type ReplaceNamespaceSettings,
  replaceNamespaceSettingsSchema,
} from '#libs/contracts';
import { IfMatch, Operation, type WithRevision } from '#libs/service-kit';
import { NamespaceSettingsService } from './namespace-settings.service.js';
import { namespaceOf, type OneNamespaceQuery, oneNamespaceQuerySchema } from './one-namespace.js';

const SERVICE = 'IafItemSvc';

@ApiTags('Namespace settings')
@ApiBearerAuth()
@AsksGrants()
@Controller('itemsvc/api/v1/namespacesettings')
export class NamespaceSettingsController {
  readonly #settings: NamespaceSettingsService;

  constructor(settings: NamespaceSettingsService) {
    this.#settings = settings;
  }

  @Get()
  @Operation({
    id: 'getNamespaceSettings',
    title: 'Get the settings of a namespace',
    description:
      'Answers with what is decided for the whole namespace: the hosts that its scripts may fetch from. Use it to see why a fetch is refused.',
    response: namespaceSettingsSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: oneNamespaceQuerySchema }) query: OneNamespaceQuery,
  ): Promise<WithRevision<NamespaceSettings>> {
    return this.#settings.get(principal, namespaceOf(query));
  }

  @Put()
  @Operation({
    id: 'updateNamespaceSettings',
    title: 'Replace the settings of a namespace',
    description: 'Replaces the settings; runs follow at once. Scripts cannot.',
    response: namespaceSettingsSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['body', 'ctx'], audience: 'programs' },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: oneNamespaceQuerySchema }) query: OneNamespaceQuery,
    @Body({ schema: replaceNamespaceSettingsSchema }) body: ReplaceNamespaceSettings,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<NamespaceSettings>> {
    return this.#settings.replace(principal, namespaceOf(query), { revision, body });
  }
}
