import { connectTo } from './connect-to.ts';
import { freePort } from '#libs/testing';
import { type ServerProcess, startServerProcess } from './server-process.ts';

/** A Redis of the test's own on a free port, which keeps nothing on the disk. */
export async function startRedisServer(): Promise<ServerProcess & { url: string }> {
  const port = await freePort();
  const server = await startServerProcess({
    command: 'redis-server',
    args: ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'],
    ready: () => connectTo(port),
  });
  return { ...server, url: `redis://127.0.0.1:${port}` };
}
