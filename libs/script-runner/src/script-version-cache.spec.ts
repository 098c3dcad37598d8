import { setTimeout as delay } from 'node:timers/promises';
import { ScriptVersionCache } from './script-version-cache.js';
import type { ScriptVersionContext } from './script-runner.types.js';

const admin: ScriptVersionContext = {
  namespace: 'demo',
  principal: { id: 'admin', kind: 'admin', namespaces: '*' },
};

function cacheOf(source: string, maxBytes = 1024) {
  const reads: string[] = [];
  const cache = new ScriptVersionCache({
    maxBytes,
    fetch: async (versionId, { namespace, principal }) => {
      reads.push(`${namespace}/${versionId}`);
      await delay(5);
      if (principal.id === 'nobody') throw new Error('forbidden');
      return { versionId, namespace, source };
    },
  });
  return { cache, reads };
}

describe('ScriptVersionCache', () => {
  it('reads a version once, also when many ask at a time', async () => {
    const { cache, reads } = cacheOf('1');
    await Promise.all([cache.get('v1', admin), cache.get('v1', admin), cache.get('v1', admin)]);
    await cache.get('v1', admin);
    expect(reads).toEqual(['demo/v1']);
  });

  it('asks anew for another namespace', async () => {
    const { cache, reads } = cacheOf('1');
    await cache.get('v1', admin);
    await cache.get('v1', { ...admin, namespace: 'other' });
    expect(reads).toEqual(['demo/v1', 'other/v1']);
  });

  it('lets no principal fail by the rights of another', async () => {
    const { cache } = cacheOf('1');
    const nobody = { ...admin, principal: { ...admin.principal, id: 'nobody' } };
    const [refused, read] = await Promise.allSettled([cache.get('v1', nobody), cache.get('v1', admin)]);
    expect(refused.status).toBe('rejected');
    expect(read.status).toBe('fulfilled');
  });

  it('reads again after a failure', async () => {
    let reads = 0;
    const cache = new ScriptVersionCache({
      maxBytes: 1024,
      fetch: (versionId, { namespace }) => {
        reads += 1;
        return reads === 1 ? Promise.reject(new Error('away')) : Promise.resolve({ versionId, namespace, source: '' });
      },
    });
    await expect(cache.get('v1', admin)).rejects.toThrow('away');
    await expect(cache.get('v1', admin)).resolves.toMatchObject({ versionId: 'v1' });
  });

  it('keeps no more than its bytes, and answers with what is larger', async () => {
    const { cache, reads } = cacheOf('x'.repeat(200), 1000);
    for (const versionId of ['v1', 'v2', 'v3', 'v1']) await cache.get(versionId, admin);
    expect(reads).toHaveLength(4);
    const large = cacheOf('x'.repeat(2000), 1000);
    await expect(large.cache.get('v1', admin)).resolves.toMatchObject({ versionId: 'v1' });
  });
});
