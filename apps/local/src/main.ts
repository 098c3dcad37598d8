import 'reflect-metadata';
import { HttpConfig } from '#libs/config';
import { runUntilSignal } from '#libs/service-kit';
import { startLocal } from './local-server.js';
import { welcome } from './welcome.js';

await runUntilSignal(async () => {
  const server = await startLocal(process.env);
  process.stdout.write(welcome(server));
  return server;
}, new HttpConfig(process.env).shutdownMs);
