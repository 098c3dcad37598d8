import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type JsonObject,
  jsonObjectSchema,
  newRelatedItemsSchema,
  type Page,
  pageSchema,
  type RelatedItem,
  relatedItemSchema,
} from '#libs/contracts';
import {
  byIdQuerySchema,
  idOf,
  idTextSchema,
  IfMatch,
  nsfilterSchema,
  Operation,
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { LIST_ARGUMENTS, LIST_OPTIONS, listParameters, searchTextSchema } from '../listing/list-parameters.js';
import { type ListFields, readListQuery } from '../listing/list-query.js';
import { projected } from '../listing/projected.js';
import { RelatedItemsService } from './related-items.service.js';

const SERVICE = 'IafItemSvc';
const PATH = 'nameduseritems/:id/relateditems';
const relatedPageSchema = pageSchema(relatedItemSchema);
const collectionIdSchema = idOf(
  'The _id of the collection; getNamedUserItems finds it, with query {"_itemClass": "NamedUserCollection"}',
);
const relatedIdSchema = collectionIdSchema.extend({
  relatedId: idTextSchema.describe('The _id of the record; getRelatedItems lists them'),
});
const listQuerySchema = z.strictObject({ nsfilter: nsfilterSchema.optional(), ...listParameters });
type ListQueryParameters = z.infer<typeof listQuerySchema>;
const searchQuerySchema = listQuerySchema.extend({ searchText: searchTextSchema });
type SearchQueryParameters = z.infer<typeof searchQuerySchema>;
type RelatedId = z.infer<typeof relatedIdSchema>;
const SEARCH_CRITERIA = { name: 'criteria', members: ['searchText', 'query'] } as const;
const ANY_FIELDS: ListFields = { stored: 'any', shown: 'any' };

@ApiTags('Related items')
@ApiBearerAuth()
@AsksGrants()
@Controller('itemsvc/api/v1')
export class RelatedItemsController {
  readonly #related: RelatedItemsService;

  constructor(related: RelatedItemsService) {
    this.#related = related;
  }

  @Post(PATH)
  @Operation({
    id: 'createRelatedItems',
    title: 'Add related items to a collection',
    description: 'Stores records in a collection: all of them or none.',
    status: 201,
    response: relatedPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['id', 'body', 'ctx'] },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: collectionIdSchema }) { id }: { id: string },
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: newRelatedItemsSchema }) body: JsonObject[],
  ): Promise<Page<RelatedItem>> {
    return this.#related.create(principal, { id, nsfilter }, body);
  }

  @Get(PATH)
  @Operation({
    id: 'getRelatedItems',
    title: 'List the related items of a collection',
    description:
      'Lists the records of one collection, by the id of the collection. Use it to read data that was stored as records. Narrow it with query on any field, e.g. {"height": {"$gt": 10}}, order it with sort, and take only the fields you need with project; searchRelatedItems looks for words.',
    response: relatedPageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', ...LIST_ARGUMENTS] },
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: collectionIdSchema }) { id }: { id: string },
    @Query({ schema: listQuerySchema }) { nsfilter, ...parameters }: ListQueryParameters,
  ): Promise<Page<JsonObject>> {
    const query = readListQuery(parameters, ANY_FIELDS, principal);
    return projected(await this.#related.page(principal, { id, nsfilter }, query), query.projection);
  }

  @Get(`${PATH}/search`)
  @Operation({
    id: 'searchRelatedItems',
    title: 'Search the related items of a collection',
    description:
      'Finds the records of one collection, by the id of the collection, whose texts hold all words of searchText, in any field and in any case. Use it when you know words and not the field; narrow it further with query, and take only the fields you need with project.',
    response: relatedPageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', SEARCH_CRITERIA, 'ctx', LIST_OPTIONS] },
  })
  async search(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: collectionIdSchema }) { id }: { id: string },
    @Query({ schema: searchQuerySchema }) { nsfilter, searchText, ...parameters }: SearchQueryParameters,
  ): Promise<Page<JsonObject>> {
    const query = readListQuery(parameters, ANY_FIELDS, principal);
    const page = await this.#related.search(principal, { id, nsfilter }, { words: searchText, query });
    return projected(page, query.projection);
  }

  @Get(`${PATH}/:relatedId`)
  @Operation({
    id: 'getRelatedItem',
    title: 'Get a related item',
    description:
      'Answers with one record of a collection, whole. Use it when you have the _id of the record; getRelatedItems and searchRelatedItems find records.',
    response: relatedItemSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'relatedId', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: relatedIdSchema }) { id, relatedId }: RelatedId,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<RelatedItem>> {
    return this.#related.get(principal, { id, relatedId, nsfilter });
  }

  @Put(`${PATH}/:relatedId`)
  @Operation({
    id: 'updateRelatedItem',
    title: 'Replace a related item',
    description: 'Replaces the fields of one record of a collection.',
    response: relatedItemSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'relatedId', 'body', 'ctx'] },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: relatedIdSchema }) { id, relatedId }: RelatedId,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: jsonObjectSchema }) body: JsonObject,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<RelatedItem>> {
    return this.#related.replace(principal, { id, relatedId, nsfilter, revision }, body);
  }

  @Patch(`${PATH}/:relatedId`)
  @Operation({
    id: 'patchRelatedItem',
    title: 'Change fields of a related item',
    description: 'Changes the fields of one record that are given and leaves the others.',
    response: relatedItemSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'relatedId', 'body', 'ctx'] },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: relatedIdSchema }) { id, relatedId }: RelatedId,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: jsonObjectSchema }) body: JsonObject,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<RelatedItem>> {
    return this.#related.patch(principal, { id, relatedId, nsfilter, revision }, body);
  }

  @Delete(`${PATH}/:relatedId`)
  @Operation({
    id: 'deleteRelatedItem',
    title: 'Delete a related item',
    description: 'Deletes one record of a collection.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'relatedId', 'ctx'] },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: relatedIdSchema }) { id, relatedId }: RelatedId,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#related.delete(principal, { id, relatedId, nsfilter, revision });
  }
}
