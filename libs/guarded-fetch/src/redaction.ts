/**
 * Takes values out of what a server sends back, in the forms in which servers are wont to repeat what they were sent.
 * It keeps a value from being read by chance or by an echo; a server that means to give it away cannot be hindered.
 */
import { FetchError } from './fetch-error.js';
import type { GuardedResponse } from './guarded-fetch.types.js';

export interface ConfidentialValue {
  /** Printable ASCII. */
  value: string;
  /** Stands in its place. */
  mark: string;
}

interface Needle {
  bytes: Buffer;
  text: string;
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
    const to = Math.floor(((offset + value.length) * BITS_OF_BYTE) / BITS_OF_CHARACTER);
    const own = text.slice(from, to);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
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
    ...base64Forms(value),
  ];
}

function replaced(bytes: Buffer, { bytes: wanted, mark }: Needle): Buffer {
  let at = bytes.indexOf(wanted);
  if (at === -1) return bytes;
  const parts: Buffer[] = [];
  let from = 0;
  for (; at !== -1; at = bytes.indexOf(wanted, from)) {
    parts.push(bytes.subarray(from, at), Buffer.from(mark));
    from = at + wanted.length;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}

export class Redaction {
  readonly #needles: readonly Needle[];

  constructor(values: readonly ConfidentialValue[]) {
    const needles = values.flatMap(({ value, mark }) =>
      [...new Set(formsOf(value))].map((text) => ({ text, bytes: Buffer.from(text), mark })),
    );
    // A form that holds another goes first, so that nothing of it is left.
    this.#needles = needles.sort((a, b) => b.text.length - a.text.length);
  }

  text(text: string): string {
    return this.#needles.reduce((rest, { text: wanted, mark }) => rest.replaceAll(wanted, () => mark), text);
  }

  bytes(bytes: Buffer): Buffer {
    return this.#needles.reduce(replaced, bytes);
  }

  response(response: GuardedResponse): GuardedResponse {
    return {
      ...response,
      url: this.text(response.url),
      statusText: this.text(response.statusText),
      // A mark is no name of a header.
      headers: response.headers
        .filter(([name]) => this.text(name) === name)
        .map(([name, value]) => [name, this.text(value)]),
      body: this.bytes(response.body),
    };
  }

  error(error: unknown): unknown {
    return error instanceof FetchError ? new FetchError(error.code, this.text(error.message)) : error;
  }
}
