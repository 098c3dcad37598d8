import { LocalChangeFeed, NamespaceCache } from '#libs/change-feed';

function counting(): { load: () => Promise<number>; loads: () => number } {
  let loads = 0;
  return { load: () => Promise.resolve(++loads), loads: () => loads };
}

describe('NamespaceCache', () => {
  it('loads once until something in the namespace changes', async () => {
    const feed = new LocalChangeFeed();
    const cache = new NamespaceCache<number>({ feed, topics: ['tools'], max: 10 });
    const { load } = counting();
    expect(await cache.get('a', load)).toBe(1);
    expect(await cache.get('a', load)).toBe(1);
    await feed.publish({ topic: 'files', namespaces: ['a'] });
    await feed.publish({ topic: 'tools', namespaces: ['b'] });
    expect(await cache.get('a', load)).toBe(1);
    await feed.publish({ topic: 'tools', namespaces: ['a'] });
    expect(await cache.get('a', load)).toBe(2);
  });

  it('does not serve a value whose loading began before a change', async () => {
    const feed = new LocalChangeFeed();
    const cache = new NamespaceCache<string>({ feed, topics: ['tools'], max: 10 });
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    const { promise: value, resolve: finish } = Promise.withResolvers<string>();
    const slow = cache.get('a', () => {
      begin(undefined);
      return value;
    });
    await begun;
    await feed.publish({ topic: 'tools', namespaces: ['a'] });
    const fresh = cache.get('a', () => Promise.resolve('after'));
    finish('before');
    expect(await slow).toBe('before');
    expect(await fresh).toBe('after');
    expect(await cache.get('a', () => Promise.resolve('again'))).toBe('after');
  });

  it('keeps neither failures nor what the owner does not want kept', async () => {
    const cache = new NamespaceCache<boolean>({
      feed: new LocalChangeFeed(),
      topics: ['tools'],
      max: 10,
      keep: Boolean,
    });
    await expect(cache.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.get('a', () => Promise.resolve(false))).toBe(false);
    expect(await cache.get('a', () => Promise.resolve(true))).toBe(true);
    expect(await cache.get('a', () => Promise.resolve(false))).toBe(true);
  });
});
