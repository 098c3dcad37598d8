import { type JsonValue } from '#libs/contracts';

/** JSON text that is the same for equal values (JSON Schema core, section 4.2.2): the order of members does not count. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `,${canonicalJson(item)}`;
    return `[${text.slice(1)}]`;
  }
  for (const key of Object.keys(value).sort()) {
    text += `,${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`;
  }
  return `{${text.slice(1)}}`;
}
