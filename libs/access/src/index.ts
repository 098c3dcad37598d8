export { AccessGuard, AsksGrants, CurrentPrincipal, identify, Public } from './access.guard.js';
export { newAccessToken, type NewAccessToken } from './access-token.js';
export { ACCESS_TOKEN_COLLECTION, AccessTokens, MAX_ACCESS_TOKENS } from './access-tokens.js';
export { Authenticator } from './authenticator.js';
export { NAMESPACED_COLLECTIONS, NamespaceDirectory } from './namespace-directory.js';
export {
  actingWithin,
  mayUseNamespace,
  needsGrants,
  type Principal,
  principalSchema,
  requireNamespace,
} from './principal.js';
export { type KnownResource, ResourceDirectory } from './resource-directory.js';
export {
  ALL_RIGHTS,
  mayDo,
  NO_RIGHTS,
  type Reach,
  type Reason,
  type Resource,
  resourceOf,
  type Rights,
  type RightsGrant,
  UserRights,
} from './rights.js';
export {
  GRANT_COLLECTION,
  granteeKeyOf,
  type GranteeKey,
  MAX_GRANTS,
  RightsDirectory,
  USER_GROUP_COLLECTION,
} from './rights-directory.js';
export { AdminToken, RunTokens, type TokenKind } from './tokens.js';
