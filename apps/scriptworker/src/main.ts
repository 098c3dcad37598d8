import 'reflect-metadata';
import { FetchConfig } from '#libs/config';
import { QueueWorker, RunTracking } from '#libs/script-runner';
import {
  createHttpApp,
  Readiness,
  runtimeFromEnvironment,
  RuntimeModule,
  runUntilSignal,
  stopServing,
} from '#libs/service-kit';
import { RunExecution } from './run-execution.js';
import { WebhookDeliveries } from './webhooks/webhook-deliveries.js';

await runUntilSignal(async (environment) => {
  const fetchConfig = new FetchConfig(environment);
  const { runtime, redisUrl, close } = runtimeFromEnvironment(environment, 'scriptworker');
  const { logger, runs: config, runTokens, transport, changeFeed } = runtime;
  const tracking = new RunTracking({ transport, runTokens, changeFeed, recordsMs: config.recordsMs, logger });
  const execution = new RunExecution({ transport, runTokens, tracking, config, fetchConfig, changeFeed, logger });
  const worker = new QueueWorker({
    redisUrl,
    executor: execution.executor,
    concurrency: config.workerConcurrency,
    logger,
  });
  const app = await createHttpApp({
    imports: [RuntimeModule.forRoot(runtime)],
    title: 'Toolrack script worker',
    runtime,
  });
  app
    .get(Readiness)
    .add('queue', () => (worker.connected ? Promise.resolve() : Promise.reject(new Error('Redis is not connected'))));
  const { privateHosts } = fetchConfig;
  const webhooks = new WebhookDeliveries({ transport, runTokens, changeFeed, privateHosts, logger });
  await app.listen(runtime.http.port, runtime.http.host);
  webhooks.start();
  logger.info({ port: runtime.http.port }, 'script worker is ready');
  return {
    close: async () => {
      await Promise.all([worker.close(), webhooks.close()]);
      await tracking.close();
      await execution.close();
      await stopServing(app);
      await app.close();
      await close();
    },
  };
});
