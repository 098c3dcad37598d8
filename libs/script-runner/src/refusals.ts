/** The words of what a runner answers when it does not take a run. */
import { ToolrackError } from '#libs/errors';

const RETRY_AFTER_SECONDS = 2;

function tooManyRequests(message: string): ToolrackError {
  return new ToolrackError('TooManyRequests', `${message} Try again later.`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

/** A limit of runs that wait: how many, in which namespace the refused run would be, and how many the limit allows. */
export interface WaitingRefusal {
  namespace: string;
  most: number;
}

export function tooManyWaitInNamespace({ namespace, most }: WaitingRefusal): ToolrackError {
  return tooManyRequests(
    `In the namespace "${namespace}" ${most} runs wait for their turn, as many as RUN_NAMESPACE_WAITING allows.`,
  );
}

/** Every namespace that waits has its share of the places: the refused one would take more. */
export function tooManyWaitInAll({ namespace, most }: WaitingRefusal): ToolrackError {
  return tooManyRequests(
    `In all namespaces together ${most} runs wait for their turn, as many as RUN_MAX_WAITING allows, and "${namespace}" has its share of them.`,
  );
}

/** The queue that several processes share is as long as it may be. */
export function tooManyWaiting(): ToolrackError {
  return tooManyRequests('As many runs wait in the queue as RUN_MAX_WAITING allows.');
}

export function queueUnavailable(cause?: unknown): ToolrackError {
  return new ToolrackError('Unavailable', 'The queue of runs cannot be reached. Try again later.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    ...(cause !== undefined && { cause }),
  });
}

export function noWorker(): ToolrackError {
  return new ToolrackError('Unavailable', 'No script worker is there to run it. Try again later.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

export function shuttingDown(): ToolrackError {
  return new ToolrackError('Unavailable', 'The server is shutting down.', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
