import { z } from 'zod';
import { nsfilterSchema } from '#libs/service-kit';

/** `nsfilter` of what belongs to one namespace alone. */
export const oneNamespaceSchema = nsfilterSchema
  .refine((names) => names.length === 1, 'must name one namespace here')
  .describe('Namespace');
export const oneNamespaceQuerySchema = z.strictObject({ nsfilter: oneNamespaceSchema });
export type OneNamespaceQuery = z.infer<typeof oneNamespaceQuerySchema>;

/** The namespace that a checked query names. */
export function namespaceOf({ nsfilter }: OneNamespaceQuery): string {
  const [namespace] = nsfilter;
  if (namespace === undefined) throw new Error('The query was not checked.');
  return namespace;
}
