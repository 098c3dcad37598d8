import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_CODES, type ErrorCode, ToolrackError } from '#libs/errors';
import type { Logger } from '#libs/telemetry';

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

function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(ERROR_CODES, name);
}

function codeOfStatus(status: number): ErrorCode {
  const name = Object.entries(ERROR_CODES).find(([, value]) => value === status)?.[0] ?? 'ValidationFailed';
  return isErrorCode(name) ? name : 'ValidationFailed';
}

/** Faults of the framework that are the caller's doing: an unknown route, a malformed request line, a full body. */
function asToolrackError(exception: unknown): ToolrackError | undefined {
  if (exception instanceof ToolrackError) return exception;
  if (exception instanceof HttpException && exception.getStatus() < 500) {
    return new ToolrackError(codeOfStatus(exception.getStatus()), exception.message);
  }
  if (exception instanceof Error && 'statusCode' in exception) {
    const status = Number(exception.statusCode);
    if (status >= 400 && status < 500) return new ToolrackError(codeOfStatus(status), exception.message);
  }
  return undefined;
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
    const known = asToolrackError(exception);
    if (known === undefined) {
      this.#logger.error({ err: exception, correlationId: request.id, url: request.url }, 'unexpected error');
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
