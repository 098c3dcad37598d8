/**
 * The one table of refusals: what is thrown while a message is read or served → HTTP status, JSON-RPC code, `data`.
 *
 * | thrown | HTTP status | JSON-RPC code |
 * |---|---|---|
 * | `RpcError` | its own | its own |
 * | `ToolrackError` ValidationFailed | 400 | -32602 Invalid params |
 * | `ToolrackError` MalformedJson | 400 | -32700 Parse error |
 * | `ToolrackError` Internal, Unavailable, InsufficientStorage | 500, 503, 507 | -32603 Internal error |
 * | any other `ToolrackError` | of its code | -32000 Server error; `data.code` tells them apart |
 * | anything else | 500 | -32603, with an id only; the detail goes to the log |
 *
 * The specification gives codes of its own only to what `RPC_CODES` names, so everything else that a server refuses
 * shares -32000 (JSON-RPC 2.0, 5.1).
 */
import { type ErrorCode, ToolrackError } from '#libs/errors';
import type { JsonObject } from '#libs/contracts';

export const RPC_CODES = {
  ParseError: -32_700,
  InvalidRequest: -32_600,
  MethodNotFound: -32_601,
  InvalidParams: -32_602,
  InternalError: -32_603,
  ServerError: -32_000,
  /** 2026-07-28: a header and the body disagree. */
  HeaderMismatch: -32_020,
  /** 2026-07-28: `data.requiredCapabilities` names what the client has to announce. */
  MissingClientCapability: -32_021,
  /** 2026-07-28: `data` holds `supported` and `requested`. */
  UnsupportedProtocolVersion: -32_022,
} as const satisfies Record<string, number>;

/** A protocol error of one message. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: number;
  readonly status: number;
  readonly data: JsonObject | undefined;

  /** @param code a name of the table, or the code of an error that is passed on */
  constructor(
    code: keyof typeof RPC_CODES | number,
    message: string,
    details: { status?: number; data?: JsonObject } = {},
  ) {
    super(message);
    this.code = typeof code === 'number' ? code : RPC_CODES[code];
    this.status = details.status ?? 400;
    this.data = details.data;
  }
}

export function invalidRequest(message: string): RpcError {
  return new RpcError('InvalidRequest', message);
}

/** Parameters that a method cannot use: answered in band, with 200, as the methods of both eras do. */
export function invalidParams(message: string): RpcError {
  return new RpcError('InvalidParams', message, { status: 200 });
}

/** A stranger's text, short enough for a message. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

/** What a refusal looks like outside. */
export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly error: { code: number; message: string; data?: JsonObject };
}

function rpcCode(code: ErrorCode): number {
  switch (code) {
    case 'ValidationFailed':
      return RPC_CODES.InvalidParams;
    case 'MalformedJson':
      return RPC_CODES.ParseError;
    case 'Internal':
    case 'Unavailable':
    case 'InsufficientStorage':
      return RPC_CODES.InternalError;
    default:
      return RPC_CODES.ServerError;
  }
}

function headersOf(error: ToolrackError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error.code === 'MethodNotAllowed') headers['allow'] = 'POST';
  if (error.code === 'Unauthenticated') headers['www-authenticate'] = 'Bearer';
  if (error.retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
  return headers;
}

/** The refusal of an error that was meant for the caller; undefined for a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RpcError) {
    const { status, code, message, data } = error;
    return { status, headers: {}, error: data === undefined ? { code, message } : { code, message, data } };
  }
  if (error instanceof ToolrackError) {
    const errors = error.errors.map(({ path, message }) => ({ path, message }));
    const data: JsonObject = errors.length === 0 ? { code: error.code } : { code: error.code, errors };
    return {
      status: error.status,
      headers: headersOf(error),
      error: { code: rpcCode(error.code), message: error.message, data },
    };
  }
  return undefined;
}

/** The refusal of a fault of ours: an id to ask about, and nothing else. */
export function faultRefusal(correlationId: string): Refusal {
  return {
    status: 500,
    headers: {},
    error: {
      code: RPC_CODES.InternalError,
      message: `Internal error. Its id is ${correlationId}.`,
      data: { code: 'Internal', correlationId },
    },
  };
}
