/**
 * The body of a response, whole and decompressed, within one limit for both. Reading first and decompressing at once
 * keeps the bound exact: no decoder writes more than may be kept.
 */
import { promisify } from 'node:util';
import {
  brotliDecompress,
  constants,
  gunzip,
  inflate,
  inflateRaw,
  zstdDecompress,
  type ZlibOptions,
  type ZstdOptions,
} from 'node:zlib';
import type { ByteShare } from '#libs/fair-line';
import { errorCode } from './error-code.js';
import { FetchError } from './fetch-error.js';

export interface BodyLimits {
  host: string;
  maxBytes: number;
  share: ByteShare;
  /** Waits for a turn to decompress. @returns what ends the turn */
  takeDecoder: () => Promise<() => void>;
}

type Decode = (body: Buffer, maxOutputLength: number) => Promise<Buffer>;

/** RFC 9659: what is sent as content may ask for a window of 8 MB at most. */
const ZSTD_WINDOW_LOG = 23;
/** The low half of the first byte says that a zlib header follows (RFC 1950, 2.2); some servers send none. */
const isZlib = (body: Buffer): boolean => ((body[0] ?? 0) & 0x0f) === 8;

const decodeGzip: Decode = (body, maxOutputLength) =>
  promisify<Buffer, ZlibOptions, Buffer>(gunzip)(body, { maxOutputLength });
const decodeDeflate: Decode = (body, maxOutputLength) =>
  promisify<Buffer, ZlibOptions, Buffer>(isZlib(body) ? inflate : inflateRaw)(body, { maxOutputLength });
const decodeBrotli: Decode = (body, maxOutputLength) => promisify(brotliDecompress)(body, { maxOutputLength });
const decodeZstd: Decode = (body, maxOutputLength) =>
  promisify<Buffer, ZstdOptions, Buffer>(zstdDecompress)(body, {
    maxOutputLength,
    params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG },
  });

const DECODERS = new Map<string, Decode>([
  ['gzip', decodeGzip],
  ['x-gzip', decodeGzip],
  ['deflate', decodeDeflate],
  ['br', decodeBrotli],
  ['zstd', decodeZstd],
]);

const tooLarge = ({ host, maxBytes }: BodyLimits): FetchError =>
  new FetchError('ResponseTooLarge', `The body that "${host}" sends is larger than ${maxBytes} bytes.`);

async function readWhole(chunks: AsyncIterable<unknown>, limits: BodyLimits): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A body is made of bytes.');
    bytes += chunk.length;
    if (bytes > limits.maxBytes) throw tooLarge(limits);
    limits.share.take(chunk.length);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/**
 * @param encoding the value of Content-Encoding; what is not known passes as it is
 * @throws FetchError `ResponseTooLarge`, `InvalidResponse`, `Overloaded`; whatever the connection throws
 */
export async function readBody(
  chunks: AsyncIterable<unknown>,
  encoding: string | undefined,
  limits: BodyLimits,
): Promise<Buffer> {
  const body = await readWhole(chunks, limits);
  const name = encoding?.trim().toLowerCase() ?? '';
  if (body.length === 0 || name === '') return body;
  if (name.includes(',')) {
    throw new FetchError(
      'InvalidResponse',
      `"${limits.host}" compresses its answer more than once (${name.slice(0, 50)}).`,
    );
  }
  const decode = DECODERS.get(name);
  if (decode === undefined) return body;
  const endTurn = await limits.takeDecoder();
  try {
    // Held while it is written, whatever comes out of it.
    limits.share.take(limits.maxBytes);
    return await decode(body, limits.maxBytes);
  } catch (error) {
    if (error instanceof FetchError) throw error;
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits);
    throw new FetchError('InvalidResponse', `What "${limits.host}" sends is not valid ${name}.`, error);
  } finally {
    endTurn();
  }
}
