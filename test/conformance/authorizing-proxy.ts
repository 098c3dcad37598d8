/**
 * A proxy on loopback that adds headers to every request and leaves the rest as it came, `Host` and `Origin` included:
 * the conformance suite cannot send an `Authorization` header, and it does test what a server says to foreign hosts.
 */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AuthorizingProxy extends AsyncDisposable {
  /** The target's path and query, on the proxy's port. */
  readonly url: string;
}

/** @param target what requests are passed to, whatever path they name */
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
        path: incoming.url,
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
    url: `http://127.0.0.1:${own}${pathname}${search}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
