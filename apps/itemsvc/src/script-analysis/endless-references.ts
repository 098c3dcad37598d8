import { type JsonObject } from '#libs/contracts';

/**
 * Definitions that lead back to themselves without going into a property or an item (`type A = A | string`) say nothing
 * that could be checked: they become any value.
 */
export function withoutEndless(definitions: JsonObject): JsonObject {
  const endless = Object.keys(definitions).filter((name) => reaches(name, name, definitions));
  return { ...definitions, ...Object.fromEntries(endless.map((name) => [name, {}])) };
}

function reaches(from: string, target: string, definitions: JsonObject): boolean {
  const seen = new Set<string>();
  const pending = [from];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const named = namedBy(definitions[name]);
    if (named.includes(target)) return true;
    for (const next of named) {
      if (!seen.has(next)) pending.push(next);
      seen.add(next);
    }
  }
  return false;
}

/** The definitions that a value must meet as a whole. */
function namedBy(schema: unknown): string[] {
  if (!isSchema(schema)) return [];
  const { $ref, anyOf, allOf } = schema;
  const own = typeof $ref === 'string' ? [$ref.slice('#/$defs/'.length)] : [];
  return [anyOf, allOf].reduce<string[]>(
    (names, members) => (Array.isArray(members) ? [...names, ...members.flatMap(namedBy)] : names),
    own,
  );
}

function isSchema(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
