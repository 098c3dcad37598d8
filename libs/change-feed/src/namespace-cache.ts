import { LRUCache } from 'lru-cache';
import type { ChangeFeed, ChangeTopic } from './change-feed.js';

export interface NamespaceCacheOptions<T> {
  feed: ChangeFeed;
  /** Changes on these topics end a namespace's entry. */
  topics: readonly ChangeTopic[];
  /** Entries at most. */
  max: number;
  /** Loaded values that must not be kept. */
  keep?: (value: T) => boolean;
}

/** Bounds how old an entry gets when a publisher could not reach the feed. */
const MAX_AGE_MS = 30_000;

interface Entry<T> {
  value: Promise<T>;
}

/**
 * One value for each namespace, read once and kept until something in the namespace changes. A change that arrives
 * while a value is being loaded ends that entry too, so that who has `heard()` the feed after a write never sees what was
 * before it.
 */
export class NamespaceCache<T> {
  readonly #entries: LRUCache<string, Entry<T>>;
  readonly #options: NamespaceCacheOptions<T>;

  constructor(options: NamespaceCacheOptions<T>) {
    this.#options = options;
    this.#entries = new LRUCache({ max: options.max, ttl: MAX_AGE_MS, ttlAutopurge: false });
    options.feed.onGap(() => {
      this.#entries.clear();
    });
    options.feed.onChange((change) => {
      if (!options.topics.includes(change.topic)) return;
      for (const namespace of change.namespaces) this.#entries.delete(namespace);
    });
  }

  async get(namespace: string, load: () => Promise<T>): Promise<T> {
    if (!this.#options.feed.live) return load();
    const cached = this.#entries.get(namespace);
    if (cached !== undefined) return cached.value;
    const entry = { value: load() };
    this.#entries.set(namespace, entry);
    try {
      const value = await entry.value;
      if (this.#options.keep?.(value) === false) this.#forget(namespace, entry);
      return value;
    } catch (error) {
      this.#forget(namespace, entry);
      throw error;
    }
  }

  #forget(namespace: string, entry: Entry<T>): void {
    if (this.#entries.get(namespace) === entry) this.#entries.delete(namespace);
  }
}
