import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  Param,
  Post,
  Put,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiBody, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type File,
  fileSchema,
  type FileVersion,
  fileVersionSchema,
  type JsonObject,
  type NewFile,
  newFilesSchema,
  type Page,
  pageSchema,
} from '#libs/contracts';
import {
  type ById,
  byIdQuerySchema,
  type CreateQuery,
  createQuerySchema,
  idOf,
  IfMatch,
  nsfilterSchema,
  Operation,
  PAGE_OPTIONS,
  type PageByIdQuery,
  pageByIdQuerySchema,
  rangeOf,
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { LIST_ARGUMENTS, type ListQueryParameters, listQuerySchema } from '../listing/list-parameters.js';
import { type ListFields, readListQuery } from '../listing/list-query.js';
import { projected } from '../listing/projected.js';
import { contentAnswer } from './content-answer.js';
import { FilesService } from './files.service.js';

const SERVICE = 'IafFileSvc';
const STORED_FIELDS = ['_id', '_name', '_description', '_namespaces', '_tags', '_tipId', '_tipVersion', '_metadata'];
const FILE_FIELDS: ListFields = { stored: STORED_FIELDS, shown: [...STORED_FIELDS, '_irn', '_status', '_fileVersion'] };
const fileIdSchema = idOf('The _id of the file; getFiles finds it by name');
const filePageSchema = pageSchema(fileSchema);
const contentQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema.optional(),
  version: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'must be the number of a version')
    .transform(Number)
    .optional()
    .describe('Number of the version; the newest when left out'),
});
type ContentQuery = z.infer<typeof contentQuerySchema>;

@ApiTags('Files')
@ApiBearerAuth()
@AsksGrants()
@Controller('filesvc/api/v1')
export class FilesController {
  readonly #files: FilesService;

  constructor(files: FilesService) {
    this.#files = files;
  }

  @Post('files')
  @Operation({
    id: 'createFiles',
    title: 'Create files',
    description: 'Stores what is said of files; their contents are put one by one.',
    status: 201,
    response: filePageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'] },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: newFilesSchema }) body: NewFile[],
  ): Promise<Page<File>> {
    return this.#files.create(principal, nsfilter, body);
  }

  @Get('files')
  @Operation({
    id: 'getFiles',
    title: 'List files',
    description:
      'Lists the files of the namespace with name, tags, size and type of the newest version; not their contents, for which getFileUrl takes the _id of a file. Use it to find files: narrow it with query, e.g. {"_tags": "survey"}, order it with sort, and take only the fields you need with project.',
    response: filePageSchema,
    platform: { service: SERVICE, access: 'READ', arguments: LIST_ARGUMENTS },
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) { nsfilter, ...parameters }: ListQueryParameters,
  ): Promise<Page<JsonObject>> {
    const query = readListQuery(parameters, FILE_FIELDS, principal);
    return projected(await this.#files.page(principal, nsfilter, query), query.projection);
  }

  @Get('files/:id')
  @Operation({
    id: 'getFile',
    title: 'Get a file',
    description:
      'Answers with what is known of one file: name, tags, and size and type of its newest version. Use it when you have the _id; getFiles finds files by anything else. The content is behind the URL that getFileUrl gives.',
    response: fileSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: fileIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<File>> {
    return this.#files.get(principal, { id, nsfilter });
  }

  @Get('files/:id/versions')
  @Operation({
    id: 'getFileVersions',
    title: 'List the versions of a file',
    description:
      'Lists the versions of one file with sizes, types and hashes, the newest first. Use it to see how a file changed, or for the number of a version that getFileVersionUrl takes.',
    response: pageSchema(fileVersionSchema),
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx', PAGE_OPTIONS] },
  })
  versions(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: fileIdSchema }) { id }: ById,
    @Query({ schema: pageByIdQuerySchema }) { nsfilter, ...page }: PageByIdQuery,
  ): Promise<Page<FileVersion>> {
    return this.#files.versions(principal, { id, nsfilter }, rangeOf(page));
  }

  @Put('files/:id/content')
  @RouteConfig({ body: 'stream' })
  @ApiBody({ description: 'The content, of any type, as it is', schema: { type: 'string', format: 'binary' } })
  @Operation({
    id: 'putFileContent',
    title: 'Put the content of a file',
    description: 'Stores the body as a new version of the file; its Content-Type is kept.',
    response: fileSchema,
  })
  putContent(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: fileIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body() stream: Readable | undefined,
    @Headers('content-type') contentType = 'application/octet-stream',
  ): Promise<WithRevision<File>> {
    // A request without a body has no stream; its content is empty.
    const content = { stream: stream ?? Readable.from([]), contentType };
    return this.#files.putContent(principal, { id, nsfilter }, content);
  }

  @Get('files/:id/content')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', 'sandbox')
  @Operation({
    id: 'getFileContent',
    title: 'Get the content of a file',
    description: 'Answers with the content of one version as it was put.',
  })
  async content(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: fileIdSchema }) { id }: ById,
    @Query({ schema: contentQuerySchema }) { nsfilter, version: number }: ContentQuery,
  ): Promise<StreamableFile> {
    return contentAnswer(await this.#files.content(principal, { id, nsfilter }, number));
  }

  @Delete('files/:id')
  @Operation({
    id: 'deleteFile',
    title: 'Delete a file',
    description: 'Deletes a file with all its versions.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'] },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: fileIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#files.delete(principal, { id, nsfilter, revision });
  }
}
