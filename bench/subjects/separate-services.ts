/** The services as separate processes, as they run in production, on stores of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type Principal, RunTokens } from '#libs/access';
import { ADMIN_TOKEN, ended } from '../../test/support/product.ts';
import { freePort } from '#libs/testing';
import type { BenchProduct } from './product.ts';
import { END_WITH_PARENT, SubjectProcess } from './subject-process.ts';

export interface SeparateServices extends BenchProduct {
  /** The script worker, with a token for its metrics. */
  worker: { url: string; pid: number; token: string };
  redisPort: number;
}

const SERVICE_KEY = 'service-key-of-the-benchmarks-0123456789';
const METRICS_READER: Principal = { id: 'bench', kind: 'service', namespaces: '*' };
/** Longer than any measurement. */
const METRICS_TTL_MS = 2 * 60 * 60_000;
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

/** Stores, item service, AI service and one script worker, ended with `resources`. */
export async function startSeparateServices(
  resources: AsyncDisposableStack,
  nodeOptions: readonly string[],
): Promise<SeparateServices> {
  const stores = resources.use(await SubjectProcess.start('stores', {}));
  const { mongodbUri = '', redisPort = '' } = stores.details;
  const ports = { itemsvc: await freePort(), aisvc: await freePort(), scriptworker: await freePort() };
  const url = (app: keyof typeof ports): string => `http://127.0.0.1:${ports[app]}`;
  const start = (app: keyof typeof ports): ChildProcess => {
    const child = spawn(process.execPath, [`dist/apps/${app}/src/main.js`], {
      env: {
        PATH: process.env.PATH,
        NODE_OPTIONS: [END_WITH_PARENT, ...nodeOptions].join(' '),
        PORT: String(ports[app]),
        MONGODB_URI: mongodbUri,
        REDIS_URL: `redis://127.0.0.1:${redisPort}`,
        ADMIN_TOKEN,
        SERVICE_KEY,
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
  return {
    url: url('aisvc'),
    itemsUrl: url('itemsvc'),
    token: ADMIN_TOKEN,
    pid: aisvc.pid ?? 0,
    worker: {
      url: url('scriptworker'),
      pid: scriptworker.pid ?? 0,
      token: await new RunTokens(SERVICE_KEY).issue(METRICS_READER, { ttlMs: METRICS_TTL_MS }),
    },
    redisPort: Number(redisPort),
  };
}
