import { type Principal, RunTokens } from '#libs/access';
import type { Product } from '../../support/product.ts';

/** What run tokens are signed with; for the environment of a product. */
export const SERVICE_KEY = 'the-service-key-of-these-tests-is-long-enough';

/** The product as somebody reaches it who comes with a run token, such as a script. */
export async function asPrincipal(
  product: Product,
  principal: Pick<Principal, 'kind' | 'namespaces'> & Partial<Principal>,
): Promise<Product> {
  const whole = { id: 'somebody', ...principal };
  return { ...product, token: await new RunTokens(SERVICE_KEY).issue(whole, { ttlMs: 60_000 }) };
}
