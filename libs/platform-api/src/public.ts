/** What the npm package `@toolrack/platform-api` exports. Processes of the product use `index.ts`, which has more. */
export type { JsonObject, JsonValue } from '#libs/contracts';
export type * from './generated/types.js';
export type * from './generated/types-for-programs.js';
export { etagOf } from './etags.js';
export type { FileContent, FileContents } from './file-contents.js';
export { createPlatformApi, PROGRAM_OPERATIONS as OPERATIONS, type ProgramApi } from './platform-api.js';
export { ANSWER_TOO_LARGE, PlatformApiError } from './platform-api-error.js';
export type { PlatformConnection } from './platform-connection.js';
export type { PlatformContext } from './platform-context.js';
export type { PlatformAccess, PlatformArgument, PlatformOperation, PlatformParameter } from './platform-operation.js';
