import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { ended, QueueSetup } from '../testing/queue-setup.js';
import { runRequest } from '../testing/run-request.js';
import {
  channelsOf,
  controlSchema,
  heartbeatSchema,
  PROTOCOL_VERSION,
  replySchema,
  runJobSchema,
  SILENCE_MS,
} from './protocol.js';

const OLDER = PROTOCOL_VERSION - 1;

/** What one side relies on: the fields that must be there, and the values that may. */
function reliedOn(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { required = [], enum: values = [], const: constant } = schema as Record<string, never[]>;
  const own = [
    ...required.map((name) => `${path}.${String(name)}`),
    ...values.map((value) => `${path}=${String(value)}`),
  ];
  if (constant !== undefined) own.push(`${path}=${String(constant)}`);
  return [...own, ...Object.entries(schema).flatMap(([name, value]) => reliedOn(value, `${path}/${name}`))];
}

describe('What runners and workers say to each other', () => {
  /**
   * Fails when something is sent that an older process would not understand. Then take the next `PROTOCOL_VERSION`, so
   * that runs go to workers that do, and write down the new digest.
   */
  it('is what its version says', () => {
    const schemas = { runJobSchema, replySchema, heartbeatSchema, controlSchema };
    const relied = Object.entries(schemas).flatMap(([name, schema]) =>
      reliedOn(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }), name),
    );
    const digest = createHash('sha256').update(relied.sort().join('\n')).digest('hex').slice(0, 16);
    expect({ version: PROTOCOL_VERSION, digest }).toEqual({ version: 3, digest: '4b4d6571d7b8e542' });
  });
});

describe('Workers of two versions', () => {
  it('each take the runs that they understand, and a runner whose version is not there is told so', async () => {
    await using setup = await QueueSetup.start();
    const [runner, olderRunner] = await Promise.all([setup.runner(), setup.runner(OLDER)]);
    const [worker] = await Promise.all([
      setup.workerProcess(),
      setup.workerProcess({ PROTOCOL_VERSION: String(OLDER) }),
    ]);
    const calls = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? runner : olderRunner).run(runRequest()));
    for (const outcome of await Promise.all(calls)) expect(outcome).toMatchObject({ status: 'succeeded' });
    await ended(worker);
    await delay(SILENCE_MS + 500);
    expect(runner.health()).toMatchObject({ workers: 0 });
    await expect(runner.run(runRequest())).rejects.toMatchObject({
      status: 503,
      message: expect.stringContaining('No script worker'),
      retryAfterSeconds: expect.any(Number),
    });
    await expect(olderRunner.run(runRequest())).resolves.toMatchObject({ status: 'succeeded' });
    await setup.begun(21);
    expect(setup.executions).toHaveLength(21);
  });

  it('leave a run of the other to the worker that comes for it', async () => {
    await using setup = await QueueSetup.start();
    const runner = await setup.runner();
    await setup.workerProcess({ PROTOCOL_VERSION: String(OLDER) });
    const waiting = runner.run(runRequest());
    await delay(200);
    expect(setup.executions).toHaveLength(0);
    await setup.workerProcess();
    await expect(waiting).resolves.toMatchObject({ status: 'succeeded' });
    await setup.begun(1);
    expect(setup.executions).toHaveLength(1);
  });
});

describe('A worker', () => {
  it('begins nothing for a caller that is gone', async () => {
    await using setup = await QueueSetup.start();
    const { queueName, outcomeKey } = channelsOf('toolrack');
    const client = new Redis(setup.redis.url);
    const [, serverRunId] = /^run_id:(\w+)/m.exec(await client.info('server'))!;
    const { signal: _signal, onProgress: _progress, ...request } = runRequest();
    const now = Date.now();
    const job = { ...request, runnerId: 'gone', serverRunId, addedAt: now, asksFirst: false, deadline: now + 30_000 };
    const queue = new Queue(queueName, { connection: { url: setup.redis.url }, prefix: 'toolrack' });
    await queue.add('run', job, { jobId: job.runId });
    await queue.close();
    await setup.worker();
    while ((await client.get(outcomeKey(job.runId))) === null) await delay(50);
    expect(JSON.parse((await client.get(outcomeKey(job.runId)))!)).toMatchObject({ error: { code: 'NotStarted' } });
    client.disconnect();
    expect(setup.executions).toHaveLength(0);
  });
});
