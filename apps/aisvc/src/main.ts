import 'reflect-metadata';
import { QueueRunner } from '#libs/script-runner';
import {
  createHttpApp,
  requiredVariable,
  runtimeFromEnvironment,
  RuntimeModule,
  runUntilSignal,
  StoreModule,
} from '#libs/service-kit';
import { AisvcModule } from './aisvc.module.js';

await runUntilSignal(async (environment) => {
  const { runtime, redisUrl, mongodbUri, close } = runtimeFromEnvironment(environment, 'aisvc');
  const runner = new QueueRunner({ redisUrl, maxWaiting: runtime.runs.maxWaiting, logger: runtime.logger });
  const app = await createHttpApp({
    imports: [
      RuntimeModule.forRoot(runtime),
      StoreModule.forRoot(requiredVariable(mongodbUri, 'MONGODB_URI')),
      AisvcModule.forRoot({ runner, health: () => queueHealth(runner) }),
    ],
    title: 'Toolrack AI service',
    runtime,
  });
  await app.listen(runtime.http.port, runtime.http.host);
  runtime.logger.info({ port: runtime.http.port }, 'AI service is ready');
  return {
    close: async () => {
      await app.close();
      await runner.close();
      await close();
    },
  };
});

function queueHealth(runner: QueueRunner): Promise<void> {
  const { redis, workers } = runner.health();
  if (!redis) return Promise.reject(new Error('Redis is not connected'));
  return workers === 0 ? Promise.reject(new Error('no script worker is alive')) : Promise.resolve();
}
