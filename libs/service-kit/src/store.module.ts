import { type DynamicModule, Global, Module, type OnModuleInit } from '@nestjs/common';
import { getConnectionToken, MongooseModule } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AccessTokens, Authenticator, NamespaceDirectory, ResourceDirectory, RightsDirectory } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Clock } from '#libs/clock';
import { endWritesWithTheirSockets } from '#libs/mongo-driver';
import { Permissions } from './permissions.js';
import { Readiness } from './readiness.js';
import { CHANGE_FEED, CLOCK } from './runtime.js';

/**
 * A store that cannot be reached is a 503 within seconds: what finds no server waits 5 s for one, and a connection on
 * which nothing arrives is found out by the watch over the server within 7 s, and by its own silence after 12 s, which is
 * longer than any query may take.
 */
const TIMES_MS = {
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 5_000,
  heartbeatFrequencyMS: 2_000,
  waitQueueTimeoutMS: 5_000,
  socketTimeoutMS: 12_000,
};
/** Database of URIs that name none. */
const DATABASE = 'toolrack';

const namesDatabase = (uri: string): boolean => /^mongodb(?:\+srv)?:\/\/[^/]+\/[^?]+/.test(uri);

/** The store of the services that have one: MongoDB, or whatever speaks its protocol. */
@Global()
@Module({})
export class StoreModule implements OnModuleInit {
  readonly #authenticator: Authenticator;
  readonly #tokens: AccessTokens;

  constructor(authenticator: Authenticator, tokens: AccessTokens) {
    this.#authenticator = authenticator;
    this.#tokens = tokens;
  }

  onModuleInit(): void {
    this.#authenticator.accept(this.#tokens);
  }

  static forRoot(mongodbUri: string): DynamicModule {
    endWritesWithTheirSockets();
    return {
      module: StoreModule,
      imports: [
        MongooseModule.forRoot(mongodbUri, {
          autoIndex: false,
          autoCreate: false,
          ...TIMES_MS,
          retryAttempts: 0,
          ...(namesDatabase(mongodbUri) ? {} : { dbName: DATABASE }),
        }),
      ],
      providers: [
        {
          provide: NamespaceDirectory,
          useFactory: (connection: Connection, feed: ChangeFeed, readiness: Readiness) => {
            readiness.add('store', async () => {
              await connection.db?.command({ ping: 1 });
            });
            return new NamespaceDirectory(connection, feed);
          },
          inject: [getConnectionToken(), CHANGE_FEED, Readiness],
        },
        {
          provide: RightsDirectory,
          useFactory: (connection: Connection, feed: ChangeFeed) => new RightsDirectory(connection, feed),
          inject: [getConnectionToken(), CHANGE_FEED],
        },
        {
          provide: ResourceDirectory,
          useFactory: (connection: Connection) => new ResourceDirectory(connection),
          inject: [getConnectionToken()],
        },
        Permissions,
        {
          provide: AccessTokens,
          useFactory: (connection: Connection, feed: ChangeFeed, clock: Clock) =>
            new AccessTokens(connection, feed, clock),
          inject: [getConnectionToken(), CHANGE_FEED, CLOCK],
        },
      ],
      exports: [NamespaceDirectory, RightsDirectory, ResourceDirectory, Permissions],
    };
  }
}
