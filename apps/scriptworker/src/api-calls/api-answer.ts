/** What an API answered, as the result of a tool: data as data, pictures as pictures, and what failed as an error. */
import { isUtf8 } from 'node:buffer';
import { isJsonObject, isJsonValue, type JsonObject, type JsonValue, parseJson } from '#libs/contracts';
import type { GuardedResponse } from '#libs/guarded-fetch';

/** Characters of what an API says of a failure. */
const MAX_ERROR_CHARS = 2_000;
const MAX_DEPTH = 100;
/** Headers that say how to go on: the next page, a created thing, when to try again. */
const TELLING_HEADERS = ['link', 'location', 'retry-after', 'x-total-count', 'x-next-page'];
/** What MCP takes for content of its own when it stands alone (`toCallResult`). */
const CONTENT_KEYS = new Set(['content', 'structuredContent', 'isError', '_meta']);

/** Has as many digits as the least integer that a number of JavaScript may not hold. */
const LONG_NUMBER = /\d{16}/;

/** A status that is no success. The message is for the caller. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
}

/** @throws HttpError */
export function apiAnswer(response: GuardedResponse, operation: string): JsonValue {
  const status = `${response.status}${response.statusText === '' ? '' : ` ${response.statusText.slice(0, 100)}`}`;
  const hints = hintsOf(response);
  if (response.status < 200 || response.status >= 300) {
    const said = errorText(response);
    const after = hints.length === 0 ? '' : `\n${hints.join('\n')}`;
    throw new HttpError(`${operation} answered ${status}${said === '' ? '.' : `: ${said}`}${after}`);
  }
  return resultOf(response.body.length === 0 ? { data: status } : answerOf(response), hints);
}

/** Data, or a block of MCP content. */
type Answer = { data: JsonValue } | { block: JsonObject };

const headerOf = ({ headers }: GuardedResponse, wanted: string): string | undefined =>
  headers.find(([name]) => name === wanted)?.[1];

const mediaTypeOf = (response: GuardedResponse): string =>
  (headerOf(response, 'content-type') ?? '').split(';', 1).join('').trim().toLowerCase();

const isJsonType = (type: string): boolean => /[/+]json$/.test(type);

function hintsOf(response: GuardedResponse): string[] {
  return TELLING_HEADERS.flatMap((name) => {
    const value = headerOf(response, name);
    return value === undefined ? [] : [`${name}: ${value.slice(0, MAX_ERROR_CHARS)}`];
  });
}

function answerOf(response: GuardedResponse): Answer {
  const type = mediaTypeOf(response);
  const { body, url } = response;
  const [, media] = /^(image|audio)\/(?!svg)/.exec(type) ?? [];
  if (media !== undefined) return { block: { type: media, data: body.toString('base64'), mimeType: type } };
  const text = textOf(response);
  if (text === undefined) {
    const resource = { uri: url, blob: body.toString('base64'), ...(type === '' ? {} : { mimeType: type }) };
    return { block: { type: 'resource', resource } };
  }
  return { data: (isJsonType(type) || type === '' ? parsed(text) : undefined) ?? text };
}

/** Those in which ASCII stands as it is, so that what was taken out of the bytes is not in the text. */
const CHARSET =
  /;\s*charset\s*=\s*"?(iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gbk|gb18030|big5)\b/i;

/** The body without a byte order mark, when it is text: in UTF-8, or in what its type says. */
function textOf(response: GuardedResponse): string | undefined {
  const { body } = response;
  if (isUtf8(body)) return body.toString().replace(/^\ufeff/, '');
  const [, charset] = CHARSET.exec(headerOf(response, 'content-type') ?? '') ?? [];
  if (charset === undefined) return undefined;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** What an API says of a failure, as it stands. */
function errorText(response: GuardedResponse): string {
  const text = textOf(response)?.trim() ?? '';
  return text.length <= MAX_ERROR_CHARS ? text : `${text.slice(0, MAX_ERROR_CHARS).toWellFormed()} [cut]`;
}

/** Undefined for what is no JSON, whatever its server calls it, or nests too deep to be passed on. */
function parsed(text: string): JsonValue | undefined {
  try {
    return plain(LONG_NUMBER.test(text) ? parsedExactly(text) : parseJson(text), 0);
  } catch {
    return undefined;
  }
}

/** An integer that JavaScript would round, e.g. an id, is the text of its digits. @throws SyntaxError */
function parsedExactly(text: string): JsonValue {
  const value: unknown = JSON.parse(text, (_key, member: unknown, context?: unknown) => {
    if (typeof member !== 'number' || Number.isSafeInteger(member)) return member;
    const source = sourceOf(context);
    return source !== undefined && /^-?\d+$/.test(source) ? source : member;
  });
  if (!isJsonValue(value)) throw new SyntaxError('The text holds no JSON value.');
  return value;
}

/** What the parser read the value from (ECMAScript, `JSON.parse`). */
function sourceOf(context: unknown): string | undefined {
  const isKnown = typeof context === 'object' && context !== null && 'source' in context;
  return isKnown && typeof context.source === 'string' ? context.source : undefined;
}

/** The value without keys that would reach a prototype once it is copied. @throws RangeError when it nests too deep */
function plain(value: JsonValue, depth: number): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new RangeError('nests too deep');
  if (Array.isArray(value)) return value.map((member) => plain(member, depth + 1));
  const copy: JsonObject = {};
  for (const [key, member] of Object.entries(value)) if (key !== '__proto__') copy[key] = plain(member, depth + 1);
  return copy;
}

/** What stands beside the data must reach a model too, and data that looks like content of MCP is data all the same. */
function resultOf(answer: Answer, hints: readonly string[]): JsonValue {
  const told = hints.map((text) => ({ type: 'text', text }));
  if ('block' in answer) return { content: [...told, answer.block] };
  const { data } = answer;
  const looksLikeContent = isJsonObject(data) && Object.keys(data).every((key) => CONTENT_KEYS.has(key));
  if (told.length === 0 && !looksLikeContent) return data;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { content: [...told, { type: 'text', text }], ...(isJsonObject(data) ? { structuredContent: data } : {}) };
}
