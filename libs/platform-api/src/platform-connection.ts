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

/** The longest that a timer can take, in milliseconds. */
const MAX_TIMEOUT_MS = 2_147_483_647;
/** What a header can hold as one word (RFC 6750, 2.1, is narrower). */
const TOKEN = /^[\x21-\x7e]+$/;

/** The caller that a connection describes. @throws TypeError that says what is wrong with it */
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
  if (url.username !== '' || url.password !== '') throw new TypeError('baseUrl must have no user and no password.');
  if (url.search !== '' || url.hash !== '') throw new TypeError('baseUrl must have no query and no fragment.');
  if (typeof token !== 'string' || !TOKEN.test(token)) {
    throw new TypeError('token must be a text of visible ASCII characters, without spaces and line ends.');
  }
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
    throw new TypeError(`timeoutMs must be a whole number from 1 to ${MAX_TIMEOUT_MS}.`);
  }
  return { ...rest, token, transport: timedTransport(httpTransport({ baseUrl }), timeoutMs) };
}
