/** What a run may use, and how many runs a namespace may have: set by an operator, narrowed by tools and scripts. */
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { rm } from 'node:fs/promises';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  done,
  everything,
  FUNCTIONS,
  ITEMS,
  newNamespace,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { callTool, rpc, textOf } from './support/mcp.ts';

const OPERATOR = {
  RUN_CPU_MS: '1000',
  RUN_WALL_MS: '20000',
  RUN_NAMESPACE_CONCURRENT: '2',
  RUN_NAMESPACE_WAITING: '3',
};
const ENDLESS = 'for (;;);';

let product: LocalProcess;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess({ environment: OPERATOR });
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

/** Stores a script whose function `answer` has the body, and a tool that calls it; answers with their ids. */
async function storeTool(body: string, limits: { script?: object; tool?: object } = {}) {
  const [item] = await store(product, within(space, ITEMS), [
    script(declares('answer', body), { _limits: limits.script }),
  ]);
  const [stored] = await store(product, within(space, TOOLS), [tool('answer', { _limits: limits.tool })]);
  return { item: `${ITEMS}/${String(item._id)}`, tool: `${TOOLS}/${String(stored._id)}` };
}

const call = (args: object = {}) => callTool(product, `nsfilter=${space}`, { name: 'answer', arguments: args });
const trial = (path: string) => done(product, within(space, `${path}/call`), { body: {} });

