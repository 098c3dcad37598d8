/** Keywords that hold no subschemas: each is kept when it has a value that it may have. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { holdsUnseen } from './unseen.js';

const TYPES = new Set<JsonValue>(['string', 'number', 'integer', 'boolean', 'array', 'object', 'null']);
const MAX_MEMBERS = 100;
const MAX_ENUM_VALUES = 100;
const MAX_ENUM_CHARS = 2_000;
const COUNTS = [...['maxLength', 'minLength', 'maxItems', 'minItems', 'maxProperties', 'minProperties']] as const;

export const isScalar = (value: JsonValue | undefined): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A list that is worth going into. */
export const isFew = (value: JsonValue | undefined): value is JsonValue[] =>
  Array.isArray(value) && value.length > 0 && value.length <= MAX_MEMBERS;

/** Types that the schema names, or that its members tell. */
export function typesOf({ type, properties, additionalProperties, items }: JsonObject): string[] {
  const named = (Array.isArray(type) ? type : [type]).filter(
    (one): one is string => typeof one === 'string' && TYPES.has(one),
  );
  if (named.length > 0 || type !== undefined) return [...new Set(named)];
  if (isJsonObject(properties) || isJsonObject(additionalProperties)) return ['object'];
  return isJsonObject(items) ? ['array'] : [];
}

/** Values that are too many to be listed; a schema without them allows more. */
export function isLongEnum(values: JsonValue[]): boolean {
  return values.length > MAX_ENUM_VALUES || JSON.stringify(values).length > MAX_ENUM_CHARS;
}

export function plainKeywords(schema: JsonObject): JsonObject {
  const kept: JsonObject = {};
  const { enum: values, const: constant, format, uniqueItems, multipleOf, deprecated } = schema;
  // Values are sent as they stand, so they are shown as they stand, or not at all.
  if (Array.isArray(values) && values.length > 0 && !isLongEnum(values) && !values.some(holdsUnseen)) {
    kept.enum = distinct(values);
  }
  if ((isScalar(constant) || constant === null) && !holdsUnseen(constant)) kept.const = constant;
  if (typeof format === 'string' && /^[\w.-]{1,50}$/.test(format)) kept.format = format;
  if (uniqueItems === true) kept.uniqueItems = true;
  if (deprecated === true) kept.deprecated = true;
  if (typeof multipleOf === 'number' && multipleOf > 0) kept.multipleOf = multipleOf;
  for (const keyword of COUNTS) {
    const count = schema[keyword];
    if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) kept[keyword] = count;
  }
  return { ...kept, ...bound(schema, 'minimum', 'exclusiveMinimum'), ...bound(schema, 'maximum', 'exclusiveMaximum') };
}

/** In 3.0 an exclusive bound is a boolean beside the bound, as in JSON Schema draft 4. */
function bound(schema: JsonObject, inclusive: string, exclusive: string): JsonObject {
  const limit = schema[inclusive];
  const other = schema[exclusive];
  if (typeof limit === 'number' && other === true) return { [exclusive]: limit };
  return {
    ...(typeof limit === 'number' ? { [inclusive]: limit } : {}),
    ...(typeof other === 'number' ? { [exclusive]: other } : {}),
  };
}

function distinct(values: JsonValue[]): JsonValue[] {
  const seen = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...seen.values()];
}
