import { Redis } from 'ioredis';
import { FairRunner } from './fair-runner.js';
import { channelsOf } from './queue/protocol.js';
import { queueCapacity } from './queue-capacity.js';
import { QueueSetup } from './testing/queue-setup.js';
import { runRequest } from './testing/run-request.js';

const CONCURRENCY = 3;
const FLOOD = 60;

const waiting = (namespace: string) => runRequest({ namespace, functionName: 'wait', input: { ms: 20 } });

describe('FairRunner before the queue', () => {
  it('lets the flood of one namespace be neither long in Redis nor in the way of another', async () => {
    await using setup = await QueueSetup.start();
    await setup.worker(CONCURRENCY);
    const queue = await setup.runner();
    const runner = new FairRunner({
      runner: queue,
      limits: { namespaceConcurrent: 2, namespaceWaiting: 500, maxWaiting: 1_000 },
      capacity: () => queueCapacity(queue.health(), CONCURRENCY),
    });
    const redis = new Redis(setup.redis.url);
    const lengths: number[] = [];
    const flood = Array.from({ length: FLOOD }, async () => {
      const outcome = await runner.run(waiting('loud'));
      lengths.push(await redis.llen(`toolrack:${channelsOf('toolrack').queueName}:wait`));
      return outcome;
    });
    await setup.begun(1);
    const quiet = waiting('quiet');
    await expect(runner.run(quiet)).resolves.toMatchObject({ status: 'succeeded' });
    expect(setup.executions.indexOf(quiet.runId)).toBeLessThan(10);
    for (const outcome of await Promise.all(flood)) expect(outcome.status).toBe('succeeded');
    expect(Math.max(...lengths)).toBeLessThanOrEqual(2);
    expect(new Set(setup.executions).size).toBe(FLOOD + 1);
    redis.disconnect();
  });
});
