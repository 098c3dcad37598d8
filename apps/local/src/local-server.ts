import { randomBytes } from 'node:crypto';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { AisvcModule } from '#apps/aisvc';
import { ItemsvcModule } from '#apps/itemsvc';
import { WebhookDeliveries } from '#apps/scriptworker';
import { AdminToken, Authenticator, RunTokens } from '#libs/access';
import { LocalChangeFeed, RedisChangeFeed } from '#libs/change-feed';
import { steadyClock } from '#libs/clock';
import {
  AccessConfig,
  type Environment,
  FetchConfig,
  HttpConfig,
  NotificationConfig,
  RunConfig,
  SecretsConfig,
  StoreConfig,
  TelemetryConfig,
  UsageConfig,
} from '#libs/config';
import { type EmbeddedMongo, EmbeddedMongoError, startEmbeddedMongo } from '#libs/embedded-mongo';
import { RunTracking } from '#libs/script-runner';
import {
  createHttpApp,
  RuntimeModule,
  type ServiceRuntime,
  StartError,
  stopServing,
  StoreModule,
} from '#libs/service-kit';
import { createLogger, type Logger } from '#libs/telemetry';
import { type LocalAdminToken, localAdminToken } from './admin-token.js';
import { seedDemo } from './demo.js';
import { InProcessTransport } from './in-process-transport.js';
import { startRunSide } from './run-side.js';
import { localSecretKeys } from './secret-keys.js';

/** The whole product in one process, as it stands once it is ready. */
export interface LocalServer {
  url: string;
  admin: LocalAdminToken;
  /** What is used to keep data and to run scripts, in words. */
  stores: { data: string; runs: string };
  /** Takes no new requests, finishes those in flight, then ends the stores. Idempotent. */
  close(): Promise<void>;
}

/** Ends what was started, in reverse; what is closed first may still use what was started before it. */
class Closers {
  readonly #closers: (() => Promise<void>)[] = [];
  #closed: Promise<void> | undefined;

  add(close: () => Promise<void>): void {
    this.#closers.unshift(close);
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      for (const close of this.#closers) await close();
    })();
    return this.#closed;
  }
}

async function startStore(config: StoreConfig, logger: Logger): Promise<EmbeddedMongo> {
  const { mongodbUri, dataDir } = config;
  if (mongodbUri !== undefined) return { uri: mongodbUri, close: () => Promise.resolve() };
  try {
    return await startEmbeddedMongo({
      dataDir,
      logger,
      onFailure: (error) => {
        // Nothing can be read or stored any more; whoever supervises the process starts it anew.
        logger.fatal({ err: error }, 'the embedded store has ended');
        process.exit(1);
      },
    });
  } catch (error) {
    throw error instanceof EmbeddedMongoError ? new StartError(error.message, { cause: error }) : error;
  }
}

/** Starts all services on the stores that the environment names, or on the embedded ones. */
export async function startLocal(environment: Environment): Promise<LocalServer> {
  const http = new HttpConfig(environment);
  const storeConfig = new StoreConfig(environment);
  const access = new AccessConfig(environment);
  const runs = new RunConfig(environment);
  const fetchConfig = new FetchConfig(environment);
  const logger = createLogger({ service: 'local', level: new TelemetryConfig(environment).logLevel });
  const closers = new Closers();
  try {
    const store = await startStore(storeConfig, logger);
    closers.add(() => store.close());
    const admin = await localAdminToken(storeConfig.dataDir, access.adminToken);
    const secretKeys = await localSecretKeys(storeConfig.dataDir, new SecretsConfig(environment));
    const { redisUrl } = storeConfig;
    const changeFeed = redisUrl === undefined ? new LocalChangeFeed() : new RedisChangeFeed(redisUrl, logger);
    closers.add(() => changeFeed.close());
    const serviceKey = access.serviceKey ?? randomBytes(32).toString('hex');
    const runTokens = new RunTokens(serviceKey);
    const transport = new InProcessTransport();
    const tracking = new RunTracking({ transport, runTokens, changeFeed, recordsMs: runs.recordsMs, logger });
    const runSide = startRunSide(
      { transport, runTokens, tracking, config: runs, fetchConfig, changeFeed, logger },
      redisUrl,
    );
    closers.add(() => runSide.close());
    const { privateHosts } = fetchConfig;
    const webhooks = new WebhookDeliveries({ transport, runTokens, changeFeed, privateHosts, logger });
    closers.add(() => webhooks.close());
    const runtime: ServiceRuntime = {
      logger,
      http,
      runs,
      clock: steadyClock,
      changeFeed,
      authenticator: new Authenticator([runTokens, new AdminToken(admin.token)], changeFeed),
      runTokens,
      transport,
    };
    let publicUrl = http.publicUrl;
    const app = await createHttpApp({
      imports: [
        RuntimeModule.forRoot(runtime),
        StoreModule.forRoot(store.uri),
        ItemsvcModule.forRoot({
          secretKeys,
          privateHosts,
          serviceKey,
          publicUrl: () => publicUrl,
          usageRollUpMs: new UsageConfig(environment).rollUpMs,
          notifications: new NotificationConfig(environment),
        }),
        AisvcModule.forRoot({ runner: runSide.runner, tracking, health: () => runSide.health() }),
      ],
      title: 'Toolrack',
      runtime,
    });
    closers.add(() => app.close());
    await app.init();
    const fastify = app.getHttpAdapter().getInstance();
    await fastify.ready();
    transport.attach(fastify);
    // Whoever can reach the process finds the demo whole.
    await seedDemo({ connection: app.get<Connection>(getConnectionToken()), transport, fastify, token: admin.token });
    await app.listen(http.port, http.host);
    webhooks.start();
    // The services reach each other through the application: while requests and runs are in flight it must be open.
    closers.add(async () => {
      await Promise.all([runSide.close(), webhooks.close()]);
      await tracking.close();
    });
    closers.add(() => stopServing(app));
    const address = fastify.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : http.port;
    publicUrl = http.urlAt(port);
    return {
      url: publicUrl,
      admin,
      stores: {
        data: storeConfig.mongodbUri === undefined ? `embedded, in ${storeConfig.dataDir}` : 'MongoDB',
        runs: redisUrl === undefined ? 'in this process' : 'through Redis',
      },
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
}
