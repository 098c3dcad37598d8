/** The far end of a plain BullMQ queue: takes a job, does no work, and answers on the reply channel. */
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { plainJobSchema, plainQueueInputSchema, QUEUE_NAME, REPLIES } from './plain-queue.ts';
import { announce, subjectInput } from './subject-process.ts';

const CONCURRENCY = 50;

const { port } = await subjectInput(plainQueueInputSchema);
const publisher = new Redis({ port });
const worker = new Worker(
  QUEUE_NAME,
  async (job) => {
    const { input } = plainJobSchema.parse(job.data);
    await publisher.publish(REPLIES, JSON.stringify({ id: job.id, result: input }));
  },
  { connection: { port }, concurrency: CONCURRENCY },
);
await worker.waitUntilReady();
announce();
