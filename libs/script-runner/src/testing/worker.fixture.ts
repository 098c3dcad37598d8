/**
 * A script worker as a process of its own, for specs that kill it. Tells its parent when it is ready, and of each run
 * before it begins it, which is also counted in Redis.
 */
import { Redis } from 'ioredis';
import { createLogger } from '#libs/telemetry';
import { QueueWorker } from '../queue/queue-worker.js';
import { FunctionExecutor } from './function-executor.js';

const redisUrl = process.env['REDIS_URL'] ?? '';
const logger = createLogger({ service: 'worker-fixture', level: process.env['LOG_LEVEL'] ?? 'fatal' });
const counter = new Redis(redisUrl);
counter.on('error', () => undefined);

const protocolVersion = process.env['PROTOCOL_VERSION'];
const worker = new QueueWorker({
  redisUrl,
  executor: new FunctionExecutor((request) => {
    process.send?.({ begun: request.runId });
    return counter.hincrby('executions', request.runId, 1);
  }),
  concurrency: Number(process.env['CONCURRENCY'] ?? '10'),
  logger,
  ...(protocolVersion !== undefined && { protocolVersion: Number(protocolVersion) }),
});
process.on('SIGTERM', () => {
  void worker.close().then(() => {
    counter.disconnect();
    process.disconnect?.();
  });
});
await worker.waitUntilReady();
process.send?.('ready');
