import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, ToolrackError } from '#libs/errors';
import type { Logger } from '#libs/telemetry';
import { asToolrackError } from './known-errors.js';

/** Answer of every failed REST request: RFC 9457 with our code, the problems by path, and an id to ask about. */
export interface Problem {
  type: 'about:blank';
  title: ErrorCode;
  status: number;
  code: ErrorCode;
  detail: string;
  errors: { path: string; message: string }[];
  correlationId: string;
}

/** Codes of a connection that its other side ended. */
const LEFT = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR']);

/** True when the client has gone, and that is all that went wrong. */
function isLeaving(error: unknown, reply: FastifyReply): boolean {
  const { socket } = reply.request.raw;
  if (!socket.destroyed && !reply.raw.destroyed) return false;
  return error instanceof Error && 'code' in error && LEFT.has(String(error.code));
}

/** The one place where errors become REST answers. What is not meant for the caller is logged and hidden. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (isLeaving(exception, reply)) {
      this.#logger.debug({ err: exception, correlationId: request.id, url: request.url }, 'the client left');
      reply.raw.destroy();
      return;
    }
    const known = asToolrackError(exception);
    if (known === undefined) {
      this.#logger.error({ err: exception, correlationId: request.id, url: request.url }, 'unexpected error');
    } else if (known.code === 'Unavailable') {
      this.#logger.warn({ err: known, correlationId: request.id, url: request.url }, 'something needed is away');
    } else if (known.code === 'InsufficientStorage') {
      this.#logger.error({ err: known, correlationId: request.id, url: request.url }, "the store's disk is full");
    }
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(reply, known ?? internalError());
  }
}

/** Answers what the router refuses before any route is found, such as a URL that cannot be decoded. */
export function answerFrameworkError(error: Error, reply: FastifyReply): void {
  sendProblem(reply, asToolrackError(error) ?? internalError());
}

function internalError(): ToolrackError {
  return new ToolrackError('Internal', 'Something failed on our side; the correlation id finds it in the log.');
}

function sendProblem(reply: FastifyReply, error: ToolrackError): void {
  // A body that is still coming is thrown away: a connection that is closed on it may take the answer with it.
  reply.removeHeader('connection');
  reply.request.raw.resume();
  if (error.status === 401) void reply.header('www-authenticate', 'Bearer realm="toolrack"');
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', String(error.retryAfterSeconds));
  const problem: Problem = {
    type: 'about:blank',
    title: error.code,
    status: error.status,
    code: error.code,
    detail: error.message,
    errors: error.errors,
    correlationId: reply.request.id,
  };
  void reply.status(error.status).header('content-type', 'application/problem+json').send(JSON.stringify(problem));
}
