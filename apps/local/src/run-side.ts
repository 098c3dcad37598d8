import { RunExecution, type RunExecutionOptions } from '#apps/scriptworker';
import {
  FairRunner,
  InlineRunner,
  queueCapacity,
  QueueRunner,
  QueueWorker,
  type ScriptRunner,
} from '#libs/script-runner';

/** How the local process runs scripts. */
export interface RunSide {
  runner: ScriptRunner;
  health(): Promise<void>;
  close(): Promise<void>;
}

/** Hands runs over directly, or, when there is a Redis, through the queue to a worker in the same process. */
export function startRunSide(options: RunExecutionOptions, redisUrl: string | undefined): RunSide {
  const execution = new RunExecution(options);
  const { config, logger } = options;
  if (redisUrl === undefined) {
    const runner = new FairRunner({
      runner: new InlineRunner(execution.executor),
      limits: config,
      capacity: () => Math.max(config.minChildren, config.maxChildren),
    });
    return {
      runner,
      health: () => Promise.resolve(),
      close: async () => {
        await runner.close();
        await execution.close();
      },
    };
  }
  const queue = new QueueRunner({ redisUrl, maxWaiting: config.maxWaiting, logger });
  const runner = new FairRunner({
    runner: queue,
    limits: config,
    capacity: () => queueCapacity(queue.health(), config.workerConcurrency),
  });
  const worker = new QueueWorker({
    redisUrl,
    executor: execution.executor,
    concurrency: config.workerConcurrency,
    logger,
  });
  return {
    runner,
    health: () => (queue.health().redis ? Promise.resolve() : Promise.reject(new Error('Redis is not connected'))),
    close: async () => {
      await runner.close();
      await worker.close();
      await execution.close();
    },
  };
}
