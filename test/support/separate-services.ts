/**
 * The product as it is deployed: each service a process of its own, with the very command and variables of
 * `docker-compose.yml`, a real Redis, and one gateway before them. MongoDB's place is taken by the embedded store, which
 * speaks its protocol; it lives in the process of the test, and is reached through a proxy that a test can cut.
 */
import { rm } from 'node:fs/promises';
import { startEmbeddedMongo } from '#libs/embedded-mongo';
import { freePort, RedisServer } from '#libs/testing';
import { readCompose } from './compose.ts';
import { startGateway } from './gateway.ts';
import { newDataDir } from './local-process.ts';
import { ADMIN_TOKEN, type Product } from './product.ts';
import { readyAt, type ServerProcess, startServerProcess } from './server-process.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

export type ServiceName = 'aisvc' | 'itemsvc' | 'scriptworker';

/** A service, and where it is reached past the gateway. */
export type ServiceProcess = ServerProcess & { url: string };

export interface SeparateServices extends Product {
  aisvc: ServiceProcess;
  itemsvc: ServiceProcess;
  /** The workers that were started, the first one with the rest. */
  workers: readonly ServiceProcess[];
  redis: RedisServer;
  /** The way to the store. */
  mongo: TcpProxy;
  startWorker(environment?: Record<string, string>): Promise<ServiceProcess>;
  /** One more AI service, beside the one behind the gateway. */
  startAisvc(): Promise<ServiceProcess>;
  /** Starts the item service anew, at the same address, after it was ended. */
  restartItemsvc(): Promise<ServiceProcess>;
}

export interface SeparateServicesOptions {
  /** Variables of all three services beside those that they cannot do without. */
  environment?: Record<string, string>;
  /** Variables of single ones. */
  environmentOf?: Partial<Record<ServiceName, Record<string, string>>>;
  /** Whether Redis keeps what it holds over a restart. */
  isRedisPersistent?: boolean;
  /** How much later than others the AI service hears from Redis, and Redis from it, in milliseconds. */
  aisvcRedisDelayMs?: number;
}

const SERVICE_KEY = 'service-key-of-the-tests-0123456789abcdef';
const SECRETS_KEY = 'secrets-key-of-the-tests-0123456789abcdef';

export async function startSeparateServices(options: SeparateServicesOptions = {}): Promise<SeparateServices> {
  const resources = new AsyncDisposableStack();
  try {
    return await startOn(resources, options);
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

/** Starts everything; what is given to `resources` ends with it, workers that are started later too. */
async function startOn(
  resources: AsyncDisposableStack,
  { environment, environmentOf, isRedisPersistent = false, aisvcRedisDelayMs = 0 }: SeparateServicesOptions,
): Promise<SeparateServices> {
  const dataDir = await newDataDir();
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  const mongo = await startEmbeddedMongo({ dataDir });
  resources.defer(() => mongo.close());
  const socketPath = decodeURIComponent(new URL(mongo.uri).hostname);
  const proxy = await startTcpProxy({ path: socketPath });
  resources.defer(() => proxy.stop());
  const redis = await RedisServer.start({ isPersistent: isRedisPersistent });
  resources.defer(() => redis.stop());
  let aisvcRedisUrl = redis.url;
  if (aisvcRedisDelayMs > 0) {
    const { hostname: host, port } = new URL(redis.url);
    const late = await startTcpProxy({ host, port: Number(port) }, { delayMs: aisvcRedisDelayMs });
    resources.defer(() => late.stop());
    aisvcRedisUrl = `redis://127.0.0.1:${late.port}`;
  }

  const [aisvcPort, itemsvcPort] = [await freePort(), await freePort()];
  const urls = { aisvcUrl: `http://127.0.0.1:${aisvcPort}`, itemsvcUrl: `http://127.0.0.1:${itemsvcPort}` };
  const { services } = readCompose({ ADMIN_TOKEN, SERVICE_KEY, SECRETS_KEY, LOG_LEVEL: 'warn' });
  const addresses: Record<string, string> = {
    HOST: '127.0.0.1',
    MONGODB_URI: `mongodb://127.0.0.1:${proxy.port}/`,
    REDIS_URL: redis.url,
    AISVC_URL: urls.aisvcUrl,
    ITEMSVC_URL: urls.itemsvcUrl,
  };
  const startService = async (
    name: ServiceName,
    port: number,
    own: Record<string, string> = {},
  ): Promise<ServiceProcess> => {
    const { command, environment: composed } = services[name]!;
    // Compose says which variables a service has; only where the others are differs on one machine.
    const here = Object.keys(composed).map((variable) => [variable, addresses[variable] ?? composed[variable]!]);
    const service = await startServerProcess({
      command: process.execPath,
      args: command.slice(1),
      environment: {
        ...Object.fromEntries(here),
        PORT: String(port),
        ...environment,
        ...environmentOf?.[name],
        ...own,
      },
      ready: () => readyAt(`http://127.0.0.1:${port}`),
    });
    resources.defer(() => service.stop());
    return { ...service, url: `http://127.0.0.1:${port}` };
  };
  const startAisvc = (port: number): Promise<ServiceProcess> =>
    startService('aisvc', port, { REDIS_URL: aisvcRedisUrl });
  const workers: ServiceProcess[] = [];
  const startWorker = async (own?: Record<string, string>): Promise<ServiceProcess> => {
    const worker = await startService('scriptworker', await freePort(), own);
    workers.push(worker);
    return worker;
  };
  // The AI service is ready once it has heard of a worker, so they start side by side.
  const [itemsvc, aisvc] = await allStarted([
    startService('itemsvc', itemsvcPort),
    startAisvc(aisvcPort),
    startWorker(),
  ]);
  const gateway = await startGateway(urls);
  resources.defer(() => gateway.stop());
  return {
    url: gateway.url,
    token: ADMIN_TOKEN,
    aisvc,
    itemsvc,
    workers,
    redis,
    mongo: proxy,
    startWorker,
    startAisvc: async () => startAisvc(await freePort()),
    restartItemsvc: () => startService('itemsvc', itemsvcPort),
    stop: () => resources.disposeAsync(),
  };
}

/** As `Promise.all`, but waits for all of them, so that none starts behind the back of a clean-up. */
async function allStarted<T extends unknown[]>(starting: { [Index in keyof T]: Promise<T[Index]> }): Promise<T> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}
