import { Controller, Get, Header, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal, Public } from '#libs/access';
import { DEFAULT_FILE_URL_MS, type FileUrl, fileUrlSchema, MAX_FILE_URL_MS } from '#libs/contracts';
import { idOf, JSON_ENCODED, nsfilterSchema, Operation } from '#libs/service-kit';
import { contentAnswer } from './content-answer.js';
import { CONTENTS_PATH, FileUrlsService } from './file-urls.service.js';

const SERVICE = 'IafFileSvc';
const MIN_URL_MS = 1_000;
const WANTED = `must be a whole number from ${MIN_URL_MS} to ${MAX_FILE_URL_MS}`;
const urlQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema.optional(),
  _expiresInMs: z
    .string(`${WANTED}, given once`)
    .refine((text) => /^\d{1,8}$/.test(text) && Number(text) >= MIN_URL_MS && Number(text) <= MAX_FILE_URL_MS, WANTED)
    .meta({
      [JSON_ENCODED]: {
        type: 'integer',
        minimum: MIN_URL_MS,
        maximum: MAX_FILE_URL_MS,
        default: DEFAULT_FILE_URL_MS,
        description: 'How long the URL opens the content, in milliseconds',
        examples: [60_000],
      },
    })
    .transform(Number)
    .optional()
    .describe(`How long the URL opens the content, in milliseconds; ${DEFAULT_FILE_URL_MS} when left out`),
});
type UrlQuery = z.infer<typeof urlQuerySchema>;
const versionTextSchema = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be the number of a version')
  .meta({ [JSON_ENCODED]: { type: 'integer', minimum: 1, examples: [1] } })
  .transform(Number)
  .describe('Number of the version, 1 for the first; getFileVersions lists them');
const fileIdSchema = idOf('The _id of the file; getFiles finds it by name');
const versionSchema = fileIdSchema.extend({ version: versionTextSchema });
type Version = z.infer<typeof versionSchema>;
const openQuerySchema = z.strictObject({
  expires: z
    .string('is required: take the URL as it was given')
    .regex(/^[1-9]\d{0,14}$/, 'must be a time in milliseconds')
    .transform(Number),
  signature: z.string('is required: take the URL as it was given').max(100, 'is too long'),
});
type OpenQuery = z.infer<typeof openQuerySchema>;
const OPTIONS = { name: 'options', members: ['_expiresInMs'] } as const;

@ApiTags('Files')
@AsksGrants()
@Controller()
export class FileUrlsController {
  readonly #urls: FileUrlsService;

  constructor(urls: FileUrlsService) {
    this.#urls = urls;
  }

  @Get('filesvc/api/v1/files/:id/url')
  @ApiBearerAuth()
  @Operation({
    id: 'getFileUrl',
    title: 'Get a URL of a file',
    description:
      'Answers with a URL that downloads the newest content of one file without a token until it expires. Use it when the content itself is wanted. Hand the URL only to whom the content is meant for, and ask for no longer than it is needed.',
    response: fileUrlSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx', OPTIONS] },
  })
  ofNewest(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: fileIdSchema }) { id }: { id: string },
    @Query({ schema: urlQuerySchema }) { nsfilter, _expiresInMs }: UrlQuery,
  ): Promise<FileUrl> {
    return this.#urls.make(principal, { id, nsfilter }, { expiresInMs: _expiresInMs });
  }

  @Get('filesvc/api/v1/files/:id/versions/:version/url')
  @ApiBearerAuth()
  @Operation({
    id: 'getFileVersionUrl',
    title: 'Get a URL of a version of a file',
    description:
      'Answers with a URL that downloads one version of the content of a file without a token until it expires. Use it for an older content; getFileVersions lists the numbers, getFileUrl is for the newest. Hand the URL only to whom the content is meant for.',
    response: fileUrlSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'version', 'ctx', OPTIONS] },
  })
  ofVersion(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: versionSchema }) { id, version }: Version,
    @Query({ schema: urlQuerySchema }) { nsfilter, _expiresInMs }: UrlQuery,
  ): Promise<FileUrl> {
    return this.#urls.make(principal, { id, nsfilter }, { version, expiresInMs: _expiresInMs });
  }

  @Get(`${CONTENTS_PATH}/:id/:version`)
  @Public()
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', 'sandbox')
  @Header('referrer-policy', 'no-referrer')
  @Header('cache-control', 'private, no-store')
  @Operation({
    id: 'openFileUrl',
    title: 'Open a URL of a file',
    description: 'Answers with the content that a signed URL opens; needs no token. Take the URL as it was given.',
  })
  async open(
    @Param({ schema: versionSchema }) { id, version }: Version,
    @Query({ schema: openQuerySchema }) { expires, signature }: OpenQuery,
  ): Promise<StreamableFile> {
    return contentAnswer(await this.#urls.open({ fileId: id, version, expires }, signature));
  }
}
