/** The store or the item service goes away under traffic: answers within seconds, nothing acknowledged is lost. */
import { setTimeout as delay } from 'node:timers/promises';
import { createTool, mcpUrl, storeCollection, storeScript } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import { rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';

/** What a request waits at most for a store that is away: to find no server, or that the cable is pulled. */
const BOUNDED_MS = 15_000;
const WRITERS = 3;
const namespace = 'stores';

let services: SeparateServices;
let client: ToolClient;
let collection: string;

beforeAll(async () => {
  services = await startSeparateServices();
  collection = (await storeCollection(services, namespace, 'records'))._id;
  for (const name of ['warm', 'cold']) {
    await storeScript(services, namespace, {
      userType: `${name}_script`,
      source: `function ${name}() { return { name: '${name}' }; }`,
    });
    await createTool(services, namespace, { _name: name, _script: { _userType: `${name}_script`, _scriptName: name } });
  }
  client = await connectClient(mcpUrl(services, { nsfilter: namespace }), services.token);
  await client.call('warm');
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await services.stop();
});

const records = () => `/itemsvc/api/v1/nameduseritems/${collection}/relateditems`;

/** Everything that was answered while the store was away, and what was acknowledged at any time. */
interface Traffic {
  acknowledged: string[];
  answers: { status: number; code: string | undefined; retryAfter: string | null; ms: number }[];
}

/** Writes and reads one after the other until the signal. */
async function goOn(writer: string, { acknowledged, answers }: Traffic, signal: AbortSignal): Promise<void> {
  for (let number = 0; !signal.aborted; number++) {
    const name = `${writer}-${number}`;
    for (const body of [[{ name }], undefined]) {
      const startedAt = performance.now();
      const answer = await rest(services, records(), { body });
      const ms = performance.now() - startedAt;
      if (answer.status === 201) acknowledged.push(name);
      const retryAfter = answer.headers.get('retry-after');
      answers.push({ status: answer.status, code: answer.body?.code, retryAfter, ms });
    }
    await delay(20);
  }
}

async function storedNames(): Promise<string[]> {
  const names: string[] = [];
  for (let total = 1; names.length < total;) {
    const { status, body } = await rest(services, `${records()}?_pageSize=1000&_offset=${names.length}`);
    if (status !== 200) throw new Error(`The records were answered with ${status}.`);
    total = body._total as number;
    names.push(...(body._list as { name: string }[]).map(({ name }) => name));
  }
  return names;
}

describe('MongoDB', () => {
  it.each([
    [
      'whose connections are cut',
      () => {
        services.mongo.cut();
      },
      4_000,
    ],
    // Longer than it takes to find out, and to look for another server.
    [
      'that answers nothing any more',
      () => {
        services.mongo.stall();
      },
      12_000,
    ],
  ])('%s is a 503 in bounded time, keeps what was acknowledged, and is found again', async (_name, away, awayMs) => {
    const traffic: Traffic = { acknowledged: [], answers: [] };
    const end = new AbortController();
    const prefix = crypto.randomUUID();
    const writers = Array.from({ length: WRITERS }, (_, index) => goOn(`${prefix}-${index}`, traffic, end.signal));
    await eventually('some writes', () => Promise.resolve(traffic.acknowledged.length > 20));
    away();
    await delay(awayMs);
    const ready = await rest(services, `${services.itemsvc.url}/readyz`);
    expect(ready).toMatchObject({ status: 503, body: { checks: { store: 'unreachable' } } });
    services.mongo.mend();
    const before = traffic.acknowledged.length;
    await eventually('writes again', () => Promise.resolve(traffic.acknowledged.length > before + 20));
    end.abort();
    await Promise.all(writers);

    const refused = traffic.answers.filter(({ status }) => status !== 200 && status !== 201);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 503, code: 'Unavailable', retryAfter: expect.stringMatching(/^\d+$/) });
    }
    expect(Math.max(...traffic.answers.map(({ ms }) => ms))).toBeLessThan(BOUNDED_MS);
    const stored = new Set(await storedNames());
    expect(traffic.acknowledged.filter((name) => !stored.has(name))).toEqual([]);
    expect((await client.call('warm')).structuredContent).toEqual({ name: 'warm' });
  });
});

describe('The item service', () => {
  it('that is away when a script is fetched leaves a clear error; what was fetched before still runs', async () => {
    await services.itemsvc.kill();
    const result = await client.call('cold');
    expect(result.isError).toBe(true);
    expect(result.content[0]?.text).toMatch(/^ScriptUnavailable: .*cannot be reached/);
    expect((await client.call('warm')).structuredContent).toEqual({ name: 'warm' });
    await services.restartItemsvc();
    expect((await client.call('cold')).structuredContent).toEqual({ name: 'cold' });
  });
});
