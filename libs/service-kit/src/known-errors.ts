/**
 * Errors that are not ours and yet can be told to a caller: what the framework refuses, a store or a service that
 * cannot be reached, a query that the store does not take. Everything else is a fault of ours.
 */
import { HttpException } from '@nestjs/common';
import { z } from 'zod';
import { ERROR_CODES, type ErrorCode, ToolrackError, validationFailed } from '#libs/errors';
import { PlatformApiError } from '#libs/platform-api';

const RETRY_AFTER_SECONDS = 2;

/** Names of the driver's and mongoose's errors that mean: there is no server to ask. */
const STORE_AWAY = new Set([
  'MongoClientClosedError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoServerSelectionError',
  'MongoTopologyClosedError',
  'MongoWaitQueueTimeoutError',
  'MongooseServerSelectionError',
  'PoolClearedOnNetworkError',
]);
/** Codes of a server that is about to end, or that may not write at the moment (MongoDB, error codes). */
const SERVER_AWAY = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);
const MAX_TIME_EXPIRED = 50;
const OUT_OF_DISK_SPACE = 14_031;
const INVALID_REGEX = 51_091;

const serverErrorSchema = z.looseObject({ code: z.number(), message: z.string() });

function unavailable(what: string, cause: unknown): ToolrackError {
  const details = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause };
  return new ToolrackError('Unavailable', `${what} cannot be reached. Try again later.`, details);
}

function diskFull(cause: unknown): ToolrackError {
  const message = "The store's disk is full: nothing more can be stored until there is space on it. Reading goes on.";
  return new ToolrackError('InsufficientStorage', message, { cause });
}

function ofStore(error: Error): ToolrackError | undefined {
  if (STORE_AWAY.has(error.name)) return unavailable('The store', error);
  const parsed = serverErrorSchema.safeParse(error);
  if (!parsed.success || !error.name.startsWith('Mongo')) return undefined;
  const { code, message } = parsed.data;
  if (SERVER_AWAY.has(code)) return unavailable('The store', error);
  if (code === OUT_OF_DISK_SPACE) return diskFull(error);
  if (code === MAX_TIME_EXPIRED) {
    return validationFailed([{ path: 'query', message: 'takes too long to answer; narrow it' }]);
  }
  return code === INVALID_REGEX ? validationFailed([{ path: 'query', message }]) : undefined;
}

function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(ERROR_CODES, name);
}

function codeOfStatus(status: number): ErrorCode {
  const name = Object.entries(ERROR_CODES).find(([, value]) => value === status)?.[0] ?? 'ValidationFailed';
  return isErrorCode(name) ? name : 'ValidationFailed';
}

/** What the framework says is the caller's doing: an unknown route, a malformed request line, a full body. */
function ofFramework(error: Error): ToolrackError | undefined {
  const status =
    error instanceof HttpException ? error.getStatus() : 'statusCode' in error ? Number(error.statusCode) : 0;
  return status >= 400 && status < 500 ? new ToolrackError(codeOfStatus(status), error.message) : undefined;
}

/** The error as its caller may be told; undefined for a fault of ours. */
export function asToolrackError(error: unknown): ToolrackError | undefined {
  if (error instanceof ToolrackError) return error;
  if (!(error instanceof Error)) return undefined;
  if (error instanceof PlatformApiError) {
    if (error.code === 'InsufficientStorage') return diskFull(error);
    return error.code === 'Unavailable' ? unavailable('A service that is needed for this', error) : undefined;
  }
  return ofStore(error) ?? ofFramework(error);
}
