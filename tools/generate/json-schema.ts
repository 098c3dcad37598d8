import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';

/** Keywords whose value is data. */
const DATA = new Set(['const', 'default', 'enum', 'examples']);
/** Keywords whose value holds schemas by names that somebody chose. */
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);

/**
 * The JSON Schema behind a schema of an OpenAPI document. The documents' maker writes `example`, as OpenAPI 3.0 did; JSON
 * Schema knows `examples`.
 */
export function jsonSchema(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === 'example') return ['examples', [value]];
      if (DATA.has(keyword)) return [keyword, value];
      if (MAPS.has(keyword) && isJsonObject(value)) {
        return [keyword, Object.fromEntries(Object.entries(value).map(([name, child]) => [name, subschema(child)]))];
      }
      return [keyword, subschema(value)];
    }),
  );
}

function subschema(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(subschema);
  return isJsonObject(value) ? jsonSchema(value) : value;
}
