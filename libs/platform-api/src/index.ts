export { OPERATIONS } from './generated/operations.js';
export type { PlatformApi } from './generated/types.js';
export { createPlatformApi, platformServices, type PlatformServices, type ServiceMethod } from './platform-api.js';
export { namedValues, type PlatformCall } from './named-values.js';
export { callPlatform, findOperation, type PlatformCaller, platformMethods } from './platform-client.js';
export { ANSWER_TOO_LARGE, PlatformApiError } from './platform-api-error.js';
export type { PlatformConnection } from './platform-connection.js';
export type { PlatformAccess, PlatformArgument, PlatformOperation, PlatformParameter } from './platform-operation.js';
export {
  httpTransport,
  type PlatformAddress,
  type PlatformRequest,
  type PlatformResponse,
  type PlatformTransport,
} from './platform-transport.js';
export { readAnswer } from './read-answer.js';
export { timedTransport } from './timed-transport.js';
export type { PlatformContext } from './platform-context.js';
