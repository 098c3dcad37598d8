import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN_TOKEN, ended, type Product } from './product.ts';

export interface LocalProcess extends Product {
  child: ChildProcess;
  dataDir: string;
  /** All that it printed on standard output. */
  output(): string;
  /** Ends it at once, as a crash would; the data stays. */
  kill(): Promise<void>;
}

const ENTRY = 'dist/apps/local/src/main.js';
const READY = /URL +(http\S+)/;

/** A new folder for data, in the system's folder for such. */
export const newDataDir = (): Promise<string> => mkdtemp(join(tmpdir(), 'toolrack-'));

/** Starts the built local process on a free port; on a new data folder unless one is given. */
export async function startLocalProcess(
  options: { dataDir?: string; environment?: Record<string, string> } = {},
): Promise<LocalProcess> {
  const dataDir = options.dataDir ?? (await newDataDir());
  const environment = { ADMIN_TOKEN, LOG_LEVEL: 'warn', PORT: '0', ...options.environment, DATA_DIR: dataDir };
  const child = spawn(process.execPath, [ENTRY], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = READY.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => {
      reject(new Error(`The local process ended with ${String(code)} before it was ready.\n${errors}`));
    });
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended(child);
  };
  return {
    url,
    token: environment.ADMIN_TOKEN,
    child,
    dataDir,
    output: () => output,
    kill,
    stop: async () => {
      child.kill('SIGTERM');
      await ended(child);
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}