describe('limits of a tool and of its script', () => {
  it('end a run, and the answer says which limit that was and whose', async () => {
    await storeTool(ENDLESS, { tool: { cpuMs: 100 } });
    const message = await call();
    expect(message.result.isError).toBe(true);
    expect(textOf(message)).toMatch(
      /^CpuLimitExceeded: .* 100 ms of CPU time.* The limit is the tool's \(_limits\.cpuMs\)\.$/,
    );
  });

  it('hold for every tool that calls the script', async () => {
    await storeTool(ENDLESS, { script: { cpuMs: 50 } });
    expect(textOf(await call())).toMatch(/50 ms of CPU time.* The limit is the script's \(_limits\.cpuMs\)\.$/);
  });

  it('leave the operator’s where they are not narrowed', async () => {
    await storeTool(ENDLESS, { tool: { wallMs: 19_000 } });
    expect(textOf(await call())).toMatch(/1000 ms of CPU time.* The limit is the operator's \(RUN_CPU_MS\)\.$/);
  });

  it('narrow results, console, host calls and memory', async () => {
    const limits = { resultBytes: 2_000, consoleBytes: 100, hostCalls: 2, memoryBytes: 16 * 1024 * 1024 };
    const { tool: path } = await storeTool(
      `switch (input.use) {
        case 'result': return 'x'.repeat(2001);
        case 'console': console.log('y'.repeat(200)); return 'printed';
        case 'hostCalls': return many(libraries.PlatformApi.IafItemSvc, ctx);
        case 'memory': { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); }
      }
    }
    async function many({ getNamedUserItems }, ctx) {
      for (let n = 0; n < 3; n++) await getNamedUserItems({}, ctx);`,
      { tool: limits },
    );
    expect(textOf(await call({ use: 'result' }))).toMatch(/^ResultTooLarge: .*2000 bytes.*_limits\.resultBytes/);
    expect(textOf(await call({ use: 'hostCalls' }))).toMatch(
      /^HostCallLimitExceeded: .*more than 2 .*_limits\.hostCalls/,
    );
    expect(textOf(await call({ use: 'memory' }))).toMatch(/^MemoryLimitExceeded: .*16 MB.*_limits\.memoryBytes/);
    const printed = await done(product, within(space, `${path}/call`), { body: { arguments: { use: 'console' } } });
    expect(printed.run).toMatchObject({ consoleTruncated: true, limits: { ...limits, cpuMs: 1_000, wallMs: 20_000 } });
  });

  it('hold together as the smallest of all, from the next call on and without a new version', async () => {
    const { item, tool: path } = await storeTool('return 1', {
      script: { cpuMs: 500, hostCalls: 7 },
      tool: { cpuMs: 300, wallMs: 900 },
    });
    expect((await trial(path)).run.limits).toMatchObject({ cpuMs: 300, wallMs: 900, hostCalls: 7 });
    const changed = await done(product, within(space, item), { method: 'PATCH', body: { _limits: { cpuMs: 200 } } });
    expect(changed).toMatchObject({ _limits: { cpuMs: 200 }, _tipVersion: 1 });
    expect((await trial(path)).run.limits).toMatchObject({ cpuMs: 200, wallMs: 900, hostCalls: 1_000 });
    const [entry] = (await done(product, within(space, FUNCTIONS)))._list;
    expect(entry._limits).toEqual({ cpuMs: 200 });
  });

  it('hold for a definition that is tried', async () => {
    await store(product, within(space, ITEMS), [script(declares('answer', ENDLESS))]);
    const tried = await done(product, within(space, `${TOOLS}/try`), {
      body: { tool: tool('answer', { _limits: { cpuMs: 20 } }), arguments: {} },
    });
    expect(tried.content[0].text).toMatch(/20 ms of CPU time.*_limits\.cpuMs/);
  });
});

describe('limits above what the operator allows', () => {
  const TOO_MUCH = { _limits: { cpuMs: 5_000 } };
  const problem = (path: string) => ({
    status: 400,
    body: {
      errors: [{ path, message: 'must be at most 1000, which the operator allows (RUN_CPU_MS), and is 5000' }],
    },
  });

  it('are refused with both values, and nothing is stored', async () => {
    const paths = await storeTool('return 1');
    const before = await everything(product, space);
    const source = declares('other');
    expect(await rest(product, within(space, ITEMS), { body: [script(source, TOO_MUCH)] })).toMatchObject(
      problem('[0]._limits.cpuMs'),
    );
    expect(await rest(product, within(space, TOOLS), { body: [tool('other', TOO_MUCH)] })).toMatchObject(
      problem('[0]._limits.cpuMs'),
    );
    for (const path of [paths.item, paths.tool]) {
      const patched = await rest(product, within(space, path), { method: 'PATCH', body: TOO_MUCH });
      expect(patched).toMatchObject(problem('_limits.cpuMs'));
    }
    const put = await rest(product, within(space, paths.tool), { method: 'PUT', body: tool('answer', TOO_MUCH) });
    expect(put).toMatchObject(problem('_limits.cpuMs'));
    const tried = await rest(product, within(space, `${TOOLS}/try`), { body: { tool: tool('x', TOO_MUCH) } });
    expect(tried).toMatchObject(problem('tool._limits.cpuMs'));
    expect(await everything(product, space)).toBe(before);
  });

  it('that were stored before the operator allowed less widen nothing, and keep nobody from other changes', async () => {
    const dataDir = await newDataDir();
    const environment = { RUN_CPU_MS: '1000' };
    const earlier = await startLocalProcess({ dataDir, environment });
    await store(earlier, within(space, ITEMS), [script(declares('answer'), { _limits: { cpuMs: 800 } })]);
    const [{ _id: id }] = await store(earlier, within(space, TOOLS), [tool('answer', { _limits: { cpuMs: 900 } })]);
    await earlier.stop();
    const later = await startLocalProcess({ dataDir, environment: { RUN_CPU_MS: '400' } });
    try {
      const path = `${TOOLS}/${String(id)}`;
      expect((await done(later, `${path}/call`, { body: {} })).run.limits.cpuMs).toBe(400);
      const patched = await done(later, path, { method: 'PATCH', body: { _title: 'Answer' } });
      expect(patched).toMatchObject({ _title: 'Answer', _limits: { cpuMs: 900 } });
    } finally {
      await later.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it.each([
    [{}, /_limits: must name at least one limit/],
    [{ cpuMs: 1 }, /_limits\.cpuMs: must be at least 10/],
    [{ cpuMs: 'much' }, /_limits\.cpuMs: must be a whole number/],
    [{ cpu: 100 }, /_limits.*cpu/],
  ])('and such as no run could keep are refused: %j', async (_limits, message) => {
    await store(product, within(space, ITEMS), [script(declares('answer'))]);
    const answer = await rest(product, within(space, TOOLS), { body: [tool('answer', { _limits })] });
    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringMatching(message)]);
  });

  it('belong to scripts and to no other item', async () => {
    const answer = await rest(product, within(space, ITEMS), { body: [collection({ _limits: { cpuMs: 100 } })] });
    expect(answer.body.errors).toEqual([
      { path: '[0]._limits', message: 'is for items of class Script; this is one of class NamedUserCollection' },
    ]);
  });
});

describe('what a change leaves out', () => {
  it('PUT takes away, PATCH keeps, and null in a PATCH takes away', async () => {
    const paths = await storeTool('return 1', { script: { cpuMs: 100 }, tool: { cpuMs: 100 } });
    for (const path of [paths.item, paths.tool]) {
      const patch = (body: object) => done(product, within(space, path), { method: 'PATCH', body });
      expect((await patch({ _description: 'Answers.' }))._limits).toEqual({ cpuMs: 100 });
      expect(await patch({ _limits: null })).not.toHaveProperty('_limits');
      expect((await patch({ _limits: { wallMs: 500 } }))._limits).toEqual({ wallMs: 500 });
    }
    const item = { _name: 'A script', _userType: 'scripts' };
    expect(await done(product, within(space, paths.item), { method: 'PUT', body: item })).not.toHaveProperty('_limits');
    const put = await done(product, within(space, paths.tool), { method: 'PUT', body: tool('answer') });
    expect(put).not.toHaveProperty('_limits');
    expect((await trial(paths.tool)).run.limits).toMatchObject({ cpuMs: 1_000, wallMs: 20_000 });
  });

  it('null in a PATCH takes away title, output schema and annotations of a tool', async () => {
    const { tool: path } = await storeTool('return {}');
    const patch = (body: object) => done(product, within(space, path), { method: 'PATCH', body });
    const given = { _title: 'Answer', _outputSchema: { type: 'object' }, _annotations: { readOnlyHint: true } };
    expect(await patch(given)).toMatchObject(given);
    const without = await patch({ _title: null, _outputSchema: null, _annotations: null });
    for (const field of Object.keys(given)) expect(without).not.toHaveProperty(field);
    const refused = await rest(product, within(space, path), { method: 'PATCH', body: { _description: null } });
    expect(refused.status).toBe(400);
  });
});

describe('a flood of calls in one namespace', () => {
  it('is refused above the namespace’s limit, by name, and delays nobody else', async () => {
    await storeTool('for (const end = Date.now() + 300; Date.now() < end;);');
    const loud = space;
    space = newNamespace();
    await storeTool('return 1');
    const flood = Array.from({ length: 12 }, () =>
      rpc(product, `nsfilter=${loud}`, { method: 'tools/call', params: { name: 'answer' } }),
    );
    const refused = (await Promise.all(flood)).filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(12 - 2 - 3 - 2);
    for (const { headers, body } of refused) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(body.error.message).toBe(
        `In the namespace "${loud}" 3 runs wait for their turn, as many as RUN_NAMESPACE_WAITING allows. Try again later.`,
      );
    }
    const again = Array.from({ length: 5 }, () =>
      rpc(product, `nsfilter=${loud}`, { method: 'tools/call', params: { name: 'answer' } }),
    );
    let loudAnswers = 0;
    for (const answer of again) void answer.then(() => loudAnswers++);
    const quiet = await call();
    expect(textOf(quiet)).toBe('1');
    expect(loudAnswers).toBeLessThan(5);
    await Promise.all(again);
  });
});
