/** Names of fields as `query`, `project` and `sort` use them: `_name`, `_metadata._createdAt`. */

/** The root fields that a list knows, or `any`. */
export type KnownFields = readonly string[] | 'any';

const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_LENGTH = 200;

/** True for the keys through which an object's prototype can be reached. */
export function isPrototypeKey(key: string): boolean {
  return PROTOTYPE_KEYS.has(key);
}

/** @returns what is wrong with the path, or undefined */
export function fieldPathProblem(path: string, fields: KnownFields): string | undefined {
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const steps = path.split('.');
  const forbidden = steps.find(isPrototypeKey);
  if (forbidden !== undefined) return `the key "${forbidden}" is not allowed`;
  if (steps.some((step) => step === '' || step.startsWith('$') || step.includes('\0'))) return 'is not a field name';
  const [root = ''] = steps;
  // An object puts such keys before all others, so that the order of a sort would be lost.
  if (/^\d+$/.test(root)) return 'is not a field name: the first part is a number';
  if (fields === 'any' || fields.includes(root)) return undefined;
  return `"${root}" is not a field of this list; known are ${fields.join(', ')}`;
}
