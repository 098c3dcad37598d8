import 'reflect-metadata';
import { runUntilSignal } from '#libs/service-kit';
import { startLocal } from './local-server.js';
import { welcome } from './welcome.js';

await runUntilSignal(async (environment) => {
  const server = await startLocal(environment);
  process.stdout.write(welcome(server));
  return server;
});
