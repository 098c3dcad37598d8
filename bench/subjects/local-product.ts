import { startLocalProcess } from '../../test/support/local-process.ts';
import { type BenchProduct, withFixtures } from './product.ts';
import { END_WITH_PARENT } from './subject-process.ts';

/** The local process on an embedded store, ended with `resources`. */
export async function startLocalProduct(
  resources: AsyncDisposableStack,
  nodeOptions: readonly string[],
): Promise<BenchProduct> {
  const product = await startLocalProcess({
    environment: { NODE_OPTIONS: [END_WITH_PARENT, ...nodeOptions].join(' ') },
  });
  resources.defer(() => product.stop());
  const { url, token, child } = product;
  return withFixtures({ url, itemsUrl: url, token, pid: child.pid ?? 0 });
}
