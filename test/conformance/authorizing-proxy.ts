/**
 * A proxy on loopback that adds headers to every request and leaves the rest as it came, `Host` and `Origin` included:
 * the conformance suite cannot send an `Authorization` header, and it does test what a server says to foreign hosts.
 * Some of its scenarios drop the query of the URL, so the query is added here too.
 */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AuthorizingProxy extends AsyncDisposable {
  /** Stands for the target, whatever path a request names. */
  readonly url: string;
}

/** @param target what requests are passed to, with its own path and query */
export async function startAuthorizingProxy(
  target: string,
  headers: Record<string, string>,
): Promise<AuthorizingProxy> {
  const { hostname, port, pathname, search } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const passed = send(
      {
        host: hostname,
        port,
        method: incoming.method,
        path: `${pathname}${search}`,
        headers: { ...incoming.headers, ...headers },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    passed.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}/mcp`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
