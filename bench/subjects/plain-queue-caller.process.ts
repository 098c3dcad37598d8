/** The near end of a plain BullMQ queue: adds a job and waits for its answer on one reply channel. */
import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { SCRIPT_INPUT } from '../fixtures.ts';
import { callLoop } from '../measure/call-loop.ts';
import { plainQueueInputSchema, plainReplySchema, QUEUE_NAME, REPLIES } from './plain-queue.ts';
import { serveWindows, subjectInput } from './subject-process.ts';

const { port } = await subjectInput(plainQueueInputSchema);
const waiting = new Map<string, (result: unknown) => void>();
const subscriber = new Redis({ port });
await subscriber.subscribe(REPLIES);
subscriber.on('message', (_channel, text) => {
  const { id, result } = plainReplySchema.parse(JSON.parse(text));
  waiting.get(id)?.(result);
  waiting.delete(id);
});
const queue = new Queue(QUEUE_NAME, {
  connection: { port },
  defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
});
await queue.waitUntilReady();

serveWindows((window) =>
  callLoop(async () => {
    const jobId = randomUUID();
    const answer = Promise.withResolvers<unknown>();
    waiting.set(jobId, answer.resolve);
    await queue.add('run', { input: SCRIPT_INPUT }, { jobId });
    await answer.promise;
  }, window),
);
