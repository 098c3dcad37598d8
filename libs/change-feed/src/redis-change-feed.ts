import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '#libs/telemetry';
import { type Change, type ChangeFeed, changeSchema, LocalChangeFeed } from './change-feed.js';

const CHANNEL = 'toolrack:changes';
const messageSchema = z.object({ origin: z.string(), change: changeSchema });

/**
 * The feed of a product of many processes: one Redis pub/sub channel. Messages of this process come back and are left
 * out, because its own subscribers were told at once. A lost connection is a gap; it ends when the subscription stands
 * again.
 */
export class RedisChangeFeed implements ChangeFeed {
  readonly missesNothing = false;
  readonly #origin = randomUUID();
  readonly #local = new LocalChangeFeed();
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #gapListeners: (() => void)[] = [];
  readonly #logger: Logger;
  #live = false;

  constructor(redisUrl: string, logger: Logger) {
    this.#logger = logger;
    this.#publisher = new Redis(redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 2_000,
    });
    this.#subscriber = new Redis(redisUrl, { autoResubscribe: false, maxRetriesPerRequest: null });
    this.#publisher.on('error', (error) => {
      logger.debug({ err: error }, 'change feed: publisher');
    });
    this.#subscriber.on('error', (error) => {
      logger.debug({ err: error }, 'change feed: subscriber');
    });
    this.#subscriber.on('ready', () => void this.#subscribe());
    this.#subscriber.on('close', () => {
      this.#announceGap();
    });
    this.#subscriber.on('message', (_channel, text) => {
      this.#receive(text);
    });
  }

  get live(): boolean {
    return this.#live;
  }

  async publish(change: Change): Promise<void> {
    await this.#local.publish(change);
    try {
      await this.#publisher.publish(CHANNEL, JSON.stringify({ origin: this.#origin, change }));
    } catch (error) {
      this.#logger.warn({ err: error, change }, 'change feed: a change was not published; other processes see it late');
    }
  }

  /** What lies in the socket is read before immediates run. */
  heard(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  onChange(listener: (change: Change) => void): void {
    this.#local.onChange(listener);
  }

  onGap(listener: () => void): void {
    this.#gapListeners.push(listener);
  }

  async close(): Promise<void> {
    await Promise.all([quit(this.#publisher), quit(this.#subscriber)]);
    await this.#local.close();
  }

  async #subscribe(): Promise<void> {
    try {
      await this.#subscriber.subscribe(CHANNEL);
      this.#announceGap();
      this.#live = true;
    } catch (error) {
      this.#logger.warn({ err: error }, 'change feed: subscribing failed; it is tried again on the next connection');
      this.#subscriber.disconnect(true);
    }
  }

  #announceGap(): void {
    this.#live = false;
    for (const listener of this.#gapListeners) listener();
  }

  #receive(text: string): void {
    const message = messageSchema.safeParse(safeJson(text));
    if (!message.success) {
      this.#logger.warn('change feed: a message was not understood');
      this.#announceGap();
      this.#live = true;
      return;
    }
    if (message.data.origin !== this.#origin) void this.#local.publish(message.data.change);
  }
}

async function quit(connection: Redis): Promise<void> {
  if (connection.status === 'ready') await connection.quit().catch(() => undefined);
  connection.disconnect();
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
