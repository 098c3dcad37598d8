import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

const EXECUTABLE = 'redis-server';

export interface RedisServerOptions {
  /** Whether it keeps on the disk what it was told, each command before it is answered (AOF). Else it keeps nothing. */
  isPersistent?: boolean;
}

/** A `redis-server` of a test's own on the loopback interface. It keeps its port and folder over restarts. */
export class RedisServer {
  readonly #port: number;
  readonly #folder: string;
  readonly #persistence: string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, persistence: string[]) {
    this.#port = port;
    this.#folder = folder;
    this.#persistence = persistence;
  }

  static async start({ isPersistent = false }: RedisServerOptions = {}): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'toolrack-redis-'));
    const persistence = isPersistent ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no'];
    const server = new RedisServer(await freePort(), folder, persistence);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${String(this.#port)}`;
  }

  async start(): Promise<void> {
    const settings = ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#folder];
    const child = spawn(EXECUTABLE, [...settings, '--save', '', ...this.#persistence], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#process = child;
    let log = '';
    for await (const chunk of child.stdout) {
      log += String(chunk);
      if (log.includes('Ready to accept connections')) break;
    }
    if (child.exitCode !== null) throw new Error(`redis-server did not start: ${log}`);
  }

  /** Stops it as it is: connections stay open, and nothing is answered. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets a frozen one go on. */
  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Ends it as a crash does: what was not saved is gone. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
