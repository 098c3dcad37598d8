/** What is left of the promises when processes die: nothing runs twice, and what was acknowledged is there. */
import { createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import {
  createTool,
  mcpUrl,
  putContent,
  storeCollection,
  storeFunctions,
  storeScript,
  uploadFile,
} from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { connectClient, type ToolClient } from '../support/mcp-clients.ts';
import { rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';

describe('Separate services whose worker is killed', () => {
  const namespace = 'lost';
  /** Leaves a record before anything else, so that every start of a run can be counted. */
  const functions = {
    leave_trace: `async function leave_trace({ collection, name, hang }, { PlatformApi }, ctx) {
      await PlatformApi.IafItemSvc.createRelatedItems(collection, [{ name }], ctx);
      if (hang) await new Promise(() => {});
      return { name };
    }`,
  };
  let services: SeparateServices;
  let client: ToolClient;
  let redis: Redis;
  let collection: string;

  beforeAll(async () => {
    services = await startSeparateServices();
    redis = new Redis(services.redis.url);
    collection = (await storeCollection(services, namespace, 'traces'))._id;
    await storeFunctions(services, namespace, { userType: 'traces_script', functions });
    client = await connectClient(mcpUrl(services, { nsfilter: namespace }), services.token);
  });
  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    redis.disconnect();
    await services.stop();
  });

  const traces = async (name: string): Promise<number> => {
    const query = encodeURIComponent(JSON.stringify({ name }));
    const path = `/itemsvc/api/v1/nameduseritems/${collection}/relateditems?query=${query}`;
    return (await rest(services, path)).body._total as number;
  };
  const call = (name: string, hang = false) => client.call('leave_trace', { collection, name, hang });
  const answered = async (result: ReturnType<typeof call>, since: number) => ({
    ...(await result),
    ms: performance.now() - since,
  });
  /** Until Redis holds nothing of the run that could be taken up again. */
  const queueIsEmpty = () =>
    eventually('an empty queue', async () => {
      const lengths = await Promise.all(['wait', 'active'].map((list) => redis.llen(`toolrack:runs-3:${list}`)));
      return lengths.every((length) => length === 0);
    });

  it('answers the caller within 10 s, and does not run the script again on another worker', async () => {
    const result = call('first', true);
    await eventually('the start of the run', async () => (await traces('first')) === 1);
    const [first] = services.workers;
    const second = await services.startWorker();
    const killedAt = performance.now();
    await first!.kill();
    const { isError, content, ms } = await answered(result, killedAt);
    expect(isError).toBe(true);
    expect(content[0]?.text).toMatch(/WorkerLost: The worker was lost during the run/);
    expect(ms).toBeLessThan(10_000);
    expect((await call('beside')).structuredContent).toEqual({ name: 'beside' });
    await queueIsEmpty();
    expect(await traces('first')).toBe(1);
    expect(second.child.exitCode).toBeNull();
  });

  it('leaves a call that no worker has taken to the one that comes next', async () => {
    const last = services.workers.at(-1)!;
    const lost = call('second', true);
    await eventually('the start of the run', async () => (await traces('second')) === 1);
    await last.kill();
    const waiting = call('third');
    expect(await lost).toMatchObject({ isError: true });
    await services.startWorker();
    expect((await waiting).structuredContent).toEqual({ name: 'third' });
    await queueIsEmpty();
    expect([await traces('second'), await traces('third')]).toEqual([1, 1]);
  });
});

describe('The local process that is killed while it stores', () => {
  const namespace = 'crash';
  const ROUNDS = 3;
  const WRITERS = 4;

  /** What was acknowledged: for each id what must be found again. */
  interface Acknowledged {
    /** Sources of the versions of each script, from the first. */
    scripts: Map<string, string[]>;
    tools: Map<string, string>;
    /** SHA-256 of the contents of each file, from the first version. */
    files: Map<string, string[]>;
  }

  const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex');

  /** Stores one thing after the other, and notes each when its answer is there, until the process is gone. */
  async function store(product: LocalProcess, writer: string, seen: Acknowledged): Promise<void> {
    try {
      for (let number = 0; ; number++) {
        const name = `${writer}_${number}`;
        const source = (version: number) => `function ${name}() { return ${version}; }`;
        const { _id } = await storeScript(product, namespace, { userType: name, source: source(1) });
        const versions = [source(1)];
        seen.scripts.set(_id, versions);
        const tool = { _name: name, _script: { _userType: name, _scriptName: name } };
        seen.tools.set((await createTool(product, namespace, tool))._id, name);
        const path = `/itemsvc/api/v1/nameduseritems/${_id}/versions`;
        const { status } = await rest(product, path, { body: { _userData: source(2) } });
        if (status !== 201) throw new Error(`A version was answered with ${status}.`);
        versions.push(source(2));
        const contents = [1, 2].map(() => randomBytes(50_000).toString('hex'));
        const file = await uploadFile(product, namespace, { name, content: contents[0]! });
        const hashes = [hashOf(contents[0]!)];
        seen.files.set(file._id, hashes);
        await putContent(product, file._id, contents[1]!);
        hashes.push(hashOf(contents[1]!));
      }
    } catch (error) {
      // A connection that broke is the end that was waited for; an answer that refuses is not.
      if (!/^(fetch failed|terminated)$/.test((error as Error).message)) throw error;
    }
  }

  async function expectAll(product: LocalProcess, { scripts, tools, files }: Acknowledged): Promise<void> {
    for (const [id, sources] of scripts) {
      const { body } = await rest(product, `/itemsvc/api/v1/nameduseritems/${id}/versions`);
      const found = (body._list as { _version: number; _userData: string }[]).sort((a, b) => a._version - b._version);
      // A version that was not acknowledged may be there as well.
      expect(found.slice(0, sources.length).map(({ _userData }) => _userData)).toEqual(sources);
    }
    for (const [id, name] of tools) {
      expect((await rest(product, `/aisvc/api/v1/mcp-tools/${id}`)).body).toMatchObject({ _name: name });
    }
    for (const [id, hashes] of files) {
      for (const [index, hash] of hashes.entries()) {
        const { text } = await rest(product, `/filesvc/api/v1/files/${id}/content?version=${index + 1}`);
        expect(hashOf(text)).toBe(hash);
      }
    }
  }

  it('has every acknowledged write after the restart, and can go on', async () => {
    await using started = new AsyncDisposableStack();
    const dataDir = await newDataDir();
    started.defer(() => rm(dataDir, { recursive: true, force: true }));
    const seen: Acknowledged = { scripts: new Map(), tools: new Map(), files: new Map() };
    let product = await startLocalProcess({ dataDir });
    started.defer(() => product.stop());
    for (let round = 1; round <= ROUNDS; round++) {
      const writers = Array.from({ length: WRITERS }, (_, writer) => store(product, `w${round}_${writer}`, seen));
      await delay(700 + 300 * round);
      await product.kill();
      await Promise.all(writers);
      product = await startLocalProcess({ dataDir });
      await expectAll(product, seen);
    }
    expect(seen.files.size).toBeGreaterThan(ROUNDS);
    const [name] = [...seen.tools.values()].slice(-1);
    await using client = await connectClient(mcpUrl(product, { nsfilter: namespace }), product.token);
    expect((await client.call(name!)).isError ?? false).toBe(false);
  });
});
