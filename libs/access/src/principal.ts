import { z } from 'zod';
import { namespaceNameSchema } from '#libs/contracts';

/**
 * Who acts. `admin` may do everything; `service` is one of our own processes; `run` is a script on behalf of the
 * principal whose id it bears, confined to the namespace that it runs in.
 */
export const principalSchema = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['admin', 'service', 'run']),
  namespaces: z.union([z.literal('*'), z.array(namespaceNameSchema)]),
});
export type Principal = z.infer<typeof principalSchema>;

/** True when the principal may touch what lies in `namespace`. */
export function mayUseNamespace(principal: Principal, namespace: string): boolean {
  return principal.namespaces === '*' || principal.namespaces.includes(namespace);
}
