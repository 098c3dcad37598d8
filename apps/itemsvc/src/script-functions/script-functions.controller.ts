import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import { type Page, pageSchema, type ScriptFunctionEntry, scriptFunctionEntrySchema } from '#libs/contracts';
import { nsfilterSchema, Operation, pageParameters } from '#libs/service-kit';
import { PAGE_ENDS_EARLY } from '../listing/page-bytes.js';
import { ScriptFunctionsService } from './script-functions.service.js';

const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  _userType: z.string().optional().describe('Only functions of scripts of this _userType'),
  _name: z.string().optional().describe('Only the function of this name'),
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
    description: `Lists the functions that the scripts of the namespace declare in their newest versions, with parameters and the schemas found in JSDoc. ${PAGE_ENDS_EARLY}`,
    response: pageSchema(scriptFunctionEntrySchema),
    platform: {
      service: 'IafItemSvc',
      access: 'READ',
      arguments: [
        { name: 'criteria', members: ['_userType', '_name'] },
        'ctx',
        { name: 'options', members: ['_offset', '_pageSize'] },
      ],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listQuerySchema }) query: ListFunctionsQuery,
  ): Promise<Page<ScriptFunctionEntry>> {
    return this.#functions.page(principal, query);
  }
}
