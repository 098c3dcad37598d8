import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '#libs/contracts';
import { isPropertyName } from './property-name.js';

const MAX_DEPTH = 8;
const MAX_TEXT_LENGTH = 4_096;

/**
 * The value of `[input.limit=25]`: JSON when it parses, else the text itself. A default that its own schema would
 * refuse is undefined.
 */
export function defaultFromText(text: string, schema: JsonObject): JsonValue | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const value = jsonOf(text);
  if (value !== undefined && accepts(schema, value)) return isPlain(value, MAX_DEPTH) ? value : undefined;
  const asText = /^'[^']*'$/.test(text) ? text.slice(1, -1) : text;
  return accepts(schema, asText) ? asText : undefined;
}

/** True when `value` is not nested too deeply and has no key that reaches a prototype. */
function isPlain(value: JsonValue, depth: number): boolean {
  if (depth === 0) return false;
  if (Array.isArray(value)) return value.every((element) => isPlain(element, depth - 1));
  if (!isJsonObject(value)) return true;
  return Object.entries(value).every(([key, element]) => isPropertyName(key) && isPlain(element, depth - 1));
}

function jsonOf(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    // Not JSON: the caller takes the text as it stands.
    return undefined;
  }
}

/** What the keywords of the schemas made here say of a value, one level deep. */
function accepts(schema: JsonObject, value: JsonValue): boolean {
  const { type, enum: values, anyOf } = schema;
  if (Array.isArray(anyOf)) return anyOf.some((member) => isJsonObject(member) && accepts(member, value));
  if (Array.isArray(values) && !values.includes(value)) return false;
  if (type === undefined) return true;
  return (Array.isArray(type) ? type : [type]).some((name) => isOfType(name, value));
}

function isOfType(type: JsonValue, value: JsonValue): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isJsonObject(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}
