/**
 * Which start of Redis a connection talks to. A Redis that was killed comes back with an older state of the queue, in
 * which jobs wait that have run since. So a job names the start of Redis that it was added to, and a worker refuses one
 * of an earlier start: a run that may have happened does not happen again.
 */
import type { Redis } from 'ioredis';
import type { Logger } from '#libs/telemetry';

export class ServerStart {
  readonly #connection: Redis;
  readonly #logger: Logger;
  #current: string | undefined;
  #known = Promise.withResolvers<string>();
  #lost = new AbortController();

  constructor(connection: Redis, logger: Logger) {
    this.#connection = connection;
    this.#logger = logger;
    connection.on('ready', () => void this.#read());
    connection.on('close', () => {
      if (this.#current === undefined) return;
      this.#current = undefined;
      this.#known = Promise.withResolvers();
      this.#lost.abort();
      this.#lost = new AbortController();
    });
  }

  /** Redis' `run_id`, or nothing while there is no connection. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Aborts when the connection to the current start ends. */
  get lostSignal(): AbortSignal {
    return this.#lost.signal;
  }

  /** Resolves with Redis' `run_id` as soon as there is a connection. */
  whenKnown(): Promise<string> {
    return this.#known.promise;
  }

  async #read(): Promise<void> {
    try {
      const info = await this.#connection.info('server');
      const [, runId] = /^run_id:(\w+)/m.exec(info) ?? [];
      if (runId === undefined) throw new Error('INFO server names no run_id');
      this.#current = runId;
      this.#known.resolve(runId);
    } catch (error) {
      this.#logger.error({ err: error }, 'Redis did not say which start of it this is; connecting again');
      if (this.#connection.status === 'ready') this.#connection.disconnect(true);
    }
  }
}
