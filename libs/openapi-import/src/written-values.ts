/** Writes values into paths, queries, headers and forms (OpenAPI 3.1, 4.8.12, "Style Values"; RFC 6570). */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { Writing } from './api-operation.js';

/** Levels of `a[b][c]=d`. */
const MAX_DEEP_LEVELS = 8;

/** One `name=value`, neither of them encoded; a list is written as one value, with a separator that means what it says. */
export type Pair = readonly [name: string, value: string | readonly string[], separator?: string];

/** A value as text: what has a structure as JSON, null as nothing. */
export function textOf(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const listOf = (value: JsonValue[], separator: string): string => value.map(textOf).join(separator);
const flat = (value: JsonObject): string[] => Object.entries(value).flatMap(([name, member]) => [name, textOf(member)]);

/** `a,b,c`; of an object `a,1,b,2`, exploded `a=1,b=2`. */
export function simpleText(value: JsonValue, explode: boolean): string {
  if (Array.isArray(value)) return listOf(value, ',');
  if (!isJsonObject(value)) return textOf(value);
  return explode ? assigned(value).join(',') : flat(value).join(',');
}

const assigned = (value: JsonObject): string[] =>
  Object.entries(value).map(([name, member]) => `${name}=${textOf(member)}`);

/** The pairs that a value becomes in a query or a form. */
export function queryPairs({ name, style, explode }: Writing, value: JsonValue): Pair[] {
  if (style === 'json') return [[name, JSON.stringify(value)]];
  if (style === 'deepObject' && typeof value === 'object' && value !== null) return deepPairs(name, value, 1);
  if (Array.isArray(value)) {
    if (explode) return value.map((member): Pair => [name, textOf(member)]);
    return [[name, value.map(textOf), separatorOf(style)]];
  }
  if (!isJsonObject(value)) return [[name, textOf(value)]];
  if (explode && style === 'form') return Object.entries(value).map(([key, member]): Pair => [key, textOf(member)]);
  return [[name, flat(value), separatorOf(style)]];
}

function separatorOf(style: Writing['style']): string {
  if (style === 'spaceDelimited') return ' ';
  return style === 'pipeDelimited' ? '|' : ',';
}

/** `a[b]=1`; of a list `a[0]=1`, which is not in the standard and in wide use. */
function deepPairs(name: string, value: JsonObject | JsonValue[], level: number): Pair[] {
  return Object.entries(value).flatMap(([key, member]): Pair[] => {
    const inner = `${name}[${key}]`;
    const goesOn = typeof member === 'object' && member !== null && level < MAX_DEEP_LEVELS;
    return goesOn ? deepPairs(inner, member, level + 1) : [[inner, textOf(member)]];
  });
}

/** What may stand in a query as it is when a parameter allows reserved characters, and changes nothing of the URL. */
const HARMLESS = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|5B|5D)/gi;

export function queryText(pairs: readonly Pair[], { allowReserved = false }: Partial<Writing> = {}): string {
  return pairs
    .map(([name, value, separator = ',']) => {
      const shown = (typeof value === 'string' ? [value] : value).map((one) => {
        const encoded = encodeURIComponent(one.toWellFormed());
        return allowReserved ? encoded.replace(HARMLESS, (code) => decodeURIComponent(code)) : encoded;
      });
      // A comma between values stands as it is, so that it is none within one (RFC 6570, 3.2.8).
      const between = separator === ',' ? separator : encodeURIComponent(separator);
      return `${encodeURIComponent(name.toWellFormed())}=${shown.join(between)}`;
    })
    .join('&');
}

/** A value in the place of `{name}` in a path: every character that has a meaning there is encoded. */
export function pathText({ name, style, explode }: Writing, value: JsonValue): string {
  const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
  const encodedList = (values: JsonValue[], separator: string): string =>
    values.map((member) => encode(textOf(member))).join(separator);
  const pairs = (object: JsonObject, between: string, separator: string): string =>
    Object.entries(object)
      .map(([key, member]) => `${encode(key)}${between}${encode(textOf(member))}`)
      .join(separator);
  if (style === 'json') return encode(JSON.stringify(value));
  const start = style === 'label' ? '.' : style === 'matrix' ? ';' : '';
  const separator = explode && start !== '' ? start : ',';
  const named = style === 'matrix' ? `${encode(name)}=` : '';
  if (Array.isArray(value)) {
    if (style === 'matrix' && explode) return value.map((member) => `;${named}${encode(textOf(member))}`).join('');
    return start + named + encodedList(value, separator);
  }
  if (isJsonObject(value)) {
    return explode ? start + pairs(value, '=', separator) : start + named + pairs(value, ',', ',');
  }
  return start + named + encode(textOf(value));
}
