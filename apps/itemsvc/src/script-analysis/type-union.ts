import { type JsonObject, type JsonValue } from '#libs/contracts';

/** One member of a union of types: a schema (`{}` is any value), a literal, or `undefined`. */
export type TypeMember = { schema: JsonObject } | { literal: string | number | boolean | null } | 'undefined';

/**
 * One schema for a union: literals become one `enum`, `null` widens a single type, and several types become `anyOf`.
 * `undefined` says only that a value may be absent, which a schema cannot say of itself.
 */
export function anyOf(members: readonly TypeMember[]): JsonObject {
  const schemas: JsonObject[] = [];
  const literals = new Set<string | number | boolean>();
  let nullable = false;
  for (const member of members) {
    if (member === 'undefined') continue;
    if ('schema' in member) schemas.push(member.schema);
    else if (member.literal === null) nullable = true;
    else literals.add(member.literal);
  }
  if (schemas.some(isAny)) return {};
  if (literals.size > 0) schemas.unshift(oneOf([...literals]));
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [first] = distinct;
  if (first === undefined) return nullable ? { type: 'null' } : {};
  if (distinct.length > 1) return { anyOf: nullable ? [...distinct, { type: 'null' }] : distinct };
  return nullable ? orNull(first) : first;
}

function isAny(schema: JsonObject): boolean {
  return Object.keys(schema).length === 0;
}

function oneOf(values: (string | number | boolean)[]): JsonObject {
  const type = typeOfAll(values);
  return type === undefined ? { enum: values } : { type, enum: values };
}

function typeOfAll(values: (string | number | boolean)[]): string | undefined {
  if (values.every((value) => typeof value === 'string')) return 'string';
  if (values.every((value) => typeof value === 'boolean')) return 'boolean';
  if (values.every((value) => Number.isInteger(value))) return 'integer';
  return values.every((value) => typeof value === 'number') ? 'number' : undefined;
}

function orNull(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  const withNull: JsonValue[] | undefined = Array.isArray(values) ? [...values, null] : undefined;
  if (typeof type === 'string') return { ...schema, type: [type, 'null'], ...(withNull && { enum: withNull }) };
  if (withNull !== undefined) return { ...schema, enum: withNull };
  return { anyOf: [schema, { type: 'null' }] };
}
