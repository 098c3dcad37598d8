import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import { type Page, pageSchema, type ScriptFunctionEntry, scriptFunctionEntrySchema } from '#libs/contracts';
import {
  idTextSchema,
  nsfilterSchema,
  Operation,
  PAGE_OPTIONS,
  pageParameters,
  wholeNumberText,
} from '#libs/service-kit';
import { ScriptFunctionsService } from './script-functions.service.js';

/** As many as a URL has room for. */
const MAX_VERSION_IDS = 100;

const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _userType: z
    .string()
    .optional()
    .meta({ description: 'Only functions of scripts of this _userType', examples: ['file_scripts'] }),
  _name: z
    .string()
    .optional()
    .meta({ description: 'Only the function of this name', examples: ['findfileNameByID'] }),
  _version: wholeNumberText({ minimum: 1, maximum: 999_999_999, examples: [1] })
    .optional()
    .describe('What this version of each script declares, in place of the newest; only scripts that have it'),
  _versionId: z
    .union([idTextSchema, z.array(idTextSchema).max(MAX_VERSION_IDS, `must hold at most ${MAX_VERSION_IDS} ids`)])
    .meta({ examples: ['0e2bd3a9-6c5f-4c0b-9b3e-5d1f0a7c4e21'] })
    .transform((ids) => (typeof ids === 'string' ? [ids] : ids))
    .optional()
    .describe('What the version with this id declares, or each of these, in place of the newest of each script'),
  ...pageParameters,
});
export type ListFunctionsQuery = z.infer<typeof listQuerySchema>;

@ApiTags('Script functions')
@ApiBearerAuth()
@AsksGrants()
@Controller('itemsvc/api/v1')
export class ScriptFunctionsController {
  readonly #functions: ScriptFunctionsService;

  constructor(functions: ScriptFunctionsService) {
    this.#functions = functions;
  }

  @Get('scriptfunctions')
  @Operation({
    id: 'getScriptFunctions',
    title: 'List the functions of scripts',
    description:
      'Lists the functions that the scripts of the namespace declare in their newest versions, or in the versions that are asked for, with parameters and the schemas found in types and JSDoc. Use it to see what a tool could call; narrow it with _userType and _name.',
    response: pageSchema(scriptFunctionEntrySchema),
    platform: {
      service: 'IafItemSvc',
      access: 'READ',
      arguments: [{ name: 'criteria', members: ['_userType', '_name', '_version', '_versionId'] }, 'ctx', PAGE_OPTIONS],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) query: ListFunctionsQuery,
  ): Promise<Page<ScriptFunctionEntry>> {
    return this.#functions.page(principal, query);
  }
}
