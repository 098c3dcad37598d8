import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ended } from './product.ts';

export const GATEWAY_TEMPLATE = 'deploy/gateway/default.conf.template';

export interface Gateway {
  url: string;
  stop(): Promise<void>;
}

/** The template with its variables filled in as envsubst does: other `$names` are nginx's own. */
export function gatewayServer(variables: Record<string, string>): string {
  return readFileSync(GATEWAY_TEMPLATE, 'utf8').replace(/\$\{(\w+)\}/g, (_all, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${name} is not given to the gateway.`);
    return value;
  });
}

/** A folder with the settings of an nginx that any user may run; its path. */
export async function gatewayFolder(variables: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'toolrack-gateway-'));
  await mkdir(join(folder, 'temp'));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path temp/${kind};`,
  );
  const settings = `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 512; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  ${gatewayServer(variables)}
}
`;
  await writeFile(join(folder, 'nginx.conf'), settings);
  return folder;
}

/** Arguments for an nginx that uses a folder of `gatewayFolder`. */
export const nginxArguments = (folder: string): string[] => ['-e', 'stderr', '-p', `${folder}/`, '-c', 'nginx.conf'];

/**
 * Starts nginx as the gateway on `port`, before services at `host:port` addresses.
 *
 * @throws Error when it does not answer within 10 s
 */
export async function startGateway(options: {
  port: number;
  aisvc: string;
  itemsvc: string;
  maxFileBytes?: number;
}): Promise<Gateway> {
  const folder = await gatewayFolder({
    GATEWAY_LISTEN: `127.0.0.1:${options.port}`,
    GATEWAY_RESOLVER: '127.0.0.1',
    GATEWAY_AISVC: options.aisvc,
    GATEWAY_ITEMSVC: options.itemsvc,
    GATEWAY_MAX_FILE_BYTES: String(options.maxFileBytes ?? 100 * 1024 * 1024),
  });
  const child = spawn('nginx', nginxArguments(folder), { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended(child);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${options.port}`;
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    const answer = await fetch(`${url}/healthz`).catch(() => undefined);
    if (answer?.ok === true) return { url, stop };
    await delay(100);
  }
  await stop();
  throw new Error(`nginx did not start.\n${errors}`);
}
