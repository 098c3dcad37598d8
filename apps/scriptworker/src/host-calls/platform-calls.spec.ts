import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { RunTokens } from '#libs/access';
import { steadyNow } from '#libs/clock';
import { httpTransport } from '#libs/platform-api';
import type { PlatformCall } from '#libs/sandbox';
import type { HostCallContext } from '#libs/script-runner';
import { PlatformCalls } from './platform-calls.js';

const RUN_TOKENS = new RunTokens('the-service-key-of-these-tests-is-long-enough');
const MAX_BYTES = 1_000;
const LIST: PlatformCall = { kind: 'platform', service: 'IafItemSvc', method: 'getNamedUserItems', args: [{}] };

/** A service whose answers wait until the test gives them. */
class Service implements AsyncDisposable {
  readonly waiting: ServerResponse[] = [];
  closed = 0;
  readonly #server = createServer((_request, response) => {
    this.waiting.push(response);
    response.on('close', () => {
      if (!response.writableFinished) this.closed += 1;
      this.#server.emit('changed');
    });
    this.#server.emit('changed');
  });

  async listen(): Promise<PlatformCalls> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const transport = httpTransport({ baseUrl: `http://127.0.0.1:${port}` });
    return new PlatformCalls({ transport, runTokens: RUN_TOKENS, maxBytes: MAX_BYTES });
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await once(this.#server, 'changed');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function run(namespace: string, ended = new AbortController().signal): HostCallContext {
  const principal = { id: 'somebody', kind: 'admin', namespaces: '*' } as const;
  return { runId: 'r', principal, namespace, deadline: steadyNow() + 60_000, ended };
}

describe('PlatformApi calls', () => {
  it('end with their run: those under way, those that wait, and those that come later', async () => {
    await using service = new Service();
    const calls = await service.listen();
    const ending = new AbortController();
    const ended = run('a', ending.signal);
    const under = Array.from({ length: 40 }, () => calls.call(LIST, ended).catch((error: unknown) => error));
    await service.until(() => service.waiting.length === 16);
    ending.abort();
    expect(await Promise.all(under)).toEqual(
      Array.from({ length: 40 }, () => expect.objectContaining({ name: 'AbortError' })),
    );
    await service.until(() => service.closed === 16);
    await expect(calls.call(LIST, ended)).rejects.toMatchObject({ name: 'AbortError' });
    const next = calls.call(LIST, run('a'));
    await service.until(() => service.waiting.length === 17);
    service.waiting.at(-1)?.end('{}');
    expect(await next).toEqual({});
  });

  it('end at the deadline of their run', async () => {
    await using service = new Service();
    const calls = await service.listen();
    await expect(calls.call(LIST, { ...run('a'), deadline: steadyNow() + 50 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  it('of one namespace wait for one another, and leave the services to the others', async () => {
    await using service = new Service();
    const calls = await service.listen();
    const many = Array.from({ length: 50 }, () => calls.call(LIST, run('a')));
    await service.until(() => service.waiting.length === 16);
    const other = calls.call(LIST, run('b'));
    await service.until(() => service.waiting.length === 17);
    service.waiting.at(-1)?.end('"other"');
    expect(await other).toBe('other');
    for (let answered = 0; answered < 51; answered++) {
      await service.until(() => service.waiting.length > answered);
      service.waiting[answered]?.end('{}');
    }
    expect(await Promise.all(many)).toHaveLength(50);
  });

  it('of one namespace hold no more of the memory than their part', async () => {
    await using service = new Service();
    const calls = await service.listen();
    const held = Array.from({ length: 3 }, () => calls.call(LIST, run('a')));
    const outcomes = Promise.allSettled(held);
    await service.until(() => service.waiting.length === 3);
    for (const response of service.waiting) response.write(`"${'x'.repeat(900)}`);
    expect(await Promise.race(held.map((call) => call.catch((error: unknown) => error)))).toMatchObject({
      name: 'PlatformApiError',
      code: 'TooManyRequests',
      status: 429,
    });
    const other = calls.call(LIST, run('b'));
    await service.until(() => service.waiting.length === 4);
    service.waiting[3]?.end(JSON.stringify('y'.repeat(900)));
    expect(await other).toHaveLength(900);
    for (const response of service.waiting) response.end('"');
    expect((await outcomes).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });
});
