import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports that nobody is given by the system: those it gives away begin above. Tests that run side by side have a part each,
 * because a process listens on its port only a moment after it was found free.
 */
const RANGE = { from: 10_000, to: 32_000 };
const PORTS_OF_WORKER = 1_000;

const parts = (RANGE.to - RANGE.from) / PORTS_OF_WORKER;
const first = RANGE.from + (Number(process.env.JEST_WORKER_ID ?? 0) % parts) * PORTS_OF_WORKER;
let last = Math.floor(Math.random() * PORTS_OF_WORKER);

/** A port of the loopback interface that nobody listens on now, and that was not answered before. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PORTS_OF_WORKER; tried++) {
    last = (last + 1) % PORTS_OF_WORKER;
    if (await isFree(first + last)) return first + last;
  }
  throw new Error(`There is no free port from ${first} to ${first + PORTS_OF_WORKER - 1}.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
