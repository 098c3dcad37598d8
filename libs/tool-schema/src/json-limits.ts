import { isJsonObject, type JsonObject } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { copyJson } from './copy-json.js';
import { childPath } from './json-path.js';

export const MAX_SCHEMA_BYTES = 64 * 1024;
export const MAX_SCHEMA_DEPTH = 32;

/** `text` is the JSON of `schema`. */
export type JsonCheck = { ok: true; schema: JsonObject; text: string } | { ok: false; problems: FieldProblem[] };

/**
 * Makes a private copy of a schema that a stranger sent, or says why it is not even looked at: no JSON object, nested
 * too deep, too large, or with a key that would reach an object's prototype.
 */
export function copySchema(schema: unknown, path: string): JsonCheck {
  const unsafe = findUnsafe(schema, path, 0);
  if (unsafe !== undefined) return { ok: false, problems: [unsafe] };
  const copy = copyJson(schema);
  if (!isJsonObject(copy)) {
    const message = 'must be a JSON Schema: an object with type "object" that describes the arguments';
    return { ok: false, problems: [{ path, message }] };
  }
  const text = JSON.stringify(copy);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_SCHEMA_BYTES) {
    const message = `is ${bytes} bytes of JSON; at most ${MAX_SCHEMA_BYTES} are allowed`;
    return { ok: false, problems: [{ path, message }] };
  }
  return { ok: true, schema: copy, text };
}

function findUnsafe(value: unknown, path: string, depth: number): FieldProblem | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_SCHEMA_DEPTH) {
    return { path, message: `is nested deeper than ${MAX_SCHEMA_DEPTH} levels; make the schema flatter` };
  }
  const isArray = Array.isArray(value);
  for (const [key, member] of Object.entries(value)) {
    const at = childPath(path, isArray ? Number(key) : key);
    if (key === '__proto__') return { path: at, message: 'is a name that is not allowed anywhere in a schema' };
    const problem = findUnsafe(member, at, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
