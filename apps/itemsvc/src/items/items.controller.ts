import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type Item,
  itemSchema,
  type ItemVersion,
  itemVersionSchema,
  type JsonObject,
  type NewItem,
  newItemsSchema,
  type NewVersion,
  newVersionSchema,
  type Page,
  type PatchItem,
  patchItemSchema,
  type ReplaceItem,
  replaceItemSchema,
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
  type PageByIdQuery,
  pageByIdQuerySchema,
  rangeOf,
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { LIST_ARGUMENTS, type ListQueryParameters, listQuerySchema } from '../listing/list-parameters.js';
import { readListQuery } from '../listing/list-query.js';
import { projected } from '../listing/projected.js';
import { ITEM_FIELDS, itemPageSchema, itemVersionPageSchema } from './items.dto.js';
import { ItemsService } from './items.service.js';

const SERVICE = 'IafItemSvc';
const itemIdSchema = idOf('The _id of the item; getNamedUserItems finds it by name or _userType');
const versionIdSchema = idOf(
  'The _id of the version, as getNamedUserItemVersions lists them; an item names its newest in _tipId',
);

@ApiTags('Named user items')
@ApiBearerAuth()
@AsksGrants()
@Controller('itemsvc/api/v1')
export class ItemsController {
  readonly #items: ItemsService;

  constructor(items: ItemsService) {
    this.#items = items;
  }

  @Post('nameduseritems')
  @Operation({
    id: 'createNamedUserItems',
    title: 'Create named user items',
    description: 'Stores items (scripts, collections, configurations) with their first versions: all of them or none.',
    status: 201,
    response: itemPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'] },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: newItemsSchema }) body: NewItem[],
  ): Promise<Page<Item>> {
    return this.#items.create(principal, nsfilter, body);
  }

  @Get('nameduseritems')
  @Operation({
    id: 'getNamedUserItems',
    title: 'List named user items',
    description:
      'Lists the items of the namespace: scripts, collections, configurations, each with its newest version. Use it to find an item by name, _userType or _itemClass. Narrow it with query, e.g. {"_itemClass": "NamedUserCollection"}, and leave out what is large with project, e.g. {"_versions": 0}.',
    response: itemPageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: LIST_ARGUMENTS },
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) { nsfilter, ...parameters }: ListQueryParameters,
  ): Promise<Page<JsonObject>> {
    const query = readListQuery(parameters, ITEM_FIELDS, principal);
    return projected(await this.#items.page(principal, nsfilter, query), query.projection);
  }

  @Get('nameduseritems/:id')
  @Operation({
    id: 'getNamedUserItem',
    title: 'Get a named user item',
    description:
      'Answers with one item and its newest version, with its data: of a script the source, of a collection its description. Use it when you have the _id; getNamedUserItems finds items by anything else. The records of a collection are behind getRelatedItems.',
    response: itemSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: itemIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<Item>> {
    return this.#items.get(principal, { id, nsfilter });
  }

  @Put('nameduseritems/:id')
  @Operation({
    id: 'updateNamedUserItem',
    title: 'Replace a named user item',
    description:
      'Replaces what an item says of itself; data that differs from the newest version becomes a new version.',
    response: itemSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: itemIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceItemSchema }) body: ReplaceItem,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Item>> {
    return this.#items.replace(principal, { id, nsfilter, revision }, body);
  }

  @Patch('nameduseritems/:id')
  @Operation({
    id: 'patchNamedUserItem',
    title: 'Change fields of a named user item',
    description: 'Changes the fields that are given; data that differs from the newest version becomes a new version.',
    response: itemSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: itemIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchItemSchema }) body: PatchItem,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Item>> {
    return this.#items.patch(principal, { id, nsfilter, revision }, body);
  }

  @Delete('nameduseritems/:id')
  @Operation({
    id: 'deleteNamedUserItem',
    title: 'Delete a named user item',
    description: 'Deletes an item with all its versions and, of a collection, all its related items.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'] },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: itemIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#items.delete(principal, { id, nsfilter, revision });
  }

  @Get('nameduseritems/:id/versions')
  @Operation({
    id: 'getNamedUserItemVersions',
    title: 'List the versions of a named user item',
    description:
      'Lists the versions of one item with their data, the newest first. Use it to see how an item changed; with _pageSize 1 it answers with the newest alone.',
    response: itemVersionPageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx', PAGE_OPTIONS] },
  })
  versions(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: itemIdSchema }) { id }: ById,
    @Query({ schema: pageByIdQuerySchema }) { nsfilter, ...page }: PageByIdQuery,
  ): Promise<Page<ItemVersion>> {
    return this.#items.versions(principal, { id, nsfilter }, rangeOf(page));
  }

  @Post('nameduseritems/:id/versions')
  @Operation({
    id: 'createNamedUserItemVersion',
    title: 'Add a version to a named user item',
    description: 'Adds a version, which becomes the newest; earlier versions stay as they are.',
    status: 201,
    response: itemSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  addVersion(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: itemIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: newVersionSchema }) body: NewVersion,
  ): Promise<WithRevision<Item>> {
    return this.#items.addVersion(principal, { id, nsfilter }, body);
  }

  @Get('nameduseritemversions/:id')
  @Operation({
    id: 'getNamedUserItemVersion',
    title: 'Get a version of a named user item',
    description:
      'Answers with one version and its data, e.g. the source of a script, by the id of the version. A version never changes. Use it for one version that you know; getNamedUserItemVersions lists them.',
    response: itemVersionSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  version(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: versionIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<ItemVersion> {
    return this.#items.version(principal, { id, nsfilter });
  }
}
