import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** How often connections that have become idle are looked for, in milliseconds. */
const IDLE_CHECK_MS = 20;

/**
 * Ends a server from outside inwards: it takes no new connection, and while requests are being answered everything
 * behind it goes on as before. Resolves when the last of them is answered and its connection closed. A server that
 * does not listen is done at once.
 */
export function drain(server: Server): Promise<void> {
  const sayLast = (_request: IncomingMessage, response: ServerResponse): void => {
    response.setHeader('connection', 'close');
  };
  return new Promise((resolve) => {
    const idleCheck = setInterval(() => {
      server.closeIdleConnections();
    }, IDLE_CHECK_MS);
    server.prependListener('request', sayLast);
    server.close(() => {
      clearInterval(idleCheck);
      server.off('request', sayLast);
      resolve();
    });
  });
}
