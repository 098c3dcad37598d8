import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { ToolrackError } from '#libs/errors';
import { parseJsonBody } from './json-body.js';

/** How a route takes its body: parsed JSON when nothing is said. Set with `@RouteConfig({ body: … })`. */
export type BodyKind = 'json' | 'bytes' | 'stream';

function bodyKind(request: FastifyRequest): BodyKind {
  const config: object = request.routeOptions.config;
  if (!('body' in config)) return 'json';
  return config.body === 'bytes' || config.body === 'stream' ? config.body : 'json';
}

async function readAll(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxBytes) {
      throw new ToolrackError('PayloadTooLarge', `The body is larger than ${maxBytes} bytes.`);
    }
    chunks.push(bytes);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

/** One parser for every content type, because the route says what it wants: JSON, the bytes, or the stream itself. */
export function installBodyParser(fastify: FastifyInstance, maxBodyBytes: number): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (request: FastifyRequest, stream: Readable): Promise<unknown> => {
    const kind = bodyKind(request);
    if (kind === 'stream') return stream;
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > maxBodyBytes) {
      stream.resume();
      throw new ToolrackError('PayloadTooLarge', `The body is larger than ${maxBodyBytes} bytes.`);
    }
    const bytes = await readAll(stream, maxBodyBytes);
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
