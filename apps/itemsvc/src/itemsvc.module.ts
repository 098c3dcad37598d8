import { type DynamicModule, Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { PrivateHosts } from '#libs/guarded-fetch';
import { FILE_MODEL, FILE_VERSION_MODEL, fileMongoSchema, fileVersionMongoSchema } from './files/file.record.js';
import { FileContentsStore } from './files/file-contents.store.js';
import { FilesController } from './files/files.controller.js';
import { FileUrlsController } from './files/file-urls.controller.js';
import { FileUrlsService } from './files/file-urls.service.js';
import { FilesRepository } from './files/files.repository.js';
import { FilesService } from './files/files.service.js';
import { StoredBytes } from './files/stored-bytes.js';
import { ITEM_MODEL, ITEM_VERSION_MODEL, itemMongoSchema, itemVersionMongoSchema } from './items/item.record.js';
import { ItemVersionsRepository } from './items/item-versions.repository.js';
import { ItemsController } from './items/items.controller.js';
import { ItemsRepository } from './items/items.repository.js';
import { ItemsService } from './items/items.service.js';
import { VersionAppender } from './items/version-appender.js';
import { ITEMSVC_OPTIONS, type ItemsvcOptions, type NotificationRules } from './itemsvc.options.js';
import { LeftoversSweep } from './leftovers/leftovers.sweep.js';
import { StoredThingsRepository } from './metrics/stored-things.repository.js';
import { USAGE_DAY_MODEL, usageDayMongoSchema } from './metrics/usage-day.record.js';
import { UsageController } from './metrics/usage.controller.js';
import { UsageCounter } from './metrics/usage-counter.js';
import { UsageDaysRepository } from './metrics/usage-days.repository.js';
import { UsageRollUp } from './metrics/usage-roll-up.js';
import { UsageService } from './metrics/usage.service.js';
import {
  NAMESPACE_SETTINGS_MODEL,
  namespaceSettingsMongoSchema,
} from './namespace-settings/namespace-settings.record.js';
import { NamespaceSettingsController } from './namespace-settings/namespace-settings.controller.js';
import { NamespaceSettingsRepository } from './namespace-settings/namespace-settings.repository.js';
import { NamespaceSettingsService } from './namespace-settings/namespace-settings.service.js';
import { ACCESS_TOKEN_MODEL, accessTokenMongoSchema } from './pass/access-token.record.js';
import { AccessTokensController } from './pass/access-tokens.controller.js';
import { AccessTokensRepository } from './pass/access-tokens.repository.js';
import { AccessTokensService } from './pass/access-tokens.service.js';
import { REMOVED_USER_MODEL, removedUserMongoSchema } from './pass/removed-user.record.js';
import { RemovedUsersRepository } from './pass/removed-users.repository.js';
import { UsersController } from './pass/users.controller.js';
import { UsersService } from './pass/users.service.js';
import { DeliveriesController } from './notifications/deliveries.controller.js';
import { DeliveriesRepository } from './notifications/deliveries.repository.js';
import { DeliveriesService } from './notifications/deliveries.service.js';
import { DELIVERY_MODEL, deliveryMongoSchema } from './notifications/delivery.record.js';
import { GROUP_MODEL, groupMongoSchema } from './notifications/group.record.js';
import { GroupsController } from './notifications/groups.controller.js';
import { GroupsRepository } from './notifications/groups.repository.js';
import { GroupsService } from './notifications/groups.service.js';
import { MEMBER_MODEL, memberMongoSchema } from './notifications/member.record.js';
import { MembersController } from './notifications/members.controller.js';
import { MembersRepository } from './notifications/members.repository.js';
import { MembersService } from './notifications/members.service.js';
import { MESSAGE_MODEL, messageMongoSchema } from './notifications/message.record.js';
import { MessagesController } from './notifications/messages.controller.js';
import { MessagesRepository } from './notifications/messages.repository.js';
import { MessagesService } from './notifications/messages.service.js';
import { SigningSecrets } from './notifications/signing-secrets.js';
import { CurrentUserController } from './pass/current-user.controller.js';
import { CurrentUserService } from './pass/current-user.service.js';
import { USER_GROUP_MODEL, userGroupMongoSchema } from './pass/user-group.record.js';
import { UserGroupsController } from './pass/user-groups.controller.js';
import { UserGroupsRepository } from './pass/user-groups.repository.js';
import { UserGroupsService } from './pass/user-groups.service.js';
import { AccessCheckController } from './permissions/access-check.controller.js';
import { AccessCheck } from './permissions/access-check.service.js';
import { GRANT_MODEL, grantMongoSchema } from './permissions/grant.record.js';
import { GrantLeftovers } from './permissions/grant-leftovers.js';
import { GrantRules } from './permissions/grant-rules.js';
import { GrantsController } from './permissions/grants.controller.js';
import { GrantsRepository } from './permissions/grants.repository.js';
import { GrantsService } from './permissions/grants.service.js';
import { RELATED_ITEM_MODEL, relatedItemMongoSchema } from './related-items/related-item.record.js';
import { RelatedItemsController } from './related-items/related-items.controller.js';
import { RelatedItemsRepository } from './related-items/related-items.repository.js';
import { RelatedItemsService } from './related-items/related-items.service.js';
import { RUN_MODEL, runMongoSchema } from './runs/run.document.js';
import { RunChanges } from './runs/run-changes.js';
import { RunRights } from './runs/run-rights.js';
import { RunTails } from './runs/run-tails.service.js';
import { RunTailsController } from './runs/run-tails.controller.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsRepository } from './runs/runs.repository.js';
import { RunsService } from './runs/runs.service.js';
import { ScriptAnalyser } from './script-analysis/script-analyser.js';
import { ScriptFunctionsController } from './script-functions/script-functions.controller.js';
import { ScriptFunctionsService } from './script-functions/script-functions.service.js';
import { UnreadVersions } from './script-functions/unread-versions.js';
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
  /** The same in all services; keys for what is signed are derived from it. */
  serviceKey: string;
  /** Base URL under which clients reach the services; undefined where nobody has said. */
  publicUrl: () => string | undefined;
  /** How often usage is counted, in milliseconds. */
  usageRollUpMs: number;
  notifications: NotificationRules;
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
      { name: USAGE_DAY_MODEL, schema: usageDayMongoSchema },
      { name: NAMESPACE_SETTINGS_MODEL, schema: namespaceSettingsMongoSchema },
      { name: SECRET_MODEL, schema: secretMongoSchema },
      { name: GROUP_MODEL, schema: groupMongoSchema },
      { name: MEMBER_MODEL, schema: memberMongoSchema },
      { name: MESSAGE_MODEL, schema: messageMongoSchema },
      { name: DELIVERY_MODEL, schema: deliveryMongoSchema },
      { name: ACCESS_TOKEN_MODEL, schema: accessTokenMongoSchema },
      { name: REMOVED_USER_MODEL, schema: removedUserMongoSchema },
      { name: USER_GROUP_MODEL, schema: userGroupMongoSchema },
      { name: GRANT_MODEL, schema: grantMongoSchema },
    ]),
  ],
  controllers: [
    ItemsController,
    RelatedItemsController,
    ScriptFunctionsController,
    FilesController,
    FileUrlsController,
    RunsController,
    RunTailsController,
    UsageController,
    NamespaceSettingsController,
    SecretsController,
    GroupsController,
    MembersController,
    MessagesController,
    DeliveriesController,
    AccessTokensController,
    UsersController,
    UserGroupsController,
    CurrentUserController,
    GrantsController,
    AccessCheckController,
  ],
  providers: [
    ItemsRepository,
    ItemVersionsRepository,
    ScriptAnalyser,
    VersionAppender,
    ItemsService,
    RelatedItemsRepository,
    RelatedItemsService,
    ScriptFunctionsService,
    UnreadVersions,
    FilesRepository,
    FileContentsStore,
    StoredBytes,
    FilesService,
    FileUrlsService,
    RunsRepository,
    RunRights,
    RunsService,
    RunChanges,
    RunTails,
    StoredThingsRepository,
    UsageDaysRepository,
    UsageCounter,
    UsageRollUp,
    UsageService,
    NamespaceSettingsRepository,
    NamespaceSettingsService,
    SecretsRepository,
    SecretsService,
    SecretResolver,
    KeyRotation,
    GroupsRepository,
    GroupsService,
    MembersRepository,
    SigningSecrets,
    MembersService,
    MessagesRepository,
    MessagesService,
    DeliveriesRepository,
    DeliveriesService,
    AccessTokensRepository,
    AccessTokensService,
    RemovedUsersRepository,
    UsersService,
    UserGroupsRepository,
    UserGroupsService,
    CurrentUserService,
    GrantLeftovers,
    GrantRules,
    GrantsRepository,
    GrantsService,
    AccessCheck,
    LeftoversSweep,
  ],
})
export class ItemsvcModule {
  static forRoot({ secretKeys, privateHosts, ...options }: ItemsvcModuleOptions): DynamicModule {
    const given: ItemsvcOptions = {
      ...options,
      vault: new SecretVault(secretKeys),
      privateHosts: new PrivateHosts(privateHosts),
    };
    return { module: ItemsvcModule, providers: [{ provide: ITEMSVC_OPTIONS, useValue: given }] };
  }
}
