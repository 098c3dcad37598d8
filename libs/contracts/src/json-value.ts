/** JSON values as the compiler knows them. Their zod schemas are in `json.ts`: what is here depends on nothing. */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [key: string]: JsonValue;
}

/** Narrows to a plain JSON object (not null, not an array). */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What comes from a parser of JSON is a JSON value already, so only `undefined` is refused. */
export function isJsonValue(value: unknown): value is JsonValue {
  return value !== undefined;
}

/**
 * Parses JSON text that one of our own processes wrote.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): JsonValue {
  const value: unknown = JSON.parse(text);
  if (!isJsonValue(value)) throw new SyntaxError('The text holds no JSON value.');
  return value;
}
