import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '#libs/contracts';
import { rememberETag } from './etags.js';
import { PlatformApiError, unavailable } from './platform-api-error.js';
import type { PlatformResponse } from './platform-transport.js';
import { retryAfterMs } from './retry-after.js';

/** The error that an answer tells of. */
export function problem({ status, body, headers }: PlatformResponse): PlatformApiError {
  let parsed: JsonValue = null;
  try {
    parsed = parseJson(body);
  } catch {
    // Not one of our answers: a gateway's page, say. Its status is all that counts.
  }
  const fields: JsonObject = isJsonObject(parsed) ? parsed : {};
  return new PlatformApiError({
    status,
    code: typeof fields.code === 'string' ? fields.code : 'Unavailable',
    detail: typeof fields.detail === 'string' ? fields.detail : `The service answered ${status}.`,
    errors: Array.isArray(fields.errors) ? fields.errors : [],
    retryAfterMs: retryAfterMs(headers?.['retry-after']),
    correlationId: typeof fields.correlationId === 'string' ? fields.correlationId : undefined,
  });
}

/**
 * What a service answered, with its ETag beside it.
 *
 * @throws PlatformApiError `Unavailable` when that is no JSON
 */
export function answerOf({ body, headers }: PlatformResponse): JsonValue {
  if (body === '') return null;
  try {
    return rememberETag(parseJson(body), headers?.etag);
  } catch (error) {
    throw unavailable('What answered is no service of Toolrack: the answer is not JSON.', error);
  }
}
