/**
 * What the process does for a realm that waits for the answer: URLs, charsets and random numbers are Node's, which has
 * them whole and tested. Texts alone come in and go out; `realm/host.ts` bounds them. One object serves one context.
 */
import { randomBytes, randomUUID } from 'node:crypto';

const MAX_RANDOM_BYTES = 65_536;
/** Decoders between the parts of a stream. */
const MAX_DECODERS = 100;
const SETTABLE = ['href', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'hash'];

interface DecodeOptions {
  label: string;
  fatal?: boolean;
  ignoreBOM?: boolean;
  /** Names the stream that the bytes are a part of, and says whether more will come. */
  stream?: number;
  more?: boolean;
}

function isDecodeOptions(value: unknown): value is DecodeOptions {
  return typeof value === 'object' && value !== null && 'label' in value && typeof value.label === 'string';
}

function texts(json: string): string[] {
  const values: unknown = JSON.parse(json);
  return Array.isArray(values) ? values.map(String) : [];
}

function components(url: URL): string {
  const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = url;
  return JSON.stringify({ href, origin, protocol, username, password, host, hostname, port, pathname, search, hash });
}

function parseUrl(json: string): string | undefined {
  const [input = '', base] = texts(json);
  const url = URL.parse(input, base);
  return url === null ? undefined : components(url);
}

function changeUrl(json: string): string | undefined {
  const [href = '', name = '', value = ''] = texts(json);
  const url = URL.parse(href);
  if (url === null || !SETTABLE.includes(name)) return undefined;
  Reflect.set(url, name, value);
  return components(url);
}

function writeQuery(json: string): string {
  const pairs: unknown = JSON.parse(json);
  const params = new URLSearchParams();
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (Array.isArray(pair)) params.append(String(pair[0]), String(pair[1]));
  }
  return params.toString();
}

export class RealmServices {
  readonly #bundleText: (name: string) => string | undefined;
  readonly #decoders = new Map<number, TextDecoder>();

  /** @param bundleText the source of a library that a script reaches for although it does not name it */
  constructor(bundleText: (name: string) => string | undefined) {
    this.#bundleText = bundleText;
  }

  /** Undefined when the answer is no. Never throws: an error here would be one of this process's own realm. */
  ask(kind: unknown, text: unknown, option: unknown): string | undefined {
    try {
      return typeof text === 'string' ? this.#answer(String(kind), text, option) : undefined;
    } catch {
      return undefined;
    }
  }

  #answer(kind: string, text: string, option: unknown): string | undefined {
    switch (kind) {
      case 'parseUrl':
        return parseUrl(text);
      case 'changeUrl':
        return changeUrl(text);
      case 'parseQuery':
        return JSON.stringify([...new URLSearchParams(text)]);
      case 'writeQuery':
        return writeQuery(text);
      case 'encode':
        return Buffer.from(text, 'utf8').toString('base64');
      case 'decode':
        return this.#decode(text, JSON.parse(String(option)));
      case 'charset':
        return new TextDecoder(text).encoding;
      case 'random':
        return randomBytes(Math.min(Number(option), MAX_RANDOM_BYTES)).toString('base64');
      case 'uuid':
        return randomUUID();
      case 'bundle':
        return this.#bundleText(text);
      default:
        return undefined;
    }
  }

  #decode(base64: string, options: unknown): string | undefined {
    if (!isDecodeOptions(options)) return undefined;
    const { label, fatal = false, ignoreBOM = false, stream = 0, more = false } = options;
    const known = this.#decoders.get(stream);
    if (known === undefined && more && this.#decoders.size >= MAX_DECODERS) return undefined;
    const decoder = known ?? new TextDecoder(label, { fatal, ignoreBOM });
    if (!more) this.#decoders.delete(stream);
    else this.#decoders.set(stream, decoder);
    return decoder.decode(Buffer.from(base64, 'base64'), { stream: more });
  }
}
