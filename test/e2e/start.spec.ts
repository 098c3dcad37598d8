/** What `npm start` promises to whoever types it, from the first line that it prints to the last request that it answers. */
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { connectTo } from '../support/connect-to.ts';
import { mcpUrl, storeCollection, storeFunctions } from '../support/content.ts';
import { descendants, isAlive } from '../support/descendants.ts';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { connectClient, connectOldClient } from '../support/mcp-clients.ts';
import { ended, type Product, rest } from '../support/product.ts';
import { startSeparateServices } from '../support/separate-services.ts';

const namespace = 'endings';
const SLOW_MS = 1_500;
/** Leaves a record when it starts, and then takes its time without taking the processor's. */
const SLOW = `async function slow({ collection, ms }, { PlatformApi }, ctx) {
  await PlatformApi.IafItemSvc.createRelatedItems(collection, [{ started: true }], ctx);
  const until = Date.now() + ms;
  for (let calls = 0; Date.now() < until && calls < 900; calls++) await PlatformApi.IafFileSvc.getFiles({}, ctx);
  return { done: true };
}`;

/** Runs of the slow script, and how many have started. */
async function slowRuns(product: Pick<Product, 'url' | 'token'>) {
  const collection = (await storeCollection(product, namespace, 'starts'))._id;
  await storeFunctions(product, namespace, { userType: 'slow_script', functions: { slow: SLOW } });
  const client = await connectClient(mcpUrl(product, { nsfilter: namespace }), product.token);
  return {
    run: (ms: number) => client.call('slow', { collection, ms }),
    started: async (): Promise<number> =>
      (await rest(product, `/itemsvc/api/v1/nameduseritems/${collection}/relateditems`)).body._total,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

describe('The first start on an empty folder', () => {
  let dataDir: string;
  let local: LocalProcess;
  let startMs: number;
  const noToken = { ADMIN_TOKEN: '' };

  /** The configuration that is printed for an MCP client. */
  function printedServer(): { url: string; headers: { Authorization: string } } {
    const line = local
      .output()
      .split('\n')
      .find((text) => text.includes('"mcpServers"'));
    return JSON.parse(line ?? '{}').mcpServers.toolrack;
  }

  beforeAll(async () => {
    dataDir = await newDataDir();
    const startedAt = performance.now();
    local = await startLocalProcess({ dataDir, environment: noToken });
    startMs = performance.now() - startedAt;
    await eventually('the whole welcome', () => Promise.resolve(local.output().includes('"mcpServers"')));
  });
  afterAll(async () => {
    await local.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is ready within 5 s, and answers at the URL that it prints', async () => {
    expect(startMs).toBeLessThan(5_000);
    expect((await fetch(new URL('/healthz', local.url))).status).toBe(200);
    expect((await fetch(new URL('/readyz', local.url))).status).toBe(200);
    expect((await fetch(new URL('/docs', local.url))).status).toBe(200);
  });

  it('prints the admin token, and keeps it in a file for the owner alone', async () => {
    const path = join(dataDir, 'admin-token');
    const token = (await readFile(path, 'utf8')).trim();
    expect(token.length).toBeGreaterThanOrEqual(32);
    expect(local.output()).toContain(`Admin token ${token}`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('prints a configuration with which a client lists and calls the demo tool', async () => {
    const { url, headers } = printedServer();
    const token = headers.Authorization.replace(/^Bearer /, '');
    const files = await rest({ url: local.url, token }, '/filesvc/api/v1/files?nsfilter=demo');
    expect(files.body._list).toMatchObject([{ _name: 'hello.txt', _status: 'AVAILABLE' }]);
    await using client = await connectOldClient(url, token);
    expect((await client.list()).map(({ name }) => name)).toContain('GetFileNameById');
    const result = await client.call('GetFileNameById', { id: files.body._list[0]._id });
    expect(result.structuredContent).toEqual({ sucess: true, file_name: 'hello.txt' });
    await using filtered = await connectOldClient(`${url}&filter=demo_file_item_system_tools`, token);
    expect((await filtered.list()).map(({ name }) => name)).not.toContain('GetFileNameById');
  });

  it('refuses a second process on the same folder, and says what to do', async () => {
    await expect(startLocalProcess({ dataDir })).rejects.toThrow(
      /ended with 1 before it was ready\.[^]*is in use by another process.*DATA_DIR/,
    );
    expect((await fetch(new URL('/readyz', local.url))).status).toBe(200);
  });

  it('keeps data and token over a restart, prints no token again, and seeds nothing twice', async () => {
    const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    const before = await contents({ url: local.url, token });
    await local.stop();
    local = await startLocalProcess({ dataDir, environment: noToken });
    expect(local.output()).not.toContain(token);
    expect(await contents({ url: local.url, token })).toEqual(before);
  });
});

/** Ids of all that is in the demo namespace. */
async function contents(product: Pick<Product, 'url' | 'token'>): Promise<string[]> {
  const paths = [
    '/itemsvc/api/v1/nameduseritems?nsfilter=demo',
    '/filesvc/api/v1/files?nsfilter=demo',
    '/aisvc/api/v1/mcp-tools?nsfilter=demo&_type=user_mcp_tool',
    '/aisvc/api/v1/mcptoolfilters?nsfilter=demo',
  ];
  const pages = await Promise.all(paths.map((path) => rest(product, path)));
  return pages.flatMap(({ body }) => (body as { _list: { _id: string }[] })._list.map(({ _id }) => _id));
}

describe('The end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'of the local process by %s answers the runs in flight, takes no connection more and leaves no process behind',
    async (signal) => {
      await using started = new AsyncDisposableStack();
      const local = await startLocalProcess();
      started.defer(() => local.stop());
      await using slow = await slowRuns(local);
      await slow.run(1);
      const children = descendants(local.child.pid!);
      expect(children.length).toBeGreaterThan(0);
      const inFlight = slow.run(SLOW_MS);
      let answered = false;
      void inFlight.finally(() => (answered = true)).catch(() => undefined);
      await eventually('the start of the run', async () => (await slow.started()) === 2);
      local.child.kill(signal);
      await eventually('a refused connection', () => isRefused(local.url));
      expect(answered).toBe(false);
      expect((await inFlight).structuredContent).toEqual({ done: true });
      expect(await ended(local.child)).toBe(0);
      expect(children.filter(isAlive)).toEqual([]);
    },
  );

  it('of separate services by SIGTERM answers the runs in flight, each process with exit code 0', async () => {
    await using started = new AsyncDisposableStack();
    const services = await startSeparateServices();
    started.defer(() => services.stop());
    await using slow = await slowRuns(services);
    await slow.run(1);
    const processes = [services.workers[0]!, services.aisvc, services.itemsvc];
    const children = processes.flatMap(({ child }) => descendants(child.pid!));
    const inFlight = slow.run(SLOW_MS);
    await eventually('the start of the run', async () => (await slow.started()) === 2);
    for (const { child } of processes.slice(0, 2)) child.kill('SIGTERM');
    expect((await inFlight).structuredContent).toEqual({ done: true });
    services.itemsvc.child.kill('SIGTERM');
    expect(await Promise.all(processes.map(({ child }) => ended(child)))).toEqual([0, 0, 0]);
    expect(children.filter(isAlive)).toEqual([]);
  });
});

async function isRefused(url: string): Promise<boolean> {
  try {
    await connectTo(Number(new URL(url).port));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
  }
}
