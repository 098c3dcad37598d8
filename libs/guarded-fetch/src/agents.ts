import { LRUCache } from 'lru-cache';
import { type buildConnector, Pool } from 'undici';

/** Idle connections are kept for this long, as long as the server does not say less. */
const KEEP_ALIVE_MS = 4_000;
const MAX_KEEP_ALIVE_MS = 30_000;
const MAX_RESPONSE_HEAD_BYTES = 32 * 1024;
const MAX_PARTITIONS = 500;
/** A star in a list of hosts stands for any number of origins; connections to those used last are kept. */
const MAX_ORIGINS = 20;

type Pools = LRUCache<string, Pool>;

/** Connections that are kept for further requests, of each partition its own. */
export class Agents {
  readonly #partitions = new LRUCache<string, Pools>({
    max: MAX_PARTITIONS,
    dispose: (pools) => {
      pools.clear();
    },
  });
  readonly #connect: buildConnector.connector;
  readonly #connections: number;

  /** @param connections to one origin at a time, in one partition */
  constructor(connect: buildConnector.connector, connections: number) {
    this.#connect = connect;
    this.#connections = connections;
  }

  /** To be used at once: it may be closed when others are asked for. */
  of(partition: string, origin: string): Pool {
    const pools = this.#poolsOf(partition);
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connect: this.#connect,
      connections: this.#connections,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: MAX_RESPONSE_HEAD_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
      // The fetch's own clock rules.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    pools.set(origin, pool);
    return pool;
  }

  /** Ends all connections at once. */
  async destroy(): Promise<void> {
    const pools = [...this.#partitions.values()].flatMap((partition) => [...partition.values()]);
    const destroyed = Promise.all(pools.map((pool) => pool.destroy()));
    this.#partitions.clear();
    await destroyed;
  }

  #poolsOf(partition: string): Pools {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const pools: Pools = new LRUCache({
      max: MAX_ORIGINS,
      dispose: (pool) => {
        // What is in flight ends first.
        pool.close().catch(() => undefined);
      },
    });
    this.#partitions.set(partition, pools);
    return pools;
  }
}
