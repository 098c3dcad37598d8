/** One attempt at delivering a webhook, through the guarded fetch, and what came of it. */
import type { AttemptOutcome, TakenDelivery } from '#libs/contracts';
import { FetchError, type FetchLimits, type GuardedFetch, HostList } from '#libs/guarded-fetch';

/** Bounds of all attempts; the item service gives each its own time within them. */
export const WEBHOOK_LIMITS: FetchLimits = {
  timeoutMs: 30_000,
  firstByteMs: 30_000,
  requestBytes: 512 * 1024,
  // No body is read.
  responseBytes: 0,
  redirects: 0,
};

const MAX_MESSAGE_CHARS = 2_000;

/**
 * The status alone says what came of it ("Delivery success and failure"): a body that is too large, encoded wrongly or
 * broken off changes nothing about what the receiver has taken.
 *
 * @param ending breaks the attempt off, so that it is made again elsewhere
 */
export async function attemptWebhook(
  guarded: GuardedFetch,
  delivery: TakenDelivery,
  ending: AbortSignal,
): Promise<AttemptOutcome> {
  const { _id, _lease, _timeoutMs } = delivery;
  const timeout = AbortSignal.timeout(_timeoutMs);
  try {
    const { status, headers } = await guarded.fetch(
      {
        url: delivery._url,
        method: 'POST',
        headers: delivery._headers,
        body: Buffer.from(delivery._bodyText),
        redirect: 'manual',
        response: 'head',
      },
      {
        partition: delivery._namespace,
        hosts: new HostList(delivery._hosts),
        signal: AbortSignal.any([timeout, ending]),
      },
    );
    const retryAfterMs = retryAfter(headers.find(([name]) => name === 'retry-after')?.[1], Date.now());
    return { _id, _lease, _httpStatus: status, ...(retryAfterMs !== undefined && { _retryAfterMs: retryAfterMs }) };
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    if (error.code !== 'Cancelled') return { _id, _lease, _error: { code: error.code, message: shortened(error) } };
    if (!timeout.aborted) return { _id, _lease };
    const { host } = new URL(delivery._url);
    const message = `"${host}" has not answered within ${_timeoutMs} ms.`;
    return { _id, _lease, _error: { code: 'TimeLimitExceeded', message } };
  }
}

const shortened = ({ message }: Error): string => message.slice(0, MAX_MESSAGE_CHARS);

/** RFC 9110, 10.2.3: seconds, or a date. In milliseconds from now; undefined when it is neither. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const time = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
