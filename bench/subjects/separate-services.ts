/** The services as separate processes, as they run in production, on the stores that the caller names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { ADMIN_TOKEN, ended } from '../../test/support/product.ts';
import { freePort } from './free-port.ts';
import { type BenchProduct, withFixtures } from './product.ts';
import { END_WITH_PARENT } from './subject-process.ts';

export interface Stores {
  mongodbUri: string;
  redisUrl: string;
}

const READY_TIMEOUT_MS = 30_000;
const READY_INTERVAL_MS = 100;

async function whenReady(url: string, child: ChildProcess): Promise<void> {
  const endsAt = Date.now() + READY_TIMEOUT_MS;
  while (Date.now() < endsAt) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}.`);
    const response = await fetch(new URL('/readyz', url)).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok === true) return;
    await delay(READY_INTERVAL_MS);
  }
  throw new Error(`${child.spawnargs.join(' ')} was not ready in time.`);
}

/** Item service, AI service and one script worker, ended with `resources`. */
export async function startSeparateServices(
  { mongodbUri, redisUrl }: Stores,
  { resources, nodeOptions }: { resources: AsyncDisposableStack; nodeOptions: readonly string[] },
): Promise<BenchProduct> {
  const ports = { itemsvc: await freePort(), aisvc: await freePort(), scriptworker: await freePort() };
  const url = (app: keyof typeof ports): string => `http://127.0.0.1:${ports[app]}`;
  const start = (app: keyof typeof ports): ChildProcess => {
    const child = spawn(process.execPath, [`dist/apps/${app}/src/main.js`], {
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: [END_WITH_PARENT, ...nodeOptions].join(' '),
        PORT: String(ports[app]),
        MONGODB_URI: mongodbUri,
        REDIS_URL: redisUrl,
        ADMIN_TOKEN,
        SERVICE_KEY: 'service-key-of-the-benchmarks-0123456789',
        AISVC_URL: url('aisvc'),
        ITEMSVC_URL: url('itemsvc'),
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    resources.defer(async () => {
      child.kill('SIGTERM');
      await ended(child);
    });
    return child;
  };
  const itemsvc = start('itemsvc');
  const scriptworker = start('scriptworker');
  const aisvc = start('aisvc');
  await Promise.all([
    whenReady(url('itemsvc'), itemsvc),
    whenReady(url('scriptworker'), scriptworker),
    whenReady(url('aisvc'), aisvc),
  ]);
  const product = { url: url('aisvc'), token: ADMIN_TOKEN };
  return withFixtures(product, { pid: aisvc.pid ?? 0, itemsUrl: url('itemsvc') });
}
