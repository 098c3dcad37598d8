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
export { AdminToken, RunTokens, type TokenKind } from './tokens.js';
