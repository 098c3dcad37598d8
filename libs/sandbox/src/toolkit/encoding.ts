/** `TextEncoder`, `TextDecoder` (by the process, which knows every charset of the Encoding Standard), `atob`, `btoa`. */
import { domException } from './dom-exception.js';
import { ask } from './kit.js';
import { NativeArrayBuffer, read, slice, stringify, toText, apply } from '../realm/primordials.js';
import { base64ToBytes, bytesToBase64, charCodeAt, fromCharCode, isView, lazily, NativeUint8Array } from './natives.js';

/** Texts up to here are not worth the way to the process when they are ASCII. */
const SHORT_CHARS = 128;
const CHUNK = 4_096;

/** The bytes of a buffer or a view, without a copy; undefined for anything else. */
export function bytesOf(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (value instanceof NativeUint8Array && value.buffer instanceof NativeArrayBuffer) {
    return new NativeUint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (value instanceof NativeArrayBuffer) return new NativeUint8Array(value);
  if (isView(value) && value.buffer instanceof NativeArrayBuffer) {
    return new NativeUint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return undefined;
}

function asciiBytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > SHORT_CHARS) return undefined;
  const bytes = new NativeUint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const code = charCodeAt(text, index);
    if (code > 0x7f) return undefined;
    bytes[index] = code;
  }
  return bytes;
}

export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return asciiBytes(text) ?? base64ToBytes(ask('encode', text) ?? '');
}

/** UTF-8 in base64. */
export function encodeUtf8Base64(text: string): string {
  return ask('encode', text) ?? '';
}

/** The text of bytes in base64; a byte order mark is left out, and what is no UTF-8 becomes U+FFFD. */
export function decodeUtf8Base64(base64: string): string {
  return ask('decode', base64, '{"label":"utf-8"}') ?? '';
}

let lastDecoder = 0;

export const encoding = lazily(() => {
  class TextEncoder {
    get encoding(): string {
      return 'utf-8';
    }

    encode(text: unknown = ''): Uint8Array<ArrayBuffer> {
      return encodeUtf8(toText(text));
    }

    encodeInto(text: unknown, target: unknown): { read: number; written: number } {
      if (!(target instanceof NativeUint8Array)) throw new TypeError('encodeInto writes into a Uint8Array.');
      const source = toText(text);
      let read = 0;
      let written = 0;
      for (const char of source) {
        const bytes = encodeUtf8(char);
        if (written + bytes.length > target.length) break;
        target.set(bytes, written);
        written += bytes.length;
        read += char.length;
      }
      return { read, written };
    }
  }

  class TextDecoder {
    readonly encoding: string;
    readonly fatal: boolean;
    readonly ignoreBOM: boolean;
    /** Names the decoder that the process keeps between the parts of a stream. */
    #stream = 0;

    constructor(label: unknown = 'utf-8', options?: unknown) {
      const name = ask('charset', toText(label));
      if (name === undefined) throw new RangeError(`The "${toText(label)}" encoding is not supported.`);
      this.encoding = name;
      this.fatal = read(options, 'fatal') === true;
      this.ignoreBOM = read(options, 'ignoreBOM') === true;
    }

    decode(input?: unknown, options?: unknown): string {
      const bytes = input === undefined ? new NativeUint8Array(0) : bytesOf(input);
      if (bytes === undefined) throw new TypeError('TextDecoder decodes an ArrayBuffer or a view of one.');
      const more = read(options, 'stream') === true;
      if (more && this.#stream === 0) this.#stream = ++lastDecoder;
      const { encoding: label, fatal, ignoreBOM } = this;
      const text = ask(
        'decode',
        bytesToBase64(bytes),
        stringify({ label, fatal, ignoreBOM, stream: this.#stream, more }),
      );
      if (!more) this.#stream = 0;
      if (text === undefined) {
        const instead = more ? ', or too many decoders are within a stream' : '';
        throw new TypeError(`The encoded data was not valid for encoding ${label}${instead}`);
      }
      return text;
    }
  }

  const InvalidCharacter = (message: string): Error => new (domException())(message, 'InvalidCharacterError');
  const atob = (data: unknown): string => {
    let bytes: Uint8Array;
    try {
      bytes = base64ToBytes(toText(data));
    } catch {
      throw InvalidCharacter('The string to be decoded is not correctly encoded.');
    }
    let text = '';
    for (let from = 0; from < bytes.length; from += CHUNK) {
      text += toText(apply(fromCharCode, undefined, [...bytes.subarray(from, from + CHUNK)]));
    }
    return text;
  };
  const btoa = (data: unknown): string => {
    const text = toText(data);
    const bytes = new NativeUint8Array(text.length);
    for (let index = 0; index < text.length; index++) {
      const code = charCodeAt(text, index);
      if (code > 0xff) throw InvalidCharacter(`Invalid character ${stringify(slice(text, index, index + 1))}`);
      bytes[index] = code;
    }
    return bytesToBase64(bytes);
  };
  return { TextEncoder, TextDecoder, atob, btoa };
});
