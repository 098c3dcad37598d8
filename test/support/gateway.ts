/** The deployment's gateway: its own template, filled in, in an nginx that any user may run. */
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#libs/testing';
import { startServerProcess } from './server-process.ts';

const TEMPLATE = 'deploy/gateway/default.conf.template';
const MAX_FILE_BYTES = 100 * 1024 * 1024;

export interface Gateway {
  url: string;
  stop(): Promise<void>;
}

export interface GatewayOptions {
  aisvcUrl: string;
  itemsvcUrl: string;
  /** Largest request body, in bytes. */
  maxFileBytes?: number;
}

/** The template with its variables filled in as envsubst does; other `$names` are nginx's own. */
function filledIn(variables: Record<string, string>): string {
  return readFileSync(TEMPLATE, 'utf8').replace(/\$\{(\w+)\}/g, (_all, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`${name} is not given to the gateway.`);
    return value;
  });
}

/** A new folder with an `nginx.conf` that includes the template's server; it is the server's prefix, too. */
export async function gatewayFolder(variables: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'toolrack-gateway-'));
  await mkdir(join(folder, 'temp'));
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const settings = `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 512; }
http {
access_log off;
${kinds.map((kind) => `${kind}_temp_path temp/${kind};`).join('\n')}
${filledIn(variables)}
}
`;
  await writeFile(join(folder, 'nginx.conf'), settings);
  return folder;
}

/** Arguments for an nginx whose settings are in a folder of `gatewayFolder`. */
export const nginxArguments = (folder: string): string[] => ['-e', 'stderr', '-p', `${folder}/`, '-c', 'nginx.conf'];

/** Starts the gateway before services that listen at addresses, on a free port of the loopback interface. */
export async function startGateway({ aisvcUrl, itemsvcUrl, maxFileBytes }: GatewayOptions): Promise<Gateway> {
  const listen = `127.0.0.1:${await freePort()}`;
  const url = `http://${listen}`;
  const folder = await gatewayFolder({
    GATEWAY_LISTEN: listen,
    GATEWAY_RESOLVER: '127.0.0.1',
    GATEWAY_AISVC: new URL(aisvcUrl).host,
    GATEWAY_ITEMSVC: new URL(itemsvcUrl).host,
    GATEWAY_MAX_FILE_BYTES: String(maxFileBytes ?? MAX_FILE_BYTES),
  });
  const server = await startServerProcess({
    command: 'nginx',
    args: nginxArguments(folder),
    ready: async () => {
      const answer = await fetch(`${url}/healthz`);
      if (!answer.ok) throw new Error(await answer.text());
    },
  });
  return {
    url,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
