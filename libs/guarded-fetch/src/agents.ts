import { LRUCache } from 'lru-cache';
import type { Dial } from './dial.js';
import { OriginConnections } from './origin-connections.js';

const MAX_PARTITIONS = 500;
/** A star in a list of hosts stands for any number of origins; connections to those used last are kept. */
const MAX_ORIGINS = 20;

type Origins = LRUCache<string, OriginConnections>;

/** Connections that are kept for further requests, of each partition its own. */
export class Agents {
  readonly #partitions = new LRUCache<string, Origins>({
    max: MAX_PARTITIONS,
    dispose: (origins) => {
      origins.clear();
    },
  });
  readonly #dial: Dial;
  readonly #connections: number;

  /** @param connections to one origin at a time, in one partition */
  constructor(dial: Dial, connections: number) {
    this.#dial = dial;
    this.#connections = connections;
  }

  /** To be used at once: it may be closed when others are asked for. */
  of(partition: string, origin: string): OriginConnections {
    const origins = this.#originsOf(partition);
    const known = origins.get(origin);
    if (known !== undefined) return known;
    const connections = new OriginConnections(origin, {
      partition,
      dial: this.#dial,
      connections: this.#connections,
    });
    origins.set(origin, connections);
    return connections;
  }

  /** Ends all connections at once. */
  async destroy(): Promise<void> {
    const all = [...this.#partitions.values()].flatMap((origins) => [...origins.values()]);
    const destroyed = Promise.all(all.map((connections) => connections.destroy()));
    this.#partitions.clear();
    await destroyed;
  }

  #originsOf(partition: string): Origins {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const origins: Origins = new LRUCache({
      max: MAX_ORIGINS,
      dispose: (connections) => {
        connections.close().catch(() => undefined);
      },
    });
    this.#partitions.set(partition, origins);
    return origins;
  }
}
