export { AccessGuard, CurrentPrincipal, identify, Public } from './access.guard.js';
export { Authenticator } from './authenticator.js';
export { NAMESPACED_COLLECTIONS, NamespaceDirectory } from './namespace-directory.js';
export { actingWithin, mayUseNamespace, type Principal, principalSchema, requireNamespace } from './principal.js';
export { AdminToken, RunTokens, type TokenKind } from './tokens.js';
