import { LRUCache } from 'lru-cache';
import { Agent, type buildConnector } from 'undici';

/** Idle connections are kept for this long, as long as the server does not say less. */
const KEEP_ALIVE_MS = 4_000;
const MAX_KEEP_ALIVE_MS = 30_000;
const MAX_RESPONSE_HEAD_BYTES = 32 * 1024;
const MAX_PARTITIONS = 500;

/** Connections that are kept for further requests, of each partition its own. */
export class Agents {
  readonly #agents: LRUCache<string, Agent>;
  readonly #connect: buildConnector.connector;
  readonly #connections: number;

  /** @param connections to one origin at a time, in one partition */
  constructor(connect: buildConnector.connector, connections: number) {
    this.#connect = connect;
    this.#connections = connections;
    this.#agents = new LRUCache({
      max: MAX_PARTITIONS,
      dispose: (agent) => {
        // What is in flight ends first.
        agent.close().catch(() => undefined);
      },
    });
  }

  of(partition: string): Agent {
    const known = this.#agents.get(partition);
    if (known !== undefined) return known;
    const agent = new Agent({
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
    this.#agents.set(partition, agent);
    return agent;
  }

  /** Ends all connections at once. */
  async destroy(): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }
}
