import type { ContentBlock } from '@modelcontextprotocol/server';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { isBase64 } from './header-encoding.js';

type Check = (value: JsonValue | undefined) => boolean;

const isString: Check = (value) => typeof value === 'string';
const isData: Check = (value) => typeof value === 'string' && isBase64(value);
const isObject: Check = (value) => isJsonObject(value);
const isStrings: Check = (value) => Array.isArray(value) && value.every(isString);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const ICON = { src: isString, mimeType: optional(isString), sizes: optional(isStrings), theme: optional(isString) };
const COMMON: Record<string, Check> = {
  annotations: optional((value) => isJsonObject(value) && firstWrong(value, ANNOTATIONS) === undefined),
  _meta: optional(isObject),
};
const ANNOTATIONS: Record<string, Check> = {
  audience: optional((value) => Array.isArray(value) && value.every((role) => role === 'user' || role === 'assistant')),
  priority: optional((value) => typeof value === 'number' && value >= 0 && value <= 1),
  lastModified: optional((value) => typeof value === 'string' && ISO_TIME.test(value)),
};
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** What the fields of each kind of block must be (2025-11-25 and 2026-07-28, schema, ContentBlock). */
const FIELDS: Record<string, Record<string, Check>> = {
  text: { text: isString, ...COMMON },
  image: { data: isData, mimeType: isString, ...COMMON },
  audio: { data: isData, mimeType: isString, ...COMMON },
  resource: { resource: isObject, ...COMMON },
  resource_link: {
    uri: isString,
    name: isString,
    title: optional(isString),
    description: optional(isString),
    mimeType: optional(isString),
    size: optional((value) => typeof value === 'number'),
    icons: optional(
      (value) =>
        Array.isArray(value) && value.every((icon) => isJsonObject(icon) && firstWrong(icon, ICON) === undefined),
    ),
    ...COMMON,
  },
};
const RESOURCE: Record<string, Check> = {
  uri: isString,
  mimeType: optional(isString),
  text: optional(isString),
  blob: optional(isData),
  _meta: optional(isObject),
};

function firstWrong(object: JsonObject, fields: Record<string, Check>): string | undefined {
  return Object.keys(fields).find((name) => fields[name]?.(object[name]) === false);
}

/** What is wrong with a block of content, beginning with the field: `.data is missing or not valid`; undefined if nothing. */
export function contentProblem(block: JsonValue): string | undefined {
  if (!isJsonObject(block)) return ' must be an object';
  const { type } = block;
  const fields = typeof type === 'string' && Object.hasOwn(FIELDS, type) ? FIELDS[type] : undefined;
  if (fields === undefined) return `.type must be one of ${Object.keys(FIELDS).join(', ')}`;
  const wrong = firstWrong(block, fields);
  if (wrong !== undefined) return `.${wrong} is missing or not valid`;
  if (type !== 'resource' || !isJsonObject(block.resource)) return undefined;
  const wrongInside = firstWrong(block.resource, RESOURCE);
  if (wrongInside !== undefined) return `.resource.${wrongInside} is missing or not valid`;
  const { text, blob } = block.resource;
  return text === undefined && blob === undefined ? '.resource needs text or blob' : undefined;
}

export function isContentBlock(block: JsonValue): block is JsonObject & ContentBlock {
  return contentProblem(block) === undefined;
}
