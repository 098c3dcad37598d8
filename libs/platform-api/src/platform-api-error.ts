import type { JsonValue } from '#libs/contracts';

export interface PlatformProblem {
  status: number;
  code: string;
  detail: string;
  errors?: JsonValue[];
  retryAfterMs?: number | undefined;
  correlationId?: string | undefined;
  cause?: unknown;
}

/** A service refused or failed; `code` and `errors` are the problem's own. */
export class PlatformApiError extends Error {
  override readonly name = 'PlatformApiError';
  readonly code: string;
  readonly status: number;
  /** `{ path, message }` of each field that was wrong. */
  readonly errors: JsonValue[];
  /** After so many milliseconds the same call may succeed; when the service said so. */
  readonly retryAfterMs: number | undefined;
  /** Finds the call in the logs of the services. */
  readonly correlationId: string | undefined;

  constructor({ status, code, detail, errors = [], retryAfterMs, correlationId, cause }: PlatformProblem) {
    super(detail, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
    this.correlationId = correlationId;
  }
}

/** Code of an answer that was not read to its end, because it was larger than the caller takes. */
export const ANSWER_TOO_LARGE = 'AnswerTooLarge';

/** There was no answer, or none of a service. */
export function unavailable(detail: string, cause?: unknown): PlatformApiError {
  return new PlatformApiError({ status: 503, code: 'Unavailable', detail, cause });
}
