/** `{{secrets.NAME}}` in the values of headers: which are named, and what they become next to the dial. */
import { type FetchRequest, secretNameSchema } from '#libs/contracts';
import { SecretRefusal } from './secret-refusal.js';

type Headers = FetchRequest['headers'];

/** Bounded, so that no header is slow to read; a name is 64 characters at most. */
const PLACEHOLDER = /\{\{\s{0,9}secrets\.([^{}]{0,99})\}\}/g;
const MAX_NAMES = 20;

const namesIn = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name.trim());

/** @throws SecretRefusal for what cannot be the name of a secret, for too many, and for one in the URL */
export function secretNames({ url, headers }: FetchRequest): string[] {
  // A URL that has been read has its braces percent-encoded.
  const [inUrl] = namesIn(url.replace(/%7B/gi, '{').replace(/%7D/gi, '}'));
  if (inUrl !== undefined) {
    throw new SecretRefusal(`The secret "${inUrl}" stands in the URL; secrets are sent in headers only.`);
  }
  const names = new Set(headers.flatMap(([, value]) => namesIn(value)));
  for (const name of names) {
    if (!secretNameSchema.safeParse(name).success) {
      throw new SecretRefusal(
        `${JSON.stringify(name.slice(0, 64))} is not the name of a secret, e.g. {{secrets.CRM_TOKEN}}.`,
      );
    }
  }
  if (names.size > MAX_NAMES) throw new SecretRefusal(`A fetch may name at most ${MAX_NAMES} secrets.`);
  return [...names];
}

/** The headers with values in the place of names, and the names of the headers that hold one. */
export function filledHeaders(
  headers: Headers,
  values: ReadonlyMap<string, string>,
): { headers: Headers; confidentialHeaders: string[] } {
  const confidentialHeaders: string[] = [];
  const filled = headers.map(([name, value]): [string, string] => {
    const text = value.replace(PLACEHOLDER, (placeholder, secret: string) => values.get(secret.trim()) ?? placeholder);
    if (text !== value) confidentialHeaders.push(name);
    return [name, text];
  });
  return { headers: filled, confidentialHeaders };
}
