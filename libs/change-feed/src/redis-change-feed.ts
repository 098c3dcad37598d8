import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { Logger } from '#libs/telemetry';
import { type Change, type ChangeFeed, changeSchema, LocalChangeFeed } from './change-feed.js';

const CHANNEL = 'toolrack:changes';
const messageSchema = z.object({ origin: z.string(), change: changeSchema });

/** How long Redis may leave a question on the subscription unanswered before it counts as lost, in milliseconds. */
const MAX_SILENCE_MS = 2_000;

/**
 * The feed of a product of many processes: one Redis pub/sub channel. Messages of this process come back and are left
 * out, because its own subscribers were told at once. A lost connection is a gap, and so is a silent one; it ends when
 * the subscription stands again.
 */
export class RedisChangeFeed implements ChangeFeed {
  readonly missesNothing = false;
  readonly #origin = randomUUID();
  readonly #local = new LocalChangeFeed();
  readonly #publisher: Redis;
  readonly #subscriber: Redis;
  readonly #gapListeners: (() => void)[] = [];
  readonly #logger: Logger;
  /** Ends the wait of each question that Redis has not answered. */
  readonly #unanswered = new Set<() => void>();
  /** The question that those ask together who ask in this turn of the event loop. */
  #asking: Promise<void> | undefined;
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

  /**
   * Asks Redis on the connection of the subscription, where the answer comes after all that was published before it was
   * asked. A gap ends the wait as well: what was cached is then worth nothing anyway.
   */
  heard(): Promise<void> {
    if (!this.#live) return Promise.resolve();
    return (this.#asking ??= this.#ask());
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

  /** One question for all requests that came in together, so that many at once cost no more than one. */
  async #ask(): Promise<void> {
    await nextTurn();
    this.#asking = undefined;
    if (!this.#live) return;
    await new Promise<void>((resolve) => {
      const answer = (): void => {
        clearTimeout(silence);
        this.#unanswered.delete(answer);
        resolve();
      };
      const giveUp = (): void => void this.#giveUp(answer);
      const silence = setTimeout(giveUp, MAX_SILENCE_MS);
      this.#unanswered.add(answer);
      this.#subscriber.ping().then(answer, giveUp);
    });
  }

  /** The answer may lie in the socket, when it was this process that was busy. */
  async #giveUp(answer: () => void): Promise<void> {
    await nextTurn();
    if (!this.#unanswered.has(answer)) return;
    this.#logger.warn('change feed: Redis is silent; the connection is made anew');
    this.#announceGap();
    this.#subscriber.disconnect(true);
  }

  #announceGap(): void {
    this.#live = false;
    for (const listener of this.#gapListeners) listener();
    for (const answer of this.#unanswered) answer();
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
