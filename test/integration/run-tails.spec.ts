/** Live tails of runs, read as a client of server-sent events reads them. */
import {
  ACCESS_TOKENS,
  declares,
  done,
  GRANTS,
  ITEMS,
  newNamespace,
  RUN_TAILS,
  RUNS,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { allow, asUser, newUserId } from './support/users.ts';
import { openEvents, type SentEvent } from '../support/event-stream.ts';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { ended, rest } from '../support/product.ts';

/** Prints and reports each of `input.steps`, with time between. */
const STEPS = `for (const step of input.steps) {
    console.log(step);
    callback(step);
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  if (input.fail) throw new Error('failed in the end');
  return input.steps.length;`;

let product: LocalProcess;
let space: string;
let toolId: string;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = newNamespace();
  toolId = await storeTool('answer');
});

async function storeTool(name: string): Promise<string> {
  await store(product, within(space, ITEMS), [script(`async ${declares(name, STEPS)}`, { _userType: name })]);
  const definition = { _script: { _userType: name, _scriptName: name }, _schema: { type: 'object' } };
  const [stored] = await store(product, within(space, TOOLS), [tool(name, definition)]);
  return stored._id;
}

/** Starts a run; answers with its id. */
const startRun = async (args: object, id = toolId): Promise<string> =>
  (await done(product, within(space, `${TOOLS}/${id}/call`, { async: 'true' }), { body: { arguments: args } })).runId;
const tailOf = (id: string, lastEventId?: string) =>
  openEvents(product, `${RUNS}/${id}/tail`, lastEventId === undefined ? {} : { lastEventId });
function linesOf(events: readonly SentEvent[]): string[] {
  return events.flatMap(({ type, data }) => {
    const lines: { text: string }[] = type === 'console' ? data._lines : [];
    return lines.map(({ text }) => text);
  });
}

