/** Puts the values of a service's secrets where the API wants them, next to the dial. */
import type { ApiCall, FetchRequest } from '#libs/contracts';
import type { ConfidentialValue } from '#libs/guarded-fetch';
import { SecretRefusal } from '../host-calls/secret-refusal.js';

export type ApiSecret = ApiCall['secrets'][number];

interface WithSecret {
  request: FetchRequest;
  /** Headers that must not reach another origin. */
  confidentialHeaders: string[];
  /** What must not come back: the value, and what it became. */
  confidential: string[];
}

export type WithSecrets = Omit<WithSecret, 'confidential'> & { confidential: ConfidentialValue[] };

/** The credentials of basic authentication, encoded unless they are already: Base64 has no colon (RFC 7617, 2). */
function basicCredentials(value: string): string {
  return value.includes(':') ? Buffer.from(value).toString('base64') : value;
}

/** RFC 6265, 4.1.1. */
const COOKIE_VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;

export function withSecret(request: FetchRequest, { in: place, name, scheme }: ApiSecret, value: string): WithSecret {
  if (place === 'query') {
    const [beforeFragment = ''] = request.url.split('#');
    const separator = beforeFragment.includes('?') ? '&' : '?';
    const url = `${beforeFragment}${separator}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
    return { request: { ...request, url }, confidentialHeaders: [], confidential: [value] };
  }
  if (place === 'cookie') {
    const isCookie = ([header]: [string, string]): boolean => header.toLowerCase() === 'cookie';
    const own = `${name}=${COOKIE_VALUE.test(value) ? value : encodeURIComponent(value)}`;
    const cookies = [...request.headers.filter(isCookie).map(([, text]) => text), own].join('; ');
    const others = request.headers.filter((header) => !isCookie(header));
    const headers: FetchRequest['headers'] = [...others, ['cookie', cookies]];
    return { request: { ...request, headers }, confidentialHeaders: ['cookie'], confidential: [value] };
  }
  const credentials = scheme?.toLowerCase() === 'basic' ? basicCredentials(value) : value;
  const others = request.headers.filter(([header]) => header.toLowerCase() !== name.toLowerCase());
  const headers: FetchRequest['headers'] = [
    ...others,
    [name, scheme === undefined ? credentials : `${scheme} ${credentials}`],
  ];
  const confidential = [...new Set([value, credentials])];
  return { request: { ...request, headers }, confidentialHeaders: [name], confidential };
}

/**
 * Puts in all of them, one after the other.
 *
 * @param values by the names of the secrets
 * @throws SecretRefusal for one that has no value
 */
export function withSecrets(
  request: FetchRequest,
  secrets: readonly ApiSecret[],
  values: ReadonlyMap<string, string>,
): WithSecrets {
  const filled: WithSecrets = { request, confidentialHeaders: [], confidential: [] };
  for (const secret of secrets) {
    const { secretName } = secret;
    const value = values.get(secretName);
    if (value === undefined) throw new SecretRefusal(`There is no secret "${secretName}" in the namespace.`);
    const added = withSecret(filled.request, secret, value);
    filled.request = added.request;
    filled.confidentialHeaders.push(...added.confidentialHeaders);
    filled.confidential.push(...added.confidential.map((one) => ({ value: one, mark: `[secret ${secretName}]` })));
  }
  return filled;
}
