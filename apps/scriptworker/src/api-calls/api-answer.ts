/** What an API answered, as the result of a tool: data as data, pictures as pictures, and what failed as an error. */
import { isUtf8 } from 'node:buffer';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '#libs/contracts';
import type { GuardedResponse } from '#libs/guarded-fetch';

/** Characters of what an API says of a failure. */
const MAX_ERROR_CHARS = 2_000;
const MAX_DEPTH = 100;
/** Headers that say how to go on: the next page, a created thing, when to try again. */
const TELLING_HEADERS = ['link', 'location', 'retry-after', 'x-total-count', 'x-next-page'];
/** What MCP takes for content of its own when it stands alone (`toCallResult`). */
const CONTENT_KEYS = new Set(['content', 'structuredContent', 'isError', '_meta']);

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
  if (!isUtf8(body)) {
    const resource = { uri: url, blob: body.toString('base64'), ...(type === '' ? {} : { mimeType: type }) };
    return { block: { type: 'resource', resource } };
  }
  const text = body.toString();
  return { data: (isJsonType(type) || type === '' ? parsed(text) : undefined) ?? text };
}

/** What an API says of a failure, as it stands. */
function errorText(response: GuardedResponse): string {
  if (!isUtf8(response.body)) return '';
  const text = response.body.toString().trim();
  return text.length <= MAX_ERROR_CHARS ? text : `${text.slice(0, MAX_ERROR_CHARS).toWellFormed()} [cut]`;
}

/** Undefined for what is no JSON, whatever its server calls it, or nests too deep to be passed on. */
function parsed(text: string): JsonValue | undefined {
  try {
    return plain(parseJson(text), 0);
  } catch {
    return undefined;
  }
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
