import { type JsonObject, type JsonValue } from '#libs/contracts';

/** What `JSON.parse(JSON.stringify(value))` gives, with a type; undefined for what JSON has no text for. */
export function copyJson(value: unknown): JsonValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map((member: unknown) => copyJson(member) ?? null);
  if (typeof value !== 'object') return undefined;
  const copy: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const memberCopy = copyJson(member);
    if (memberCopy !== undefined) copy[key] = memberCopy;
  }
  return copy;
}
