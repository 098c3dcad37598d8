import { type DynamicModule, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { OPERATIONS, type PlatformOperation } from '#libs/platform-api';
import { type ScriptRunner, RunTracking } from '#libs/script-runner';
import { Readiness, type ReadinessCheck } from '#libs/service-kit';
import { SCRIPT_RUNNER } from './calls/script-runner.token.js';
import { ToolCaller } from './calls/tool-caller.service.js';
import { ToolRuns } from './calls/tool-runs.service.js';
import { ToolTrialsService } from './calls/tool-trials.service.js';
import { CatalogService } from './catalog/catalog.service.js';
import { SystemTools } from './catalog/system-tools.js';
import { FILTER_MODEL, filterMongoSchema } from './filters/filter.record.js';
import { FiltersController } from './filters/filters.controller.js';
import { FiltersRepository } from './filters/filters.repository.js';
import { FiltersService } from './filters/filters.service.js';
import { McpRoute } from './mcp/mcp.route.js';
import { McpService } from './mcp/mcp.service.js';
import { API_SERVICE_MODEL, apiServiceMongoSchema } from './openapi-services/api-service.record.js';
import { ApiServicesController } from './openapi-services/api-services.controller.js';
import { ApiServicesRepository } from './openapi-services/api-services.repository.js';
import { ApiServicesService } from './openapi-services/api-services.service.js';
import { ApiToolLookup } from './openapi-services/api-tool-lookup.js';
import { ApiTools } from './openapi-services/api-tools.js';
import { DocumentImporter } from './openapi-services/document-importer.js';
import { ScriptDirectory } from './scripts/script-directory.js';
import { ToolSearches } from './search/tool-searches.js';
import { TOOL_MODEL, toolMongoSchema } from './tools/tool.record.js';
import { ToolsController } from './tools/tools.controller.js';
import { ToolsRepository } from './tools/tools.repository.js';
import { ToolsService } from './tools/tools.service.js';

export interface AisvcOptions {
  runner: ScriptRunner;
  tracking: RunTracking;
  /** Rejects while scripts cannot be run. */
  health: ReadinessCheck;
  /** The platform API, of which those operations that read are the system tools; the product's own when left out. */
  operations?: readonly PlatformOperation[];
}

/** Tools, filters and the MCP endpoint. How scripts are run is the process's choice. */
@Module({})
export class AisvcModule {
  static forRoot(options: AisvcOptions): DynamicModule {
    return {
      module: AisvcModule,
      imports: [
        MongooseModule.forFeature([
          { name: TOOL_MODEL, schema: toolMongoSchema },
          { name: FILTER_MODEL, schema: filterMongoSchema },
          { name: API_SERVICE_MODEL, schema: apiServiceMongoSchema },
        ]),
      ],
      controllers: [ToolsController, FiltersController, ApiServicesController],
      providers: [
        {
          provide: SCRIPT_RUNNER,
          useFactory: (readiness: Readiness) => {
            readiness.add('scriptRunner', options.health);
            return options.runner;
          },
          inject: [Readiness],
        },
        ToolsRepository,
        FiltersRepository,
        ApiServicesRepository,
        ApiTools,
        ApiToolLookup,
        DocumentImporter,
        ApiServicesService,
        { provide: SystemTools, useFactory: () => new SystemTools(options.operations ?? OPERATIONS) },
        CatalogService,
        ScriptDirectory,
        { provide: RunTracking, useValue: options.tracking },
        ToolRuns,
        ToolCaller,
        ToolTrialsService,
        ToolsService,
        FiltersService,
        ToolSearches,
        McpService,
        McpRoute,
      ],
    };
  }
}
