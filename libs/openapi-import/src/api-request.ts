/** The request of a call: where the arguments of a tool go. They were checked against the tool's schema before. */
import type { FetchRequest, JsonObject, JsonValue } from '#libs/contracts';
import type { ApiBody, ApiOperation, ApiParameter, Writing } from './api-operation.js';
import { pathText, queryPairs, queryText, simpleText, textOf } from './written-values.js';

/** Arguments that make no request; the message names the argument and is for the caller. */
export class ArgumentRefused extends Error {
  override readonly name = 'ArgumentRefused';
}

const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** What WHATWG's URL takes for `.` and `..`, in segments of a path. */
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;
/** JSON first, or whatever there is. */
const ACCEPT = 'application/json, */*;q=0.8';

/** Integers of programming languages end there; beyond are numbers that nobody counts with. */
const MAX_INTEGER = 2 ** 64;

/** @throws ArgumentRefused */
export function apiRequest(operation: ApiOperation, args: JsonObject, baseUrl: string): FetchRequest {
  for (const [argument, value] of Object.entries(args)) requireExact(value, argument);
  const given = operation.parameters.filter(({ argument }) => args[argument] !== undefined);
  const queries = given.filter((parameter) => parameter.in === 'query').map((parameter) => queryOf(parameter, args));
  const query = queries.filter((text) => text !== '').join('&');
  const base = (operation.baseUrl ?? baseUrl).replace(/\/+$/, '');
  const url = `${base}${pathOf(operation, args)}${query === '' ? '' : `?${query}`}`;
  const headers = given.filter((parameter) => parameter.in === 'header').map((parameter) => headerOf(parameter, args));
  const cookies = given.filter((parameter) => parameter.in === 'cookie').flatMap((one) => cookiesOf(one, args));
  const body = bodyOf(operation.body, args);
  return {
    url,
    method: operation.method,
    headers: [
      ['accept', ACCEPT],
      ...headers,
      ...(cookies.length === 0 ? [] : [header('cookie', cookies.join('; '))]),
      ...(body === undefined ? [] : [header('content-type', body.contentType)]),
    ],
    ...(body === undefined ? {} : { body: Buffer.from(body.text).toString('base64') }),
    redirect: 'follow',
  };
}

/** An integer that lost digits on its way here would mean another thing to the API. */
function requireExact(value: JsonValue, path: string): void {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    if (Math.abs(value) > MAX_INTEGER) return;
    throw new ArgumentRefused(
      `${path}: is larger than ${Number.MAX_SAFE_INTEGER}, so that its last digits may be lost; it is not sent.`,
    );
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) requireExact(member, `${path}.${key}`);
}

const header = (name: string, value: string): [string, string] => [name, value];

function pathOf({ path, parameters }: ApiOperation, args: JsonObject): string {
  const filled = path.split('/').map((segment) => {
    const text = segment.replace(/\{([^{}]*)\}/g, (_, name: string) => {
      const parameter = parameters.find((one) => one.in === 'path' && one.name === name);
      const value = parameter === undefined ? undefined : args[parameter.argument];
      if (parameter === undefined || value === undefined)
        throw new ArgumentRefused(`{${name}} of the path is not given.`);
      const written = pathText(parameter, value);
      if (written === '')
        throw new ArgumentRefused(`${parameter.argument}: must not be empty: it is part of the path.`);
      return written;
    });
    const hasPlace = segment.includes('{');
    // A step of the path would lead to another operation.
    if (hasPlace && DOT_SEGMENT.test(text)) throw new ArgumentRefused('A part of the path must not be "." or "..".');
    return hasPlace ? text : encodedLiteral(segment);
  });
  return filled.join('/');
}

/** What the template itself says, in which `?` and `#` would end the path. */
const encodedLiteral = (text: string): string => text.toWellFormed().replace(/[?#\\]/g, encodeURIComponent);

function queryOf(parameter: ApiParameter, args: JsonObject): string {
  const value = args[parameter.argument];
  return value === undefined ? '' : queryText(queryPairs(parameter, value), parameter);
}

function headerOf({ argument, name, style, explode }: ApiParameter, args: JsonObject): [string, string] {
  const value = args[argument] ?? null;
  const text = style === 'json' ? JSON.stringify(value) : simpleText(value, explode);
  if (FIELD_VALUE.test(text)) return [name, text];
  throw new ArgumentRefused(`${argument}: holds a line break or another character that no header can hold.`);
}

/** `name=value`, in characters that a cookie can have (RFC 6265, 4.1.1). */
function cookiesOf(parameter: ApiParameter, args: JsonObject): string[] {
  const value = args[parameter.argument];
  return value === undefined ? [] : queryPairs(parameter, value).map((pair) => queryText([pair]));
}

function bodyOf(body: ApiBody | undefined, args: JsonObject): { contentType: string; text: string } | undefined {
  if (body === undefined) return undefined;
  const value = body.argument === undefined ? membersOf(body, args) : args[body.argument];
  if (value === undefined) return undefined;
  switch (body.encoding) {
    case 'json':
      return { contentType: body.contentType, text: JSON.stringify(value) };
    case 'text':
      return { contentType: body.contentType, text: textOf(value) };
    case 'form':
      return { contentType: body.contentType, text: formText(body, value) };
  }
}

/** Undefined when there is nothing to be sent. */
function membersOf({ members, required }: ApiBody, args: JsonObject): JsonObject | undefined {
  const entries = members.flatMap(({ argument, name }): [string, JsonValue][] => {
    const value = args[argument];
    return value === undefined ? [] : [[name, value]];
  });
  return entries.length === 0 && !required ? undefined : Object.fromEntries(entries);
}

function formText({ writings }: ApiBody, value: JsonValue): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return textOf(value);
  const texts = Object.entries(value).map(([name, member]) => {
    const own = writings.find((one) => one.name === name);
    const usual: Writing = {
      name,
      style: typeof member === 'object' && !Array.isArray(member) ? 'json' : 'form',
      explode: true,
    };
    const writing = own ?? usual;
    return queryText(queryPairs(writing, member), writing);
  });
  return texts.filter((text) => text !== '').join('&');
}
