import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { type Authenticator, identify } from '#libs/access';
import { ToolrackError } from '#libs/errors';
import { parseJsonBody } from './json-body.js';

/** How a route takes its body: parsed JSON when nothing is said. Set with `@RouteConfig({ body: … })`. */
export type BodyKind = 'json' | 'bytes' | 'stream';

function bodyKind(request: FastifyRequest): BodyKind {
  const config: object = request.routeOptions.config;
  if (!('body' in config)) return 'json';
  return config.body === 'bytes' || config.body === 'stream' ? config.body : 'json';
}

/** A route may take larger bodies than others. Set with `@RouteConfig({ maxBodyBytes: … })`. */
function largestBody(request: FastifyRequest, maxBodyBytes: number): number {
  const config: object = request.routeOptions.config;
  const own = 'maxBodyBytes' in config && typeof config.maxBodyBytes === 'number' ? config.maxBodyBytes : 0;
  return Math.max(own, maxBodyBytes);
}

/** Reads a body whole. */
function readAll(stream: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge(maxBytes));
      }
    });
    stream.once('end', () => {
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    });
    stream.once('error', reject);
  });
}

function tooLarge(maxBytes: number): ToolrackError {
  return new ToolrackError('PayloadTooLarge', `The body is larger than ${maxBytes} bytes.`);
}

/**
 * One parser for every content type, because the route says what it wants: JSON, the bytes, or the stream itself.
 * Nothing is read of a stranger's body; no public route takes one.
 */
export function installBodyParser(fastify: FastifyInstance, authenticator: Authenticator, maxBodyBytes: number): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, stream: Readable): Promise<unknown> => {
    await identify(request, authenticator);
    const kind = bodyKind(request);
    if (kind === 'stream') return stream;
    const maxBytes = largestBody(request, maxBodyBytes);
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > maxBytes) throw tooLarge(maxBytes);
    const bytes = await readAll(stream, maxBytes);
    if (kind === 'bytes') return bytes;
    if (bytes.length === 0) return undefined;
    const contentType = request.headers['content-type'] ?? '';
    if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType)) {
      throw new ToolrackError(
        'UnsupportedMediaType',
        `The Content-Type is ${contentType === '' ? 'missing' : `"${contentType.slice(0, 100)}"`}; send application/json.`,
      );
    }
    return parseJsonBody(bytes);
  });
}
