/** Names of fields as `query`, `project` and `sort` use them: `_name`, `_metadata._createdAt`. */
import { forbiddenKeyReason } from '#libs/contracts';

/** The root fields that a list knows, or `any`. */
export type KnownFields = readonly string[] | 'any';

const PROTOTYPE_KEYS = new Set(['constructor', 'prototype']);
const MAX_LENGTH = 200;

/** @returns why no part of a query may have the key, or undefined: it reaches a prototype, or the store cannot hold it */
export function keyProblem(key: string): string | undefined {
  return PROTOTYPE_KEYS.has(key) ? `the key "${key}" is not allowed` : forbiddenKeyReason(key);
}

/** @returns what is wrong with the path, or undefined */
export function fieldPathProblem(path: string, fields: KnownFields): string | undefined {
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const steps = path.split('.');
  const forbidden = steps.map(keyProblem).find((problem) => problem !== undefined);
  if (forbidden !== undefined) return forbidden;
  if (steps.some((step) => step === '' || step.startsWith('$'))) return 'is not a field name';
  const [root = ''] = steps;
  // An object puts such keys before all others, so that the order of a sort would be lost.
  if (/^\d+$/.test(root)) return 'is not a field name: the first part is a number';
  if (fields === 'any' || fields.includes(root)) return undefined;
  return `"${root}" is not a field of this list; known are ${fields.join(', ')}`;
}
