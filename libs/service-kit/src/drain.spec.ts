import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drain } from './drain.js';

async function listening(handle: (response: ServerResponse) => void): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => {
    handle(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('drain', () => {
  it('answers what is in flight, over a connection that would be kept otherwise, and refuses new connections', async () => {
    const { promise: inFlight, resolve: arrived } = Promise.withResolvers<ServerResponse>();
    const { server, url } = await listening(arrived);
    const answer = fetch(url).then((response) => response.text());
    const response = await inFlight;
    const drained = drain(server);
    await expect(fetch(url)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    response.end('done');
    await expect(answer).resolves.toBe('done');
    await drained;
  });

  it('closes connections on which nothing is asked', async () => {
    const { server, url } = await listening((response) => response.end('first'));
    await (await fetch(url)).text();
    await drain(server);
    expect(server.listening).toBe(false);
  });

  it('is done at once for a server that does not listen', async () => {
    await drain(createServer());
  });
});
