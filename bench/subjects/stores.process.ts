/**
 * The stores of the separate services: the embedded store in the place of MongoDB, and a `redis-server`. Owns the
 * latter, which would not notice that a benchmark was killed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startEmbeddedMongo } from '#libs/embedded-mongo';
import { freePort } from '#libs/testing';
import { announce, subjectInput } from './subject-process.ts';

await subjectInput(z.object({}));
const folder = await mkdtemp(join(tmpdir(), 'toolrack-bench-'));
const port = await freePort();
const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
const redis = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
process.on('exit', () => {
  redis.kill('SIGKILL');
});
let log = '';
for await (const chunk of redis.stdout.iterator({ destroyOnReturn: false })) {
  log += String(chunk);
  if (log.includes('Ready to accept connections')) break;
}
if (redis.exitCode !== null) throw new Error(`redis-server did not start: ${log}`);
redis.stdout.resume();
const mongo = await startEmbeddedMongo({ dataDir: join(folder, 'data') });

process.on('SIGTERM', () => {
  void (async () => {
    const exited = once(redis, 'exit');
    redis.kill('SIGTERM');
    await exited;
    await mongo.close();
    await rm(folder, { recursive: true, force: true });
    process.exit(0);
  })();
});
announce({ mongodbUri: mongo.uri, redisPort: String(port) });
