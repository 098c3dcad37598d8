/** Records of runs that wait for their turn: told of while they wait, and of whatever becomes of them there. */
import { openEvents } from '../support/event-stream.ts';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  declares,
  done,
  ITEMS,
  type Json,
  newNamespace,
  RUN_TAILS,
  RUNS,
  script,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, textOf } from './support/mcp.ts';

// One run of a namespace at a time, so that the next one waits.
const environment = { RUN_NAMESPACE_CONCURRENT: '1', RUN_MAX_WAITING: '2' };

let product: LocalProcess;
let space: string;
let holding: Promise<Json>;
beforeAll(async () => {
  product = await startLocalProcess({ environment });
});
afterAll(() => product.stop());
beforeEach(async () => {
  space = await newSpace();
  holding = call({ ms: 20_000 });
  await inState('running', 1);
});
afterEach(async () => {
  for (const id of valuesOf(await runs({ _status: 'running' }), '_id')) await cancel(id);
  await holding;
});

/** A namespace with a tool whose runs take `ms`, and `short`, whose runs have a second. */
async function newSpace(): Promise<string> {
  const namespace = newNamespace();
  const body = 'await libraries.CoreUtils.sleep(input.ms); return input.ms;';
  await store(product, within(namespace, ITEMS), [script(`async ${declares('answer', body)}`)]);
  const _schema = { type: 'object' };
  const short = tool('short', { _schema, _limits: { wallMs: 1_000 } });
  await store(product, within(namespace, TOOLS), [tool('answer', { _schema }), short]);
  return namespace;
}

const call = (args: object, { name = 'answer', namespace = space } = {}): Promise<Json> =>
  callTool(product, `nsfilter=${namespace}`, { name, arguments: args });
const runs = async (query: Record<string, string> = {}): Promise<Json> => {
  const { status, body } = await rest(product, within(space, RUNS, query));
  return status === 200 ? body : { _total: 0, _list: [] };
};
const inState = (_status: string, count: number): Promise<Json[]> =>
  eventually(`${String(count)} runs that are ${_status}`, async () => {
    const { _list } = await runs({ _status });
    return _list.length === count && _list;
  });
const cancel = (id: string) => rest(product, `${RUNS}/${id}/cancel`, { method: 'POST' });
const recordOf = (id: string): Promise<Json> =>
  eventually(`the outcome of ${id}`, async () => {
    const record = await done(product, `${RUNS}/${id}`);
    return (record._status === 'succeeded' || record._status === 'failed') && record;
  });

describe('a run that waits for its turn', () => {
  it('is in lists and tails meanwhile, and has its outcome there when it has begun after all', async () => {
    const tail = await openEvents(product, within(space, RUN_TAILS, { _toolName: 'answer' }));
    const answer = call({ ms: 1 });
    const [waiting] = await inState('queued', 1);
    expect(waiting).toMatchObject({ _startedAt: null, _finishedAt: null, _tool: { _name: 'answer' } });
    const [running] = await inState('running', 1);
    await cancel(running._id);
    expect((await answer).result).toMatchObject({ _meta: { 'toolrack/runId': waiting._id } });
    expect(await recordOf(waiting._id)).toMatchObject({ _status: 'succeeded', _startedAt: expect.any(String) });
    const events = [...(await tail.until('outcome')), ...(await tail.until('outcome'))];
    tail.leave();
    const ofIt = events.filter(({ data }) => data._id === waiting._id).map(({ type, data }) => [type, data._status]);
    expect(ofIt[0]).toEqual(['run', 'queued']);
    expect(ofIt.at(-1)).toEqual(['outcome', 'succeeded']);
  });

  it('says so when somebody ends it there', async () => {
    const answer = call({ ms: 1 });
    const [waiting] = await inState('queued', 1);
    expect((await cancel(waiting._id)).status).toBe(202);
    expect(textOf(await answer)).toContain('RunCancelled');
    const record = await recordOf(waiting._id);
    expect(record).toMatchObject({ _error: { code: 'RunCancelled' }, _startedAt: null });
    expect(record._phases.queuedMs).toBeGreaterThanOrEqual(250);
  });

  it('says so when its time is over there', async () => {
    const answer = call({ ms: 1 }, { name: 'short' });
    const [waiting] = await inState('queued', 1);
    expect(textOf(await answer)).toContain('WallLimitExceeded: The run was not started');
    const record = await recordOf(waiting._id);
    expect(record).toMatchObject({ _error: { code: 'WallLimitExceeded' }, _startedAt: null });
    expect(record._phases.queuedMs).toBeGreaterThanOrEqual(1_000);
  });

  it('says so when it has to give up its place to one of another namespace', async () => {
    const answers = [call({ ms: 1 }), call({ ms: 2 })];
    const waiting = await inState('queued', 2);
    const namespace = await newSpace();
    const others = [call({ ms: 500 }, { namespace }), call({ ms: 1 }, { namespace })];
    const refused = (await Promise.race(answers)).error;
    expect(refused).toMatchObject({ message: expect.stringContaining('RUN_MAX_WAITING') });
    const [failed] = await inState('failed', 1);
    expect(valuesOf({ _list: waiting }, '_id')).toContain(failed._id);
    expect(failed).toMatchObject({ _startedAt: null, _error: { code: 'NotStarted', message: refused.message } });
    const [running] = await inState('running', 1);
    await cancel(running._id);
    await Promise.all([...answers, ...others]);
  });
});
