import type { JsonValue } from '#libs/contracts';
import type { PlatformApi } from './generated/types.js';
import { OPERATIONS } from './generated/operations.js';
import { OPERATIONS_FOR_PROGRAMS } from './generated/operations-for-programs.js';
import type { PlatformApiForPrograms } from './generated/types-for-programs.js';
import { type FileContents, fileContents } from './file-contents.js';
import { namedValues } from './named-values.js';
import { callPlatform, type PlatformCaller } from './platform-client.js';
import { callerOf, type PlatformConnection } from './platform-connection.js';
import type { PlatformOperation } from './platform-operation.js';

/** A method of a service with its positional arguments, whatever they are. */
export type ServiceMethod = (...args: (JsonValue | undefined)[]) => Promise<JsonValue>;

/** Methods by service and name. */
export type PlatformServices = Record<string, Record<string, ServiceMethod>>;

/** The methods that a table of operations describes; every call goes to the services over REST. */
export function platformServices(operations: readonly PlatformOperation[], caller: PlatformCaller): PlatformServices {
  const services: PlatformServices = {};
  for (const operation of operations) {
    (services[operation.service] ??= {})[operation.id] = async (...args) =>
      callPlatform(namedValues(operation, args), caller);
  }
  return services;
}

/** Every operation that a program may call: those of scripts, and those that open doors. */
export const PROGRAM_OPERATIONS: readonly PlatformOperation[] = [...OPERATIONS, ...OPERATIONS_FOR_PROGRAMS];

/** The platform API of a program, which has grants, tokens, secrets and contents of files beside what scripts have. */
export type ProgramApi = PlatformApi & PlatformApiForPrograms & { IafFileSvc: FileContents };

/**
 * The platform API as users know it: `api.IafFileSvc.getFile(id, ctx)`. Every call goes to the services over REST with
 * the rights of the token.
 *
 * @throws TypeError when a connection is not valid
 */
export function createPlatformApi(connection: PlatformConnection): ProgramApi;
export function createPlatformApi(caller: PlatformCaller): PlatformApi;
export function createPlatformApi(caller: PlatformCaller | PlatformConnection): PlatformApi {
  if ('transport' in caller) return agreed(platformServices(OPERATIONS, caller));
  const services = platformServices(PROGRAM_OPERATIONS, callerOf(caller));
  return agreed({ ...services, IafFileSvc: { ...services.IafFileSvc, ...fileContents(caller) } });
}

function agreed(services: object): PlatformApi {
  if (!isPlatformApi(services)) throw new Error('The generated types and operations of the platform API disagree.');
  return services;
}

/** Types and operations are generated from the same documents, so the names are enough to tell. */
function isPlatformApi(services: object): services is PlatformApi {
  return OPERATIONS.every(({ service }) => service in services);
}
