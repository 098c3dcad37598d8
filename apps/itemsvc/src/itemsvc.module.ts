import { type DynamicModule, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PrivateHosts } from '#libs/guarded-fetch';
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
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from './itemsvc.options.js';
import { LeftoversSweep } from './leftovers/leftovers.sweep.js';
import {
  NAMESPACE_SETTINGS_MODEL,
  namespaceSettingsMongoSchema,
} from './namespace-settings/namespace-settings.record.js';
import { NamespaceSettingsController } from './namespace-settings/namespace-settings.controller.js';
import { NamespaceSettingsRepository } from './namespace-settings/namespace-settings.repository.js';
import { NamespaceSettingsService } from './namespace-settings/namespace-settings.service.js';
import { RELATED_ITEM_MODEL, relatedItemMongoSchema } from './related-items/related-item.record.js';
import { RelatedItemsController } from './related-items/related-items.controller.js';
import { ACCESS_TOKEN_MODEL, accessTokenMongoSchema } from './pass/access-token.record.js';
import { AccessTokensController } from './pass/access-tokens.controller.js';
import { AccessTokensRepository } from './pass/access-tokens.repository.js';
import { AccessTokensService } from './pass/access-tokens.service.js';
import { RelatedItemsRepository } from './related-items/related-items.repository.js';
import { RelatedItemsService } from './related-items/related-items.service.js';
import { RUN_MODEL, runMongoSchema } from './runs/run.document.js';
import { RunChanges } from './runs/run-changes.js';
import { RunTails } from './runs/run-tails.service.js';
import { RunTailsController } from './runs/run-tails.controller.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsRepository } from './runs/runs.repository.js';
import { RunsService } from './runs/runs.service.js';
import { ScriptAnalyser } from './script-analysis/script-analyser.js';
import { ScriptFunctionsController } from './script-functions/script-functions.controller.js';
import { ScriptFunctionsService } from './script-functions/script-functions.service.js';
import { KeyRotation } from './secrets/key-rotation.js';
import { SECRET_MODEL, secretMongoSchema } from './secrets/secret.record.js';
import { type SecretKeys, SecretVault } from './secrets/secret-vault.js';
import { SecretResolver } from './secrets/secret-resolver.js';
import { SecretsController } from './secrets/secrets.controller.js';
import { SecretsRepository } from './secrets/secrets.repository.js';
import { SecretsService } from './secrets/secrets.service.js';

export interface ItemsvcModuleOptions {
  secretKeys: SecretKeys;
  /** Hosts that namespaces may list although their addresses are private. */
  privateHosts: readonly string[];
}

/** Items with their versions, scripts with their functions, records of collections, files, settings and secrets. */
@Module({
  imports: [
    MongooseModule.forFeature([
      { name: ITEM_MODEL, schema: itemMongoSchema },
      { name: ITEM_VERSION_MODEL, schema: itemVersionMongoSchema },
      { name: RELATED_ITEM_MODEL, schema: relatedItemMongoSchema },
      { name: FILE_MODEL, schema: fileMongoSchema },
      { name: FILE_VERSION_MODEL, schema: fileVersionMongoSchema },
      { name: RUN_MODEL, schema: runMongoSchema },
      { name: NAMESPACE_SETTINGS_MODEL, schema: namespaceSettingsMongoSchema },
      { name: SECRET_MODEL, schema: secretMongoSchema },
    ]),
  ],
  controllers: [
    ItemsController,
    RelatedItemsController,
    ScriptFunctionsController,
      { name: ACCESS_TOKEN_MODEL, schema: accessTokenMongoSchema },
    FilesController,
    RunsController,
    RunTailsController,
    NamespaceSettingsController,
    SecretsController,
  ],
  providers: [
    ItemsRepository,
    ItemVersionsRepository,
    ScriptAnalyser,
    VersionAppender,
    ItemsService,
    AccessTokensController,
    RelatedItemsRepository,
    RelatedItemsService,
    ScriptFunctionsService,
    FilesRepository,
    FileContentsStore,
    FilesService,
    RunsRepository,
    RunsService,
    RunChanges,
    RunTails,
    NamespaceSettingsRepository,
    NamespaceSettingsService,
    SecretsRepository,
    SecretsService,
    SecretResolver,
    KeyRotation,
    LeftoversSweep,
  ],
})
export class ItemsvcModule {
  static forRoot({ secretKeys, privateHosts }: ItemsvcModuleOptions): DynamicModule {
    const options: ItemsvcOptions = {
      vault: new SecretVault(secretKeys),
      privateHosts: new PrivateHosts(privateHosts),
    AccessTokensRepository,
    AccessTokensService,
    };
    return { module: ItemsvcModule, providers: [{ provide: ITEMSVC_OPTIONS, useValue: options }] };
  }
}
