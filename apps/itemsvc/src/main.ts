import 'reflect-metadata';
import { AccessConfig, FetchConfig, NotificationConfig, SecretsConfig, UsageConfig } from '#libs/config';
import {
  createHttpApp,
  requiredVariable,
  runtimeFromEnvironment,
  RuntimeModule,
  runUntilSignal,
  stopServing,
  StoreModule,
} from '#libs/service-kit';
import { ItemsvcModule } from './itemsvc.module.js';

await runUntilSignal(async (environment) => {
  const { runtime, mongodbUri, close } = runtimeFromEnvironment(environment, 'itemsvc');
  const app = await createHttpApp({
    imports: [
      RuntimeModule.forRoot(runtime),
      StoreModule.forRoot(requiredVariable(mongodbUri, 'MONGODB_URI')),
      ItemsvcModule.forRoot({
        secretKeys: new SecretsConfig(environment),
        privateHosts: new FetchConfig(environment).privateHosts,
        serviceKey: requiredVariable(new AccessConfig(environment).serviceKey, 'SERVICE_KEY'),
        publicUrl: () => runtime.http.publicUrl,
        usageRollUpMs: new UsageConfig(environment).rollUpMs,
        notifications: new NotificationConfig(environment),
      }),
    ],
    title: 'Toolrack item service',
    runtime,
  });
  await app.listen(runtime.http.port, runtime.http.host);
  runtime.logger.info({ port: runtime.http.port }, 'item service is ready');
  return {
    close: async () => {
      await stopServing(app);
      await app.close();
      await close();
    },
  };
});
