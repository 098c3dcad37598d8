export { FetchError, type FetchErrorCode } from './fetch-error.js';
export { GuardedFetch, requireAllowed } from './guarded-fetch.js';
export type {
  FetchLimits,
  FetchPermit,
  GuardedFetchOptions,
  GuardedRequest,
  GuardedResponse,
} from './guarded-fetch.types.js';
export { checkHosts, type HostProblem } from './host-checks.js';
export { HostList } from './host-list.js';
export { NO_PRIVATE_HOSTS, PrivateHosts } from './private-hosts.js';
export { type ConfidentialValue, Redaction } from './redaction.js';
