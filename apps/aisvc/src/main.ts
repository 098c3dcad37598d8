import 'reflect-metadata';
import { FairRunner, queueCapacity, QueueRunner, RunTracking } from '#libs/script-runner';
import {
  createHttpApp,
  requiredVariable,
  runtimeFromEnvironment,
  RuntimeModule,
  runUntilSignal,
  stopServing,
  StoreModule,
} from '#libs/service-kit';
import { AisvcModule } from './aisvc.module.js';

await runUntilSignal(async (environment) => {
  const { runtime, redisUrl, mongodbUri, close } = runtimeFromEnvironment(environment, 'aisvc');
  const { runs, logger, runTokens, transport, changeFeed } = runtime;
  const tracking = new RunTracking({ transport, runTokens, changeFeed, recordsMs: runs.recordsMs, logger });
  const queue = new QueueRunner({ redisUrl, maxWaiting: runs.maxWaiting, logger });
  const runner = new FairRunner({
    runner: queue,
    limits: runs,
    capacity: () => queueCapacity(queue.health(), runs.workerConcurrency),
  });
  const app = await createHttpApp({
    imports: [
      RuntimeModule.forRoot(runtime),
      StoreModule.forRoot(requiredVariable(mongodbUri, 'MONGODB_URI')),
      AisvcModule.forRoot({ runner, tracking, health: () => queueHealth(queue) }),
    ],
    title: 'Toolrack AI service',
    runtime,
  });
  await app.listen(runtime.http.port, runtime.http.host);
  logger.info({ port: runtime.http.port }, 'AI service is ready');
  return {
    close: async () => {
      await stopServing(app);
      await runner.close();
      await tracking.close();
      await app.close();
      await close();
    },
  };
});

function queueHealth(queue: QueueRunner): Promise<void> {
  const { redis, workers } = queue.health();
  if (!redis) return Promise.reject(new Error('Redis is not connected'));
  return workers === 0 ? Promise.reject(new Error('no script worker is alive')) : Promise.resolve();
}
