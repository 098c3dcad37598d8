import type { JsonValue } from '#libs/contracts';
import type { PlatformApi } from './generated/types.js';
import { OPERATIONS } from './generated/operations.js';
import { callPlatform, namedValues, type PlatformCaller } from './platform-client.js';

type Method = (...args: JsonValue[]) => Promise<JsonValue>;

/**
 * The platform API as users know it: `api.IafFileSvc.getFile(id, ctx)`. Every call goes to the services over REST with
 * the rights of the token.
 */
export function createPlatformApi(caller: PlatformCaller): PlatformApi {
  const services: Record<string, Record<string, Method>> = {};
  for (const operation of OPERATIONS) {
    (services[operation.service] ??= {})[operation.id] = (...args) =>
      callPlatform(namedValues(operation, args), caller);
  }
  if (!isPlatformApi(services)) throw new Error('The generated types and operations of the platform API disagree.');
  return services;
}

/** Types and operations are generated from the same documents, so the names are enough to tell. */
function isPlatformApi(services: object): services is PlatformApi {
  return OPERATIONS.every(({ service }) => service in services);
}
