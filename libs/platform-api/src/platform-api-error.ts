import type { JsonValue } from '#libs/contracts';

/** A service refused or failed; `code` and `errors` are the problem's own. */
export class PlatformApiError extends Error {
  override readonly name = 'PlatformApiError';
  readonly code: string;
  readonly status: number;
  readonly errors: JsonValue[];

  constructor(problem: { status: number; code: string; detail: string; errors?: JsonValue[]; cause?: unknown }) {
    super(problem.detail, problem.cause === undefined ? undefined : { cause: problem.cause });
    this.code = problem.code;
    this.status = problem.status;
    this.errors = problem.errors ?? [];
  }
}

/** Code of an answer that was not read to its end, because it was larger than the caller takes. */
export const ANSWER_TOO_LARGE = 'AnswerTooLarge';
