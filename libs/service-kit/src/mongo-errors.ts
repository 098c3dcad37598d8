import { z } from 'zod';

const duplicateKeySchema = z.looseObject({
  code: z.literal(11_000),
  keyPattern: z.record(z.string(), z.unknown()).optional(),
});

/** The fields of the unique index that a write met, or undefined when the error is another. */
export function duplicateKeyFields(error: unknown): string[] | undefined {
  const parsed = duplicateKeySchema.safeParse(error);
  return parsed.success ? Object.keys(parsed.data.keyPattern ?? {}) : undefined;
}
