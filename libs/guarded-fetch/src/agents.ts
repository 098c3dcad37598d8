/**
 * Connections that are kept for further requests, of each partition its own. All of them together are bounded, and those
 * of a partition: descriptors are few, and the process needs them for other things than what servers like to keep open.
 * Whoever was used longest ago gives way; what is in flight ends first.
 */
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Dial } from './dial.js';
import { OriginConnections } from './origin-connections.js';

const MAX_PARTITIONS = 500;
/** A star in a list of hosts stands for any number of origins; connections to those used last are kept. */
const MAX_ORIGINS = 20;
const MAX_OPEN = 2_000;
const MAX_OPEN_OF_PARTITION = 40;

interface Kept {
  readonly origins: LRUCache<string, OriginConnections>;
  /** Connections that are open, those included that are closed when what is in flight has ended. */
  open: number;
}

export class Agents {
  readonly #partitions = new LRUCache<string, Kept>({
    max: MAX_PARTITIONS,
    dispose: ({ origins }) => {
      origins.clear();
    },
  });
  readonly #dial: Dial;
  readonly #connections: number;
  readonly #maxOpen: number;
  #open = 0;

  /**
   * @param connections to one origin at a time, in one partition
   * @param maxOpen in all partitions; above it connections are closed before others are opened
   */
  constructor(dial: Dial, connections: number, maxOpen = MAX_OPEN) {
    this.#dial = dial;
    this.#connections = connections;
    this.#maxOpen = maxOpen;
  }

  /** To be used at once: it may be closed when others are asked for. */
  of(partition: string, origin: string): OriginConnections {
    const kept = this.#keptOf(partition);
    const connections = kept.origins.get(origin) ?? this.#connectionsTo(origin, partition, kept);
    if (kept.open > MAX_OPEN_OF_PARTITION && kept.origins.size > 1) kept.origins.pop();
    if (this.#open > this.#maxOpen && this.#partitions.size > 1) this.#partitions.pop();
    return connections;
  }

  /** Ends all connections at once. */
  async destroy(): Promise<void> {
    const all = [...this.#partitions.values()].flatMap(({ origins }) => [...origins.values()]);
    const destroyed = Promise.all(all.map((connections) => connections.destroy()));
    this.#partitions.clear();
    await destroyed;
  }

  #keptOf(partition: string): Kept {
    const known = this.#partitions.get(partition);
    if (known !== undefined) return known;
    const origins = new LRUCache<string, OriginConnections>({
      max: MAX_ORIGINS,
      dispose: (connections) => {
        connections.close().catch(() => undefined);
      },
    });
    const kept = { origins, open: 0 };
    this.#partitions.set(partition, kept);
    return kept;
  }

  #connectionsTo(origin: string, partition: string, kept: Kept): OriginConnections {
    const count = (change: 1 | -1): void => {
      kept.open += change;
      this.#open += change;
    };
    const connections = new OriginConnections(origin, {
      partition,
      dial: this.#dial,
      connections: this.#connections,
      onConnect: (socket: Socket) => {
        count(1);
        socket.once('close', () => {
          count(-1);
        });
      },
    });
    kept.origins.set(origin, connections);
    return connections;
  }
}