describe('the tail of one run', () => {
  it('tells of the run, of what it prints and reports while it goes on, and ends with the outcome', async () => {
    const id = await startRun({ steps: ['a', 'b', 'c'] });
    const tail = await tailOf(id);
    expect([tail.status, tail.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    const events = await tail.rest();
    expect(events[0]).toMatchObject({ type: 'run', data: { _id: id } });
    expect(events.filter(({ type }) => type === 'console').length).toBeGreaterThan(1);
    expect(linesOf(events)).toEqual(['a', 'b', 'c']);
    expect(events.filter(({ type }) => type === 'progress').at(-1)!.data).toEqual({ _id: id, _progress: ['c'] });
    expect(events.at(-1)).toMatchObject({ type: 'outcome', data: { _id: id, _status: 'succeeded' } });
  });

  it('says why a run failed', async () => {
    const events = await (await tailOf(await startRun({ steps: ['a'], fail: true }))).rest();
    expect(events.at(-1)).toMatchObject({
      type: 'outcome',
      data: { _error: { message: 'failed in the end', line: 7 } },
    });
  });

  it('of a run that is over is all that there was', async () => {
    const id = await startRun({ steps: ['a', 'b'] });
    await (await tailOf(id)).until('outcome');
    const events = await (await tailOf(id)).rest();
    expect(events.map(({ type }) => type)).toEqual(['run', 'console', 'progress', 'outcome']);
    expect(linesOf(events)).toEqual(['a', 'b']);
  });

  it('goes on where a reader was that comes back, and wants it no more after the outcome', async () => {
    const id = await startRun({ steps: ['a', 'b', 'c', 'd'] });
    const first = await tailOf(id);
    const seen = await first.until('console');
    first.leave();
    const rest = await (await tailOf(id, seen.at(-1)!.id)).rest();
    expect([...linesOf(seen), ...linesOf(rest)]).toEqual(['a', 'b', 'c', 'd']);
    expect(rest.at(-1)!.type).toBe('outcome');
    expect((await tailOf(id, rest.at(-1)!.id)).status).toBe(204);
  });
});

describe('the tail of a namespace', () => {
  const tailAll = (query: Record<string, string> = {}, lastEventId?: string) =>
    openEvents(product, within(space, RUN_TAILS, query), lastEventId === undefined ? {} : { lastEventId });

  it('begins with what is in flight and tells of every run that comes, of this namespace only', async () => {
    const before = await startRun({ steps: ['a', 'b', 'c'] });
    const tail = await tailAll();
    const here = space;
    space = newNamespace();
    await startRun({ steps: ['elsewhere'] }, await storeTool('answer'));
    space = here;
    const after = await startRun({ steps: ['x'] });
    const events = [...(await tail.until('outcome')), ...(await tail.until('outcome'))];
    tail.leave();
    const outcomes = events.filter(({ type }) => type === 'outcome').map(({ data }) => String(data._id));
    expect(outcomes.sort()).toEqual([before, after].sort());
    expect(linesOf(events).sort()).toEqual(['a', 'b', 'c', 'x']);
  });

  it('takes the filters of the list', async () => {
    const other = await storeTool('other');
    const tail = await tailAll({ _toolName: 'other' });
    await startRun({ steps: ['not this'] });
    await startRun({ steps: ['this'] }, other);
    const events = await tail.until('outcome');
    tail.leave();
    expect(linesOf(events)).toEqual(['this']);
    expect((await rest(product, within(space, RUN_TAILS, { _oops: '1' }))).status).toBe(400);
  });

  it('tells a reader that comes back of what it missed', async () => {
    const first = await tailAll();
    await startRun({ steps: ['seen'] });
    const seen = await first.until('outcome');
    first.leave();
    const missed = await startRun({ steps: ['missed'] });
    await (await tailOf(missed)).until('outcome');
    const again = await tailAll({}, seen.at(-1)!.id);
    const events = await again.until('outcome');
    if (!events.some(({ data }) => data._id === missed)) events.push(...(await again.until('outcome')));
    again.leave();
    expect(linesOf(events)).toContain('missed');
  });
});

describe('the tails of a user', () => {
  it('tell of own runs and of those of tools that the user may READ, as long as that is so', async () => {
    const other = await storeTool('other');
    const annaId = newUserId();
    const anna = await asUser(product, annaId, space);
    const grant = (tool: string, ...actions: string[]) =>
      allow(product, space, { to: annaId, resource: `aisvc:mcp-tool:${tool}`, actions });
    const read = await grant(toolId, 'READ');
    await grant(other, 'RUN');
    const all = await openEvents(anna, within(space, RUN_TAILS));
    const followed = await startRun({ steps: ['a', 'b', 'c', 'd', 'e'] });
    await startRun({ steps: ['hidden'] }, other);
    const one = await openEvents(anna, `${RUNS}/${followed}/tail`);
    const seen = await all.until('console');
    await one.until('console');
    await rest(product, `${GRANTS}/${String(read._id)}`, { method: 'DELETE' });
    expect(linesOf(await one.rest())).not.toContain('e');
    await (await tailOf(followed)).rest();
    await rest(anna, `${TOOLS}/${other}/call`, { body: { arguments: { steps: ['own'] } } });
    seen.push(...(await all.until('outcome')));
    const lines = linesOf(seen);
    expect(lines).toEqual(expect.arrayContaining(['a', 'own']));
    expect(lines).not.toContain('e');
    expect(lines).not.toContain('hidden');
    const [{ _id: token }] = (await done(product, `${ACCESS_TOKENS}?_userId=${annaId}`))._list;
    await rest(product, `${ACCESS_TOKENS}/${String(token)}`, { method: 'DELETE' });
    await startRun({ steps: ['x'] });
    expect(await all.rest()).toEqual([]);
  });

  it('are so many that others have some as well', async () => {
    const anna = await asUser(product, newUserId(), space);
    const tails = await Promise.all(Array.from({ length: 5 }, () => openEvents(anna, within(space, RUN_TAILS))));
    expect(tails.map(({ status }) => status)).toEqual(tails.map(() => 200));
    expect(await rest(anna, within(space, RUN_TAILS))).toMatchObject({ status: 429 });
    const bobs = await openEvents(await asUser(product, newUserId(), space), within(space, RUN_TAILS));
    expect(bobs.status).toBe(200);
    for (const tail of [...tails, bobs]) tail.leave();
  });
});

describe('many tails', () => {
  const openTails = (namespace: string, count: number) =>
    Promise.all(Array.from({ length: count }, () => openEvents(product, within(namespace, RUN_TAILS))));

  it('of a namespace are refused above a number, and leave the other namespaces theirs, until some have left', async () => {
    const here = space;
    const tails = await openTails(here, 20);
    const refused = await rest(product, within(here, RUN_TAILS));
    expect(refused).toMatchObject({ status: 429, body: { code: 'TooManyRequests' } });
    expect(refused.body.detail).toContain(here);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    for (let n = 1; n < 10; n++) {
      space = newNamespace();
      await storeTool('answer');
      tails.push(...(await openTails(space, 20)));
    }
    expect(tails.map(({ status }) => status)).toEqual(tails.map(() => 200));
    space = newNamespace();
    await storeTool('answer');
    expect((await rest(product, within(space, RUN_TAILS))).body.detail).toContain('200 live tails');
    for (const tail of tails) tail.leave();
    const next = await eventually('a free place', async () => {
      const tail = await openEvents(product, within(here, RUN_TAILS));
      return tail.status === 200 && tail;
    });
    next.leave();
  });

  it('are not for scripts: what looks like a tail to them is a run that does not exist', async () => {
    await store(product, within(space, ITEMS), [
      script(
        `async ${declares('peek', `return await libraries.PlatformApi.IafItemSvc.getRun('tail', ctx).catch(({ code }) => code);`)}`,
        { _userType: 'peek' },
      ),
    ]);
    const [peek] = await store(product, within(space, TOOLS), [
      tool('peek', { _script: { _userType: 'peek', _scriptName: 'peek' }, _schema: { type: 'object' } }),
    ]);
    const answer = await done(product, within(space, `${TOOLS}/${peek._id}/call`), { body: { arguments: {} } });
    expect(answer.content).toMatchObject([{ text: expect.stringContaining('NotFound') }]);
  });

  it('end when the service does, and do not keep it', async () => {
    const ending = await startLocalProcess({ environment: { SHUTDOWN_MS: '30000' } });
    const tail = await openEvents(ending, within('demo', RUN_TAILS));
    ending.child.kill('SIGTERM');
    expect(await tail.rest()).toEqual([]);
    expect(await ended(ending.child)).toBe(0);
    await ending.stop();
  });
});
