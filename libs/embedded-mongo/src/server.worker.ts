/** The worker thread: opens the file, serves the socket, expires documents and cursors, and ends when told to. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { EmbeddedMongoError } from './embedded-mongo-error.js';
import { deleteExpired } from './expiry.js';
import { Server } from './server.js';
import { Store } from './storage/store.js';
import { type ThreadMessage } from './thread-messages.js';

const { file, socketPath, expiryIntervalMs } = z
  .object({ file: z.string(), socketPath: z.string(), expiryIntervalMs: z.number() })
  .parse(workerData);

function tell(message: ThreadMessage): void {
  parentPort?.postMessage(message);
}

function tellFault(error: unknown): void {
  tell({ kind: 'fault', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}

async function serve(): Promise<void> {
  const store = new Store(file);
  const server = new Server({ store, socketPath, onFault: tellFault });
  const expire = (): void => {
    server.cursors.expireIdle();
    try {
      if (deleteExpired(store, Date.now())) setImmediate(expire);
    } catch (error) {
      tellFault(error);
    }
  };
  await server.listen();
  const timer = setInterval(expire, expiryIntervalMs);
  parentPort?.once('message', () => {
    clearInterval(timer);
    void server.close().then(() => {
      store.close();
      process.exit(0); // ends this thread, not the process
    });
  });
  tell({ kind: 'ready' });
}

try {
  await serve();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  tell({ kind: 'refused', reason: error instanceof EmbeddedMongoError ? 'locked' : 'failed', message });
  process.exit(1);
}
