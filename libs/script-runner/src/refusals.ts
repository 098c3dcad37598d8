/** The words of what a runner answers when it does not take a run. */
import { ToolrackError } from '#libs/errors';

const RETRY_AFTER_SECONDS = 2;

/** A run was refused before it was handed over: it is certain that nobody executes it. */
export class RunRefused extends ToolrackError {}

function tooManyRequests(message: string): RunRefused {
  return new RunRefused('TooManyRequests', `${message} Try again later.`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

/** A limit of runs that wait: how many, in which namespace the refused run would be, and how many the limit allows. */
export interface WaitingRefusal {
  namespace: string;
  most: number;
}

export function tooManyWaitInNamespace({ namespace, most }: WaitingRefusal): RunRefused {
  return tooManyRequests(
    `In the namespace "${namespace}" ${most} runs wait for their turn, as many as RUN_NAMESPACE_WAITING allows.`,
  );
}

/** Every namespace that waits has its share of the places: the refused one would take more. */
export function tooManyWaitInAll({ namespace, most }: WaitingRefusal): RunRefused {
  return tooManyRequests(
    `In all namespaces together ${most} runs wait for their turn, as many as RUN_MAX_WAITING allows, and "${namespace}" has its share of them.`,
  );
}

/** The queue that several processes share is as long as it may be. */
export function tooManyWaiting(): RunRefused {
  return tooManyRequests('As many runs wait in the queue as RUN_MAX_WAITING allows.');
}

export function queueUnavailable(cause?: unknown): RunRefused {
  return new RunRefused('Unavailable', 'The queue of runs cannot be reached. Try again later.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    ...(cause !== undefined && { cause }),
  });
}

export function noWorker(): RunRefused {
  return new RunRefused('Unavailable', 'No script worker is there to run it. Try again later.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}

export function shuttingDown(): RunRefused {
  return new RunRefused('Unavailable', 'The server is shutting down.', { retryAfterSeconds: RETRY_AFTER_SECONDS });
}
