import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { GuardedResponse } from '../guarded-fetch.types.js';
import { portOf } from './test-fetch.js';

/** Answers with what was asked for. */
export const echo: RequestListener = (request, response) => {
  void text(request).then((body) => {
    const { method, url, headers } = request;
    response.setHeader('set-cookie', ['a=1', 'b=2']);
    response.end(JSON.stringify({ method, url, headers, body }));
  });
};

const echoed = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.unknown()),
  body: z.string(),
});

/** What the server was asked, as it says itself. */
export const requestIn = ({ body }: GuardedResponse): z.output<typeof echoed> =>
  echoed.parse(JSON.parse(body.toString()));

/** A server on a plain socket, for what no HTTP server would answer. */
export async function startRawServer(answer: string, { ends = true } = {}): Promise<AsyncDisposable & { url: string }> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => (ends ? socket.end(answer) : socket.write(answer)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
