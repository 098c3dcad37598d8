/**
 * The one table of errors that a user can meet: code → HTTP status. Services throw `ToolrackError`; the HTTP filter
 * and the MCP endpoint turn it into their own answers. Anything else that is thrown is a fault of ours: it is logged
 * with its detail and answered with an id only.
 */
export const ERROR_CODES = {
  ValidationFailed: 400,
  MalformedJson: 400,
  Unauthenticated: 401,
  Forbidden: 403,
  NotFound: 404,
  NamespaceNotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  Conflict: 409,
  PreconditionFailed: 412,
  PayloadTooLarge: 413,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  Internal: 500,
  Unavailable: 503,
  InsufficientStorage: 507,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** One thing wrong with a request. `path` points at the value: `[0]._schema.type`, `nsfilter`, `_criteria._name.$regex`. */
export interface FieldProblem {
  path: string;
  message: string;
}

export interface ToolrackErrorDetails {
  errors?: FieldProblem[];
  /** Seconds after which the same request may succeed; sent as `Retry-After`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** An error whose message is meant for the caller: it says what is wrong and what would be right. */
export class ToolrackError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldProblem[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail: string, details: ToolrackErrorDetails = {}) {
    super(detail, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ToolrackError';
    this.code = code;
    this.errors = details.errors ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** HTTP status code. */
  get status(): number {
    return ERROR_CODES[this.code];
  }
}

/** Problems that one answer names; a reader mends these first. */
const MAX_PROBLEMS = 50;

function withProblems(code: ErrorCode, problems: readonly FieldProblem[]): ToolrackError {
  const [first] = problems;
  const rest = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const detail = first === undefined ? 'The request is not valid.' : `${first.path}: ${first.message}${rest}`;
  return new ToolrackError(code, detail, { errors: problems.slice(0, MAX_PROBLEMS) });
}

/** A 400 that names problems by their paths, the first 50 of them. */
export function validationFailed(problems: readonly FieldProblem[]): ToolrackError {
  return withProblems('ValidationFailed', problems);
}

/** A 409 that names by its path what others hold already. */
export function conflict(problems: readonly FieldProblem[]): ToolrackError {
  return withProblems('Conflict', problems);
}
