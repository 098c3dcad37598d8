/** Redis goes away while calls wait and run: each is answered, none runs twice, and all goes on when it is back. */
import { setTimeout as delay } from 'node:timers/promises';
import { mcpUrl } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import { rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';
import { Traces } from '../support/traces.ts';

/** What a caller waits for a refusal at most. */
const REFUSED_MS = 1_000;

const namespace = 'queue';
const environment = { WORKER_CONCURRENCY: '2', RUN_WALL_MS: '60000' };

describe.each([
  ['with persistence', { isRedisPersistent: true, awayMs: 30_000 }],
  ['without persistence', { isRedisPersistent: false, awayMs: 7_000 }],
])('Redis %s', (_name, { isRedisPersistent, awayMs }) => {
  let services: SeparateServices;
  let client: ToolClient;
  let traces: Traces;

  const call = (name: string, ms = 0) => client.call(traces.tool, traces.arguments({ name, ms }));
  /** What an MCP client meets at the moment, by HTTP. */
  const post = async (name: string) => {
    const params = { name: traces.tool, arguments: traces.arguments({ name }) };
    const startedAt = performance.now();
    const answer = await rest(services, mcpUrl(services, { nsfilter: namespace }), {
      body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params },
      headers: { accept: 'application/json, text/event-stream' },
    });
    return { ...answer, ms: performance.now() - startedAt };
  };
  /** What a service says of itself, past the gateway. */
  const readyz = async (service: 'aisvc' | 'scriptworker') => {
    const url = service === 'aisvc' ? services.aisvc.url : services.workers[0]!.url;
    const answer = await fetch(new URL('/readyz', url));
    const { checks } = (await answer.json()) as { checks: Record<string, string> };
    return { status: answer.status, checks };
  };

  beforeAll(async () => {
    services = await startSeparateServices({ environment, isRedisPersistent });
    traces = await Traces.store(services, namespace);
    client = await connectClient(mcpUrl(services, { nsfilter: namespace }), services.token);
    await call('warm');
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await services.stop();
  });

  it('is restarted while calls wait and run: each is answered, and ran once', async () => {
    const running = ['running-1', 'running-2'];
    const waiting = Array.from({ length: 8 }, (_, index) => `waiting-${index}`);
    const names = [...running, ...waiting];
    const answers = [...running.map((name) => call(name, 3_000)), ...waiting.map((name) => call(name))];
    await eventually('the start of two runs', async () => (await traces.counts(running)).every((count) => count === 1));
    await services.redis.kill();
    await delay(500);
    await services.redis.start();
    const results = await Promise.all(answers);
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(names.map((name) => ({ name })));
    expect(await traces.counts(names)).toEqual(names.map(() => 1));
    expect((await call('afterwards')).structuredContent).toEqual({ name: 'afterwards' });
  });

  it('is away for a while: calls are refused at once, runs in flight are answered, and all comes back by itself', async () => {
    const running = ['long-1', 'long-2'];
    const answers = running.map((name) => call(name, 2_000));
    await eventually('the start of two runs', async () => (await traces.counts(running)).every((count) => count === 1));
    await services.redis.kill();
    const backAt = performance.now() + awayMs;
    await eventually('a refusal', async () => (await readyz('aisvc')).status === 503);
    for (let number = 0; performance.now() < backAt; number++) {
      const { status, headers, body, ms } = await post(`refused-${number}`);
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toMatch(/^\d+$/);
      expect(body.error.message).toMatch(/queue of runs cannot be reached/);
      expect(ms).toBeLessThan(REFUSED_MS);
      expect((await readyz('aisvc')).checks).toMatchObject({ scriptRunner: 'unreachable', store: 'ok' });
      expect((await readyz('scriptworker')).checks).toMatchObject({ queue: 'unreachable' });
      // What needs no queue goes on.
      expect((await rest(services, `/aisvc/api/v1/mcp-tools?nsfilter=${namespace}`)).status).toBe(200);
      await delay(2_000);
    }
    await services.redis.start();
    const results = await Promise.all(answers);
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual(running.map((name) => ({ name })));
    await eventually('all to be ready', async () => (await readyz('aisvc')).status === 200);
    expect((await call('back')).structuredContent).toEqual({ name: 'back' });
    expect(await traces.counts([...running, 'refused-0'])).toEqual([1, 1, 0]);
  });
});
