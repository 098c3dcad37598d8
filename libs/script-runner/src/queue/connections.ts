/**
 * The Redis connections of runners and workers, each with the behaviour that its side needs when Redis is away. All
 * reconnect for ever, and report what went wrong to the log.
 */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '#libs/telemetry';

const MAX_RECONNECT_DELAY_MS = 1_000;
const COMMAND_TIMEOUT_MS = 2_000;

export interface ConnectionOptions {
  redisUrl: string;
  logger: Logger;
}

type Behaviour = Pick<
  RedisOptions,
  'autoResendUnfulfilledCommands' | 'autoResubscribe' | 'commandTimeout' | 'enableOfflineQueue' | 'maxRetriesPerRequest'
>;

/**
 * For whoever must not wait: a command fails at once when Redis is away, and after 2 s when it does not answer. Nothing
 * is sent a second time, so that a job cannot be added twice.
 */
export function connectFailingFast(options: ConnectionOptions): Redis {
  return connect(options, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
  });
}

/** For the worker: commands wait for Redis to come back, because what it has to say must arrive. */
export function connectPatiently(options: ConnectionOptions): Redis {
  return connect(options, { maxRetriesPerRequest: null });
}

/** For listening: the owner subscribes at each `ready`, and knows in this way when it can hear again. */
export function connectSubscriber(options: ConnectionOptions): Redis {
  return connect(options, { maxRetriesPerRequest: null, autoResubscribe: false });
}

/**
 * Ends a connection. What was sent before is answered first when Redis is there; when it is away, commands that wait for
 * it fail after one more attempt to reach it.
 */
export async function endConnection(connection: Redis): Promise<void> {
  if (connection.status === 'reconnecting' || connection.status === 'connecting') {
    connection.options.retryStrategy = null;
    const settled = new AbortController();
    const { signal } = settled;
    const attempt = [once(connection, 'end', { signal }), once(connection, 'ready', { signal })];
    await Promise.race([...attempt, delay(COMMAND_TIMEOUT_MS, undefined, { signal })]).catch(() => undefined);
    settled.abort();
    await Promise.allSettled(attempt);
  }
  if (connection.status === 'ready') await connection.quit().catch(() => undefined);
  connection.disconnect();
}

/** Redis itself answered that it will not do what it was asked: nothing was done. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}

function connect({ redisUrl, logger }: ConnectionOptions, behaviour: Behaviour): Redis {
  const connection = new Redis(redisUrl, {
    ...behaviour,
    retryStrategy: (attempt) => Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS),
  });
  // Reconnecting repeats the same error many times a minute; once for each loss is enough.
  let reported = false;
  connection.on('error', (error) => {
    if (reported) logger.debug({ err: error }, 'Redis is still away');
    else logger.warn({ err: error }, 'Redis cannot be reached');
    reported = true;
  });
  connection.on('ready', () => {
    reported = false;
  });
  return connection;
}
