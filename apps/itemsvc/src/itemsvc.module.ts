import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { FILE_MODEL, FILE_VERSION_MODEL, fileMongoSchema, fileVersionMongoSchema } from './files/file.record.js';
import { FileContentsStore } from './files/file-contents.store.js';
import { FilesController } from './files/files.controller.js';
import { FilesRepository } from './files/files.repository.js';
import { FilesService } from './files/files.service.js';
import { ITEM_MODEL, ITEM_VERSION_MODEL, itemMongoSchema, itemVersionMongoSchema } from './items/item.record.js';
import { ItemVersionsRepository } from './items/item-versions.repository.js';
import { ItemsController } from './items/items.controller.js';
import { ItemsRepository } from './items/items.repository.js';
import { ItemsService } from './items/items.service.js';
import { VersionAppender } from './items/version-appender.js';
import { LeftoversSweep } from './leftovers/leftovers.sweep.js';
import { RELATED_ITEM_MODEL, relatedItemMongoSchema } from './related-items/related-item.record.js';
import { RelatedItemsController } from './related-items/related-items.controller.js';
import { RelatedItemsRepository } from './related-items/related-items.repository.js';
import { RelatedItemsService } from './related-items/related-items.service.js';
import { RUN_MODEL, runMongoSchema } from './runs/run.document.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsRepository } from './runs/runs.repository.js';
import { RunsService } from './runs/runs.service.js';
import { ScriptAnalyser } from './script-analysis/script-analyser.js';
import { ScriptFunctionsController } from './script-functions/script-functions.controller.js';
import { ScriptFunctionsService } from './script-functions/script-functions.service.js';

/** Items with their versions, scripts with their functions, records of collections, and files. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: ITEM_MODEL, schema: itemMongoSchema },
      { name: ITEM_VERSION_MODEL, schema: itemVersionMongoSchema },
      { name: RELATED_ITEM_MODEL, schema: relatedItemMongoSchema },
      { name: FILE_MODEL, schema: fileMongoSchema },
      { name: FILE_VERSION_MODEL, schema: fileVersionMongoSchema },
      { name: RUN_MODEL, schema: runMongoSchema },
    ]),
  ],
  controllers: [ItemsController, RelatedItemsController, ScriptFunctionsController, FilesController, RunsController],
  providers: [
    ItemsRepository,
    ItemVersionsRepository,
    ScriptAnalyser,
    VersionAppender,
    ItemsService,
    RelatedItemsRepository,
    RelatedItemsService,
    ScriptFunctionsService,
    FilesRepository,
    FileContentsStore,
    FilesService,
    RunsRepository,
    RunsService,
    LeftoversSweep,
  ],
})
export class ItemsvcModule {}
