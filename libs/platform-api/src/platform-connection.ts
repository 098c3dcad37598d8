import type { PlatformCaller } from './platform-client.js';
import { httpTransport } from './platform-transport.js';
import { timedTransport } from './timed-transport.js';
import type { AnswerLimits } from './read-answer.js';

/** Where Toolrack is, and who calls. */
export interface PlatformConnection extends AnswerLimits {
  /** An http or https URL, e.g. `https://tools.example.com`. A path in it comes before the paths of the services. */
  baseUrl: string;
  /** Bearer token; every call has its rights. */
  token: string;
  /** How long one call may take, in milliseconds; 30,000 when left out. */
  timeoutMs?: number;
  /** Ends all calls of this API; they fail with its reason. */
  signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** The caller that a connection describes. @throws TypeError when the base URL or the token is none */
export function callerOf({
  baseUrl,
  token,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  ...rest
}: PlatformConnection): PlatformCaller {
  const url = URL.parse(baseUrl);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new TypeError(`baseUrl must be an http or https URL, not ${JSON.stringify(baseUrl)}.`);
  }
  if (url.search !== '' || url.hash !== '') throw new TypeError('baseUrl must have no query and no fragment.');
  if (token === '') throw new TypeError('token must not be empty.');
  return { ...rest, token, transport: timedTransport(httpTransport({ baseUrl }), timeoutMs) };
}
