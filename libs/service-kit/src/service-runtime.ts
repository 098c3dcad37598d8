import { AdminToken, Authenticator, RunTokens, type TokenKind } from '#libs/access';
import { RedisChangeFeed } from '#libs/change-feed';
import { connectRedisClock } from '#libs/clock';
import {
  AccessConfig,
  ConfigError,
  type Environment,
  HttpConfig,
  RunConfig,
  ServicesConfig,
  StoreConfig,
  TelemetryConfig,
} from '#libs/config';
import { httpTransport } from '#libs/platform-api';
import { createLogger } from '#libs/telemetry';
import type { ServiceRuntime } from './runtime.js';

/** @throws ConfigError when a variable that separate services need is left out */
export function requiredVariable<T>(value: T | undefined, name: string): T {
  if (value === undefined)
    throw new ConfigError(`The environment is not valid.\n  ${name}: is required by separate services`);
  return value;
}

/**
 * The runtime of one of several services, which share MongoDB, Redis and the service key. The script worker serves
 * nobody but its own processes: it is given no admin token, so that there is none to find where scripts run.
 *
 * @throws ConfigError when a variable is wrong, or left out that the service needs
 */
export function runtimeFromEnvironment(
  environment: Environment,
  service: 'aisvc' | 'itemsvc' | 'scriptworker',
): { runtime: ServiceRuntime; redisUrl: string; mongodbUri: string | undefined; close: () => Promise<void> } {
  const http = new HttpConfig(environment);
  const stores = new StoreConfig(environment);
  const access = new AccessConfig(environment);
  const services = new ServicesConfig(environment);
  const logger = createLogger({ service, level: new TelemetryConfig(environment).logLevel });
  const redisUrl = requiredVariable(stores.redisUrl, 'REDIS_URL');
  const common = connectRedisClock(redisUrl, logger);
  const runTokens = new RunTokens(requiredVariable(access.serviceKey, 'SERVICE_KEY'), common.clock);
  const callers: TokenKind[] =
    service === 'scriptworker' ? [] : [new AdminToken(requiredVariable(access.adminToken, 'ADMIN_TOKEN'))];
  const changeFeed = new RedisChangeFeed(redisUrl, logger);
  const runtime: ServiceRuntime = {
    logger,
    http,
    runs: new RunConfig(environment),
    clock: common.clock,
    changeFeed,
    authenticator: new Authenticator([runTokens, ...callers], changeFeed),
    runTokens,
    transport: httpTransport({
      aisvcUrl: requiredVariable(services.aisvcUrl, 'AISVC_URL'),
      itemsvcUrl: requiredVariable(services.itemsvcUrl, 'ITEMSVC_URL'),
    }),
  };
  const close = async (): Promise<void> => {
    common.close();
    await changeFeed.close();
  };
  return { runtime, redisUrl, mongodbUri: stores.mongodbUri, close };
}
