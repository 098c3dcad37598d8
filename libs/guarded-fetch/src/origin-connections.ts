/**
 * The connections of one partition to one origin. A request ends when its signal says so, connected or not; a dial ends
 * when no request is left that could use it, and gives back its socket and its place in the line for the resolver.
 */
import type { Socket } from 'node:net';
import { type buildConnector, type Dispatcher, Pool } from 'undici';
import type { Dial } from './dial.js';
import { FetchError } from './fetch-error.js';
import { untilAborted } from './until-aborted.js';

/** Idle connections are kept for this long, as long as the server does not say less. */
const KEEP_ALIVE_MS = 4_000;
const MAX_KEEP_ALIVE_MS = 30_000;
const MAX_RESPONSE_HEAD_BYTES = 32 * 1024;

export interface OriginConnectionsOptions {
  partition: string;
  dial: Dial;
  /** At a time. */
  connections: number;
  onConnect: (socket: Socket) => void;
}

export class OriginConnections {
  readonly #pool: Pool;
  readonly #partition: string;
  readonly #dial: Dial;
  readonly #onConnect: (socket: Socket) => void;
  /** Those that have not come to an end. */
  readonly #dials = new Set<AbortController>();
  #tlsSession: Buffer | undefined;
  /** Requests whose response has not begun. */
  #waiting = 0;

  constructor(origin: string, { partition, dial, connections, onConnect }: OriginConnectionsOptions) {
    this.#partition = partition;
    this.#dial = dial;
    this.#onConnect = onConnect;
    this.#pool = new Pool(origin, {
      connect: (target, callback) => {
        this.#connect(target, callback);
      },
      connections,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: MAX_RESPONSE_HEAD_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
      // The fetch's own clock rules.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /**
   * Resolves with the head of the response.
   *
   * @throws the signal's reason when that comes first; what the dial, the socket or the parser throws
   */
  async request(
    options: Omit<Dispatcher.RequestOptions, 'signal'>,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    this.#waiting += 1;
    try {
      // The pool itself ends no request that waits for a connection.
      return await untilAborted(this.#pool.request({ ...options, signal }), signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#endDials();
    }
  }

  /** Lets what is in flight end first. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Ends all at once. */
  async destroy(): Promise<void> {
    this.#endDials();
    await this.#pool.destroy();
  }

  #connect(target: buildConnector.Options, callback: buildConnector.Callback): void {
    const dial = new AbortController();
    this.#dials.add(dial);
    const request = { target, partition: this.#partition, signal: dial.signal, tlsSession: this.#tlsSession };
    this.#dial(request, (...result) => {
      this.#dials.delete(dial);
      const [error, socket] = result;
      if (error === null) {
        this.#onConnect(socket);
        socket.on('session', (session: Buffer) => {
          this.#tlsSession = session;
        });
      }
      callback(...result);
    });
  }

  #endDials(): void {
    for (const dial of this.#dials) dial.abort(new FetchError('Cancelled', 'Nobody waits for the connection.'));
    this.#dials.clear();
  }
}
