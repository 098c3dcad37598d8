import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AsksGrants, CurrentPrincipal, type Principal } from '#libs/access';
import {
  type CallTool,
  callToolSchema,
  type NewTool,
  newToolsSchema,
  type Page,
  type PatchTool,
  patchToolSchema,
  type ReplaceTool,
  replaceToolSchema,
  type StartedRun,
  startedRunSchema,
  type Tool,
  toolSchema,
  type ToolTrial,
  toolTrialSchema,
  type TryTool,
  tryToolSchema,
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
  type Scope,
  type WithRevision,
} from '#libs/service-kit';
import { clientGone } from '../calls/client-gone.js';
import { ToolTrialsService } from '../calls/tool-trials.service.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { exposedTools } from '../catalog/exposed-tools.js';
import {
  type CallQuery,
  callQuerySchema,
  type ExposedPage,
  exposedPageSchema,
  type ExposedQuery,
  exposedQuerySchema,
  type ListToolsQuery,
  listToolsQuerySchema,
  toolPageSchema,
} from './tools.dto.js';
import { ToolsService } from './tools.service.js';

const SERVICE = 'IafAISvc';
const toolIdSchema = idOf('The _id of the tool, which for a system tool is system:<name>; getMcpTools lists them');

@ApiTags('MCP tools')
@ApiBearerAuth()
@AsksGrants()
@Controller('aisvc/api/v1/mcp-tools')
export class ToolsController {
  readonly #tools: ToolsService;
  readonly #trials: ToolTrialsService;
  readonly #catalog: CatalogService;

  constructor(tools: ToolsService, trials: ToolTrialsService, catalog: CatalogService) {
    this.#tools = tools;
    this.#trials = trials;
    this.#catalog = catalog;
  }

  @Post()
  @Operation({
    id: 'createMcpTools',
    title: 'Create MCP tools',
    description: 'Stores tools, each of which calls a function of a script: all of them or none.',
    status: 201,
    response: toolPageSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'] },
  })
  create(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: newToolsSchema }) body: NewTool[],
  ): Promise<Page<Tool>> {
    return this.#tools.create(principal, nsfilter, body);
  }

  @Get()
  @Operation({
    id: 'getMcpTools',
    title: 'List MCP tools',
    description:
      'Lists the tools of the namespace and the system tools, with their schemas, by name: more of them than this MCP URL may expose. Use it to see how tools are defined and which script each calls. Narrow it with query, _type or _tags.',
    response: toolPageSchema,
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [
        {
          name: 'criteria',
          members: [
            'filter',
            '_name',
            '_type',
            '_serviceName',
            '_tags',
            '_script._userType',
            '_script._scriptName',
            '_broken',
            'query',
          ],
        },
        'ctx',
        PAGE_OPTIONS,
      ],
    },
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: listToolsQuerySchema }) query: ListToolsQuery,
  ): Promise<Page<Tool>> {
    return this.#tools.page(principal, query);
  }

  @Get('exposed')
  @Operation({
    id: 'getExposedMcpTools',
    title: 'Preview what an MCP URL exposes',
    description:
      'Takes the query of an MCP URL and lists the tools that it exposes, by name, and then those that it leaves out, each with the reason. Use it to find out why a tool is not there: name the tool in query, for _name is what the URL says.',
    response: exposedPageSchema,
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [
        {
          name: 'criteria',
          members: ['filter', '_serviceName', '_name', '_type', '_tags', 'readOnly', 'mode', 'query', '_exposed'],
        },
        'ctx',
        PAGE_OPTIONS,
      ],
    },
  })
  exposed(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: exposedQuerySchema }) query: ExposedQuery,
  ): Promise<ExposedPage> {
    return exposedTools(this.#catalog, principal, query);
  }

  @Post('try')
  @Operation({
    id: 'tryMcpTool',
    title: 'Try a tool before it is saved',
    description: 'Checks a definition as its creation would and calls it once; nothing is stored.',
    response: toolTrialSchema,
    platform: { service: SERVICE, access: 'RUN', arguments: ['body', 'ctx'] },
  })
  tryOut(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: createQuerySchema }) { nsfilter }: CreateQuery,
    @Body({ schema: tryToolSchema }) body: TryTool,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ToolTrial> {
    return this.#trials.tryOut(principal, nsfilter, { ...body, signal: clientGone(reply) });
  }

  @Get(':id')
  @Operation({
    id: 'getMcpTool',
    title: 'Get an MCP tool',
    description:
      'Answers with one tool, by its id: its schemas, the function that it calls, its limits and tags. Use it to see how a tool is defined; getMcpTools finds tools by name.',
    response: toolSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: toolIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
  ): Promise<WithRevision<Tool> | Tool> {
    return this.#tools.get(principal, { id, nsfilter });
  }

  @Post(':id/call')
  @Operation({
    id: 'callMcpTool',
    title: 'Try a stored tool',
    description:
      'Calls a tool as an MCP client would, and answers with what the run cost and printed as well; with async=true at once, with the id of the run.',
    response: toolTrialSchema,
    platform: { service: SERVICE, access: 'RUN', arguments: ['id', 'body', 'ctx'] },
  })
  @ApiResponse({
    status: 202,
    description: 'The run is recorded and will be executed',
    standardSchema: startedRunSchema,
  })
  async call(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: toolIdSchema }) { id }: ById,
    @Query({ schema: callQuerySchema }) { nsfilter, async }: CallQuery,
    @Body({ schema: callToolSchema }) body: CallTool,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StartedRun | ToolTrial> {
    if (async !== 'true') {
      return this.#trials.call(principal, { id, nsfilter }, { ...body, signal: clientGone(reply) });
    }
    const answer = await this.#trials.start(principal, { id, nsfilter }, body);
    if ('runId' in answer) void reply.status(202).header('location', answer.run);
    return answer;
  }

  @Put(':id')
  @Operation({
    id: 'updateMcpTool',
    title: 'Replace an MCP tool',
    description: 'Replaces the definition of a tool; MCP clients see it with their next list.',
    response: toolSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: toolIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: replaceToolSchema }) body: ReplaceTool,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Tool>> {
    return this.#tools.replace(principal, { id, nsfilter, revision }, body);
  }

  @Patch(':id')
  @Operation({
    id: 'patchMcpTool',
    title: 'Change fields of an MCP tool',
    description: 'Changes the fields that are given and leaves the others.',
    response: toolSchema,
    platform: { service: SERVICE, access: 'EDIT', arguments: ['id', 'body', 'ctx'] },
  })
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: toolIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @Body({ schema: patchToolSchema }) body: PatchTool,
    @IfMatch() revision?: number,
  ): Promise<WithRevision<Tool>> {
    return this.#tools.patch(principal, { id, nsfilter, revision }, body);
  }

  @Delete(':id')
  @Operation({
    id: 'deleteMcpTool',
    title: 'Delete an MCP tool',
    description: 'Deletes a tool; the script that it calls stays.',
    status: 204,
    platform: { service: SERVICE, access: 'DELETE', arguments: ['id', 'ctx'] },
  })
  delete(
    @CurrentPrincipal() principal: Principal,
    @Param({ schema: toolIdSchema }) { id }: ById,
    @Query({ schema: byIdQuerySchema }) { nsfilter }: Scope,
    @IfMatch() revision?: number,
  ): Promise<void> {
    return this.#tools.delete(principal, { id, nsfilter, revision });
  }
}
