/**
 * Takes values out of what a server sends back, in the forms in which servers are wont to repeat what they were sent.
 * It keeps a value from being read by chance or by an echo; a server that means to give it away cannot be hindered.
 */
import { isUtf8 } from 'node:buffer';
import { FetchError } from './fetch-error.js';
import type { GuardedResponse } from './guarded-fetch.types.js';
import { Needles, type Span } from './needles.js';

export interface ConfidentialValue {
  /** Printable ASCII, eight characters at least. */
  value: string;
  /** Stands in its place. */
  mark: string;
}

/** Three bytes become four characters, so a value within a longer text has one of three forms. */
const BASE64_OFFSETS = [0, 1, 2] as const;
const BITS_OF_BYTE = 8;
const BITS_OF_CHARACTER = 6;

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const withLowerHex = (text: string): string => text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

/** What of the Base64 text depends on the value alone, whatever stands before and after it. */
function base64Forms(value: string): string[] {
  return BASE64_OFFSETS.flatMap((offset) => {
    const text = Buffer.from('\0'.repeat(offset) + value).toString('base64');
    const from = Math.ceil((offset * BITS_OF_BYTE) / BITS_OF_CHARACTER);
    const to = Math.floor(((offset + Buffer.byteLength(value)) * BITS_OF_BYTE) / BITS_OF_CHARACTER);
    const own = text.slice(from, to);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** What no chance brings about. */
const MIN_CHARS = 8;

/** What basic authentication encodes (RFC 7617, 2): `name:password`, and the password in it. */
function credentialsIn(value: string): string[] {
  const encoded = value.replace(/^basic +/i, '');
  const bytes = Buffer.from(encoded, 'base64');
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
  if (!isBase64 || !isUtf8(bytes)) return [];
  const text = bytes.toString();
  if (/\p{Cc}/u.test(text)) return [];
  const colon = text.indexOf(':');
  const password = colon === -1 ? '' : text.slice(colon + 1);
  return [text, password].filter(({ length }) => length >= MIN_CHARS);
}

function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const percent = encodeURIComponent(value);
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  const hexadecimal = Buffer.from(value).toString('hex');
  return [
    value,
    value.toLowerCase(),
    value.toUpperCase(),
    json,
    json.replaceAll('/', '\\/'),
    percent,
    withLowerHex(percent),
    form,
    withLowerHex(form),
    value.replace(/[&<>"']/g, (character) => HTML[character] ?? character),
    hexadecimal,
    hexadecimal.toUpperCase(),
    // UTF-16, in either order of bytes.
    value.replace(/(?<=.)(?=.)/g, '\0'),
    ...base64Forms(value),
  ];
}

function requireWithin(size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  const message = `The body, with marks in the place of secrets, is larger than ${maxBytes} bytes.`;
  throw new FetchError('ResponseTooLarge', message);
}

function withMarks(bytes: Buffer, spans: readonly Span[], size: number): Buffer {
  const marked = Buffer.allocUnsafe(size);
  let to = 0;
  let from = 0;
  for (const span of spans) {
    to += bytes.copy(marked, to, from, span.from);
    to += span.mark.copy(marked, to);
    from = span.to;
  }
  bytes.copy(marked, to, from);
  return marked;
}

export class Redaction {
  readonly #needles: Needles;

  /** @throws RangeError for a value of less than eight characters */
  constructor(values: readonly ConfidentialValue[]) {
    const needles = values.flatMap(({ value, mark }) =>
      [...new Set([value, ...credentialsIn(value)].flatMap(formsOf))].map((text) => ({
        bytes: Buffer.from(text),
        mark: Buffer.from(mark),
      })),
    );
    this.#needles = new Needles(needles);
  }

  text(text: string): string {
    const bytes = Buffer.from(text);
    const redacted = this.bytes(bytes);
    return redacted === bytes ? text : redacted.toString();
  }

  /**
   * Looks in what was sent and never in marks: a value that occurs in the mark of another would multiply them.
   *
   * @returns the same buffer when there is nothing to take out
   * @throws FetchError `ResponseTooLarge` when marks make it larger than `maxBytes`; `InvalidResponse` when values or their
   *   beginnings come too often
   */
  bytes(bytes: Buffer, maxBytes = Infinity): Buffer {
    const spans: Span[] = [];
    let size = 0;
    let from = 0;
    for (const span of this.#needles.spansIn(bytes)) {
      size += span.from - from + span.mark.length;
      requireWithin(size, maxBytes);
      spans.push(span);
      from = span.to;
    }
    if (spans.length === 0) return bytes;
    size += bytes.length - from;
    requireWithin(size, maxBytes);
    return withMarks(bytes, spans, size);
  }

  /** @throws FetchError as `bytes` does; the limit is that of the body */
  response(response: GuardedResponse, maxBytes: number): GuardedResponse {
    return {
      ...response,
      url: this.text(response.url),
      statusText: this.text(response.statusText),
      // A mark is no name of a header.
      headers: response.headers
        .filter(([name]) => this.text(name) === name)
        .map(([name, value]) => [name, this.text(value)]),
      body: this.bytes(response.body, maxBytes),
    };
  }

  error(error: unknown): unknown {
    return error instanceof FetchError ? new FetchError(error.code, this.text(error.message)) : error;
  }
}
