/**
 * What a tool reports while it runs, as the notifications of MCP (2025-11-25 and 2026-07-28, Progress): reads the
 * arguments of a script's `callback(...)`, and sees to it that `progress` increases from one notification to the next.
 * How they reach the client is left to `event-stream.ts`.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { invalidParams } from './rpc-error.js';

export type ProgressToken = string | number;

/** UTF-16 units of a message; what is longer is cut. */
const MAX_MESSAGE_LENGTH = 1_000;
/** What a report adds that says nothing new of how far the work has come. */
const SMALLEST_STEP = 1e-6;
const RELATIVE_STEP = 1e-12;

/** One report as a script meant it. */
interface Report {
  readonly progress?: number;
  readonly total?: number;
  readonly message?: string;
}

/** @throws RpcError -32602 for a token that is neither a string nor an integer */
export function progressTokenOf(params: JsonObject): ProgressToken | undefined {
  const meta = params._meta;
  const token = isJsonObject(meta) ? meta.progressToken : undefined;
  if (token === undefined || typeof token === 'string') return token;
  if (typeof token === 'number' && Number.isSafeInteger(token)) return token;
  throw invalidParams('params._meta.progressToken must be a string or an integer.');
}

/** Makes the notifications of one call. */
export class ProgressReports {
  readonly #token: ProgressToken;
  #last: number | undefined;

  constructor(token: ProgressToken) {
    this.#token = token;
  }

  /**
   * The JSON text of the notification for `callback(...args)`; undefined for a report that says nothing but a number
   * which is not above the last.
   */
  notification(args: readonly JsonValue[]): string | undefined {
    const { progress: reported, total, message } = readReport(args);
    const progress = this.#next(reported);
    if (progress === undefined) {
      if (message === undefined) return undefined;
      return this.#encode(this.#step(), { total, message });
    }
    return this.#encode(progress, { total, message });
  }

  #encode(progress: number, rest: { total: number | undefined; message: string | undefined }): string {
    this.#last = progress;
    const params = { progressToken: this.#token, progress, ...rest };
    return JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params });
  }

  /** The progress to send; undefined when what was reported is not an increase. */
  #next(reported: number | undefined): number | undefined {
    if (reported === undefined) return this.#step();
    return this.#last === undefined || reported > this.#last ? reported : undefined;
  }

  #step(): number {
    if (this.#last === undefined) return 0;
    return this.#last + Math.max(SMALLEST_STEP, Math.abs(this.#last) * RELATIVE_STEP);
  }
}

/** The words of `callback(...args)`, for whoever wants no numbers; undefined when there are none. */
export function progressMessage(args: readonly JsonValue[]): string | undefined {
  return readReport(args).message;
}

/**
 * `callback(0.4)`, `callback(0.4, 'text')`, `callback(2, 5, 'text')`, `callback('text')` and
 * `callback({ progress, total, message })`; anything else is shown as JSON.
 */
function readReport(args: readonly JsonValue[]): Report {
  const [first, second, third] = args;
  if (first === undefined || first === null) return {};
  if (typeof first === 'string' && args.length === 1) return { message: cut(first) };
  if (isNumber(first)) return readNumbers(first, second, third) ?? { progress: first, message: asText(args.slice(1)) };
  if (args.length === 1 && isJsonObject(first)) return readObject(first);
  return { message: asText(args) };
}

function readNumbers(progress: number, second?: JsonValue, third?: JsonValue): Report | undefined {
  if (second === undefined) return { progress };
  if (typeof second === 'string' && third === undefined) return { progress, message: cut(second) };
  if (!isNumber(second)) return undefined;
  if (third === undefined) return { progress, total: second };
  return typeof third === 'string' ? { progress, total: second, message: cut(third) } : undefined;
}

function readObject(report: JsonObject): Report {
  const { progress, total, message } = report;
  const isReport = isNumber(progress) || typeof message === 'string';
  if (!isReport) return { message: asText([report]) };
  return {
    ...(isNumber(progress) && { progress }),
    ...(isNumber(total) && { total }),
    ...(message !== undefined && { message: asText([message]) }),
  };
}

/** Numbers that can still be told from the next one. */
function isNumber(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

function asText(values: readonly JsonValue[]): string {
  return cut(values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join(' '));
}

function cut(text: string): string {
  if (text.length <= MAX_MESSAGE_LENGTH) return text;
  return `${text.slice(0, MAX_MESSAGE_LENGTH - 1).toWellFormed()}…`;
}
