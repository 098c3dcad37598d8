import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { Server } from 'node:net';
import { GuardedFetch } from '../guarded-fetch.js';
import type { FetchLimits, GuardedRequest, GuardedResponse, GuardedFetchOptions } from '../guarded-fetch.types.js';
import { HostList } from '../host-list.js';
import { PrivateHosts } from '../private-hosts.js';

export const LIMITS: FetchLimits = {
  timeoutMs: 5_000,
  firstByteMs: 3_000,
  requestBytes: 64 * 1024,
  responseBytes: 64 * 1024,
  redirects: 5,
};

/** A server on the loopback interface, for a test. */
export interface TestServer extends AsyncDisposable {
  port: number;
  /** `http://127.0.0.1:<port>` */
  url: string;
  requests: IncomingMessage[];
  connections(): number;
}

/** Port of a server that listens. */
export function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export async function startServer(answer: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A guarded fetch for which the loopback interface is opened, at 127.0.0.1 and by the names given. */
export class TestFetch implements AsyncDisposable {
  readonly guarded: GuardedFetch;

  constructor(options: Partial<Omit<GuardedFetchOptions, 'limits'>> & { limits?: Partial<FetchLimits> } = {}) {
    this.guarded = new GuardedFetch({
      privateHosts: new PrivateHosts(['127.0.0.1', 'opened.test', 'other.test']),
      resolve: () => Promise.resolve(['127.0.0.1']),
      ...options,
      limits: { ...LIMITS, ...options.limits },
    });
  }

  fetch(
    url: string,
    {
      hosts,
      signal,
      partition,
      confidentialHeaders,
      isConfidential,
      ...request
    }: Partial<GuardedRequest> & {
      hosts?: string[];
      signal?: AbortSignal;
      partition?: string;
      confidentialHeaders?: string[];
      isConfidential?: (text: string) => boolean;
    } = {},
  ): Promise<GuardedResponse> {
    return this.guarded.fetch(
      { url, method: 'GET', headers: [], redirect: 'follow', ...request },
      {
        partition: partition ?? 'a',
        hosts: new HostList(hosts ?? [new URL(url).host]),
        ...(signal && { signal }),
        ...(confidentialHeaders && { confidentialHeaders }),
        ...(isConfidential && { isConfidential }),
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.guarded.close();
  }
}
