import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { ended } from './product.ts';

/** A process that a test started, and what it wrote on both of its outputs. */
export interface ServerProcess {
  child: ChildProcess;
  output(): string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Asks it to end, and ends it when it does not. Idempotent. */
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  command: string;
  args: string[];
  /** The whole of it, but `PATH`. */
  environment?: Record<string, string>;
  /** Rejects while the process is of no use yet. */
  ready: () => Promise<void>;
}

/** Where Debian has servers, and not on every user's path. */
const SYSTEM_PATH = '/usr/sbin';
const READY_MS = 30_000;
const POLL_MS = 50;
const STOP_MS = 15_000;

/** Starts a process and waits until it is ready. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const child = spawn(options.command, options.args, {
    env: { PATH: `${process.env.PATH ?? ''}:${SYSTEM_PATH}`, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  const server: ServerProcess = {
    child,
    output: () => output,
    kill: async () => {
      child.kill('SIGKILL');
      await ended(child);
    },
    stop: async () => {
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      child.kill('SIGTERM');
      await ended(child);
      clearTimeout(late);
    },
  };
  const until = Date.now() + READY_MS;
  for (;;) {
    if (failure !== undefined) throw failure;
    const reason = await options.ready().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (reason === undefined) return server;
    const isOver = child.exitCode !== null || child.signalCode !== null;
    if (isOver || Date.now() > until) {
      if (!isOver) await server.kill();
      throw new Error(`${options.args.join(' ')} was not ready: ${reason}\n${output}`);
    }
    await delay(POLL_MS);
  }
}

/** Whether a service says at its own port that it is ready. */
export async function readyAt(url: string): Promise<void> {
  const response = await fetch(new URL('/readyz', url));
  if (!response.ok) throw new Error(await response.text());
}
