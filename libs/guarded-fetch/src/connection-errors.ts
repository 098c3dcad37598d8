import { errors } from 'undici';
import { errorCode } from './error-code.js';
import { FetchError } from './fetch-error.js';

const RESOLVER = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL', 'ENODATA', 'ESERVFAIL']);
const REASONS = new Map([
  ['ECONNREFUSED', 'it refuses the connection'],
  ['ECONNRESET', 'it ended the connection'],
  ['EPIPE', 'it ended the connection'],
  ['ETIMEDOUT', 'it does not answer'],
  ['EHOSTUNREACH', 'there is no way to it'],
  ['ENETUNREACH', 'there is no way to it'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
  ['UND_ERR_SOCKET', 'it ended the connection'],
]);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/;

/** What a client, a resolver or a socket threw, in words that tell no address. */
export function asFetchError(error: unknown, host: string): FetchError {
  if (error instanceof FetchError) return error;
  const code = errorCode(error);
  if (error instanceof errors.HeadersOverflowError) {
    return new FetchError('ResponseTooLarge', `The headers that "${host}" sends are too large.`, error);
  }
  if (error instanceof errors.HTTPParserError || error instanceof errors.ResponseContentLengthMismatchError) {
    return new FetchError('InvalidResponse', `What "${host}" sends is not valid HTTP.`, error);
  }
  if (RESOLVER.has(code)) return new FetchError('Unreachable', `There is no address for "${host}".`, error);
  if (CERTIFICATE.test(code)) {
    return new FetchError('Unreachable', `The certificate of "${host}" is not valid (${code}).`, error);
  }
  const reason =
    REASONS.get(code) ?? (code.startsWith('ERR_SSL') ? 'it does not speak TLS as it should' : 'the connection failed');
  return new FetchError('Unreachable', `"${host}" cannot be reached: ${reason}.`, error);
}
