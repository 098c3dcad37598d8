const SENTINEL = /^=\?base64\?(.*)\?=$/s;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** True for Base64 with its padding. Without groups in the pattern: these take stack for each repetition. */
export function isBase64(text: string): boolean {
  return text.length % 4 === 0 && BASE64.test(text);
}

/**
 * The text that a mirroring header stands for (2026-07-28, Streamable HTTP, "Value Encoding"): `=?base64?…?=` is
 * decoded, anything else is taken as it is.
 *
 * @returns undefined when the marked part is not Base64 of UTF-8
 */
export function decodeHeader(value: string): string | undefined {
  const encoded = SENTINEL.exec(value)?.[1];
  if (encoded === undefined) return value;
  if (!isBase64(encoded)) return undefined;
  try {
    return utf8.decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}
