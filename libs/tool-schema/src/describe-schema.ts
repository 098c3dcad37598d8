import { isJsonObject, type JsonValue } from '#libs/contracts';

const NOUNS: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'an integer',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  null: 'null',
};
const MAX_LISTED = 50;
const MAX_TEXT = 200;

/** `"a", "b"`, cut after fifty. */
export function listOf(values: readonly JsonValue[]): string {
  const shown = values.slice(0, MAX_LISTED).map((value) => preview(value));
  return values.length > MAX_LISTED ? `${shown.join(', ')} and ${values.length - MAX_LISTED} more` : shown.join(', ');
}

/** A value as a message shows it. Objects and arrays are only named, because they may be large. */
export function preview(value: JsonValue): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isJsonObject(value)) return 'an object';
  if (typeof value !== 'string') return JSON.stringify(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

export function describeTypes(types: JsonValue | undefined): string | undefined {
  const names = Array.isArray(types) ? types : [types];
  const nouns = names.flatMap((name) => (typeof name === 'string' ? [NOUNS[name] ?? name] : []));
  return nouns.length === 0 ? undefined : nouns.join(' or ');
}

/** What a schema wants, in a few words: `one of "asc", "desc"`, `a string (the id of the file)`. */
export function describeSchema(schema: JsonValue | undefined): string | undefined {
  if (!isJsonObject(schema)) return undefined;
  const kind = Array.isArray(schema.enum)
    ? `one of ${listOf(schema.enum)}`
    : schema.const === undefined
      ? describeTypes(schema.type)
      : preview(schema.const);
  const about = schema.description ?? schema.title;
  if (typeof about !== 'string' || about === '') return kind;
  const text = about.length > MAX_TEXT ? `${about.slice(0, MAX_TEXT)}…` : about;
  return kind === undefined ? text : `${kind} (${text})`;
}
