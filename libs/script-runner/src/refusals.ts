import { ToolrackError } from '#libs/errors';

const RETRY_AFTER_SECONDS = 2;

export function tooManyWaiting(): ToolrackError {
  return new ToolrackError('TooManyRequests', 'Too many runs wait for their turn. Try again later.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

export function queueUnavailable(cause?: unknown): ToolrackError {
  return new ToolrackError('Unavailable', 'The queue of runs cannot be reached. Try again later.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    ...(cause !== undefined && { cause }),
  });
}

export function shuttingDown(): ToolrackError {
  return new ToolrackError('Unavailable', 'The server is shutting down.', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
