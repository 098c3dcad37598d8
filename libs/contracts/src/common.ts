import { z } from 'zod';

export const namespaceNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"');

/** @returns why no object may have the key, or undefined: it reaches a prototype, or the store cannot hold it */
export function forbiddenKeyReason(key: string): string | undefined {
  if (key === '__proto__' || key === '_bsontype') return `the key "${key}" is not allowed`;
  return key.includes('\0') ? 'a key with a null character is not allowed' : undefined;
}

function problemOfKey(key: string, child: unknown): string | undefined {
  if (key !== 'constructor') return forbiddenKeyReason(key);
  const reaches = typeof child === 'object' && child !== null && Object.hasOwn(child, 'prototype');
  return reaches ? 'the key "constructor.prototype" is not allowed' : undefined;
}

/**
 * @returns what is wrong with the keys of the objects anywhere in the value, or undefined: one would reach a prototype
 * once it is copied or merged, or is none that the store can hold
 */
export function poisonedKeyProblem(value: unknown): string | undefined {
  const pending: unknown[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next)) {
      for (const child of next) if (typeof child === 'object' && child !== null) pending.push(child);
    } else if (typeof next === 'object' && next !== null) {
      const entries: [string, unknown][] = Object.entries(next);
      for (const [key, child] of entries) {
        const problem = problemOfKey(key, child);
        if (problem !== undefined) return problem;
        if (typeof child === 'object' && child !== null) pending.push(child);
      }
    }
  }
  return undefined;
}

/** Who wrote a stored thing, and when (ISO 8601, UTC). */
export const metadataSchema = z.object({
  _createdAt: z.iso.datetime(),
  _createdById: z.string(),
  _updatedAt: z.iso.datetime(),
  _updatedById: z.string(),
});
export type Metadata = z.infer<typeof metadataSchema>;

/** The namespaces of a new thing; each must be named by `nsfilter`. */
export const namespacesSchema = z
  .array(namespaceNameSchema)
  .min(1, 'must name at least one namespace')
  .max(10, 'must name at most 10 namespaces')
  .refine((names) => new Set(names).size === names.length, 'must not name a namespace twice')
  .describe('Namespaces that hold it; each must be in nsfilter');

export const userTypeSchema = z
  .string()
  .regex(/^\w{1,50}$/, 'must be 1 to 50 letters, digits or "_"')
  .describe('Type that the user gives, by which others refer to it');

export const displayNameSchema = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');
export const descriptionSchema = z.string().max(10_000, 'must have at most 10,000 characters');
