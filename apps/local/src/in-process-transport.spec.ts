import { setTimeout as delay } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { httpTransport, type PlatformTransport } from '#libs/platform-api';
import { InProcessTransport } from './in-process-transport.js';

const LARGE_BYTES = 1_000_000;

/** The same promises whichever way a request goes. */
describe.each(['within the process', 'over HTTP'])('a platform request %s', (way) => {
  let server: FastifyInstance;
  let transport: PlatformTransport;
  let left = 0;
  beforeAll(async () => {
    server = fastify({ forceCloseConnections: true });
    server.get('/never', () => new Promise(() => undefined));
    server.get('/endless', (_request, reply) => {
      reply.hijack();
      reply.raw.on('close', () => {
        left += 1;
      });
      reply.raw.writeHead(200);
      reply.raw.write('and so on');
    });
    server.get('/large', () => 'é'.repeat(LARGE_BYTES / 2));
    if (way === 'over HTTP') {
      transport = httpTransport({ baseUrl: await server.listen({ port: 0, host: '127.0.0.1' }) });
      return;
    }
    await server.ready();
    const inProcess = new InProcessTransport();
    inProcess.attach(server);
    transport = inProcess;
  });
  afterAll(() => server.close());
  const get = (path: string, options: object) => transport.send({ method: 'GET', path, token: 't', ...options });

  it('ends when its signal does, with the reason of the signal', async () => {
    await expect(get('/never', { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({ name: 'TimeoutError' });
    const abort = new AbortController();
    const sent = get('/never', { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
    await expect(get('/large', { signal: abort.signal })).rejects.toThrow('enough');
  });

  it('leaves an answer that does not end: who gives it is told, and so when it is larger than it may be', async () => {
    await expect(get('/endless', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
    while (left < 1) await delay(5);
    await expect(get('/endless', { maxBytes: 3 })).rejects.toMatchObject({ code: 'AnswerTooLarge' });
    while (left < 2) await delay(5);
  });

  it('takes an answer of as many bytes as it may, and no more', async () => {
    const { status, body } = await get('/large', { maxBytes: LARGE_BYTES });
    expect([status, Buffer.byteLength(body)]).toEqual([200, LARGE_BYTES]);
    await expect(get('/large', { maxBytes: LARGE_BYTES - 1 })).rejects.toMatchObject({
      code: 'AnswerTooLarge',
      message: 'The answer is larger than 999999 bytes.',
    });
  });
});

it('a platform request to a service that is away is unavailable', async () => {
  const transport = httpTransport({ baseUrl: 'http://127.0.0.1:1' });
  await expect(transport.send({ method: 'GET', path: '/', token: 't' })).rejects.toMatchObject({ code: 'Unavailable' });
});
