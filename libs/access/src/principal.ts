import { z } from 'zod';
import { namespaceNameSchema } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';

/**
 * Who acts. `admin` may do everything; `service` is one of our own processes; `user` is a person or a program that came
 * with an access token, and may do in its namespaces what grants allow; `run` is a script on behalf of the principal whose
 * id it bears, confined to the namespace that it runs in.
 *
 * Which groups a user is in stands in no principal: it is asked when something is decided, so that whoever leaves a group
 * has lost its rights at once, in runs that go on as well.
 */
export const principalSchema = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['admin', 'service', 'run', 'user']),
  namespaces: z.union([z.literal('*'), z.array(namespaceNameSchema)]),
  /** Of a run on behalf of a user: it has that user's rights, and no more. */
  actsFor: z.literal('user').optional(),
});
export type Principal = z.infer<typeof principalSchema>;

/** True for whoever may do nothing but what grants allow: users, and runs on their behalf. */
export function needsGrants({ kind, actsFor }: Principal): boolean {
  return kind === 'user' || actsFor === 'user';
}

/** True when the principal may touch what lies in `namespace`. */
export function mayUseNamespace(principal: Principal, namespace: string): boolean {
  return principal.namespaces === '*' || principal.namespaces.includes(namespace);
}

/** @throws ToolrackError `NamespaceNotFound`: what is not the principal's looks like what is not there */
export function requireNamespace(principal: Principal, namespace: string): void {
  if (mayUseNamespace(principal, namespace)) return;
  throw new ToolrackError('NamespaceNotFound', `The namespace "${namespace}" holds nothing that you may see.`, {
    errors: [{ path: 'nsfilter', message: `unknown namespace "${namespace}"` }],
  });
}

/**
 * Who acts when a script or a system tool works for the principal: the same one, confined to the namespace. Every token
 * that is made on behalf of somebody is made for this, so that none opens more than its owner may.
 *
 * @throws ToolrackError `NamespaceNotFound` when the namespace is not the principal's
 */
export function actingWithin(principal: Principal, namespace: string): Principal {
  requireNamespace(principal, namespace);
  return {
    id: principal.id,
    kind: 'run',
    namespaces: [namespace],
    ...(needsGrants(principal) && { actsFor: 'user' as const }),
  };
}
