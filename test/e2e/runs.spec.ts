/** Records of runs where every service is a process of its own: written by one, read from another, whatever dies between. */
import { setTimeout as delay } from 'node:timers/promises';
import { askAnnouncingTasks } from '../support/announcing-tasks.ts';
import { storeFunctions } from '../support/content.ts';
import { eventually } from '../support/eventually.ts';
import { openEvents } from '../support/event-stream.ts';
import { rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';

const RUNS = '/itemsvc/api/v1/runs';
const NAMESPACE = 'recorded';
const WALL_MS = 8_000;

describe('Runs of separate services', () => {
  let services: SeparateServices;
  let toolId: string;

  beforeAll(async () => {
    services = await startSeparateServices({
      environment: { RUN_WALL_MS: String(WALL_MS), RUN_NAMESPACE_CONCURRENT: '4', WORKER_CONCURRENCY: '6' },
    });
    const work = `async function work({ lines, ms }) {
      for (const line of lines) {
        console.log(line);
        await new Promise((resolve) => setTimeout(resolve, ms));
      }
      return { lines: lines.length };
    }`;
    await storeFunctions(services, NAMESPACE, { userType: 'work_script', functions: { work } });
    const { body } = await rest(services, `/aisvc/api/v1/mcp-tools?nsfilter=${NAMESPACE}&_name=work`);
    toolId = body._list[0]._id;
  });
  afterAll(() => services.stop());

  /** Starts a run that prints lines, one each so many milliseconds; answers with the path of its record. */
  async function startRun(lines: string[], ms: number): Promise<string> {
    const path = `/aisvc/api/v1/mcp-tools/${toolId}/call?nsfilter=${NAMESPACE}&async=true`;
    const { status, headers, text } = await rest(services, path, { body: { arguments: { lines, ms } } });
    if (status !== 202) throw new Error(text);
    return headers.get('location')!;
  }
  const inState = (run: string, ...states: string[]) =>
    eventually(`${states.join(' or ')} of ${run}`, async () => {
      const { status, body } = await rest(services, run);
      return status === 200 && states.includes(body._status) && body;
    });

  it('keep the result of an asynchronous call, with what the worker found out', async () => {
    const record = await inState(await startRun(['a', 'b'], 100), 'succeeded', 'failed');
    expect(record).toMatchObject({
      _status: 'succeeded',
      _result: { lines: 2 },
      _console: [{ text: 'a' }, { text: 'b' }],
      _tool: { _id: toolId, _name: 'work' },
    });
    expect(record._phases.ranMs).toBeGreaterThan(150);
  });

  it('say how long they waited for their turn, whichever clocks the processes go by', async () => {
    // One more at a time than the worker takes of a namespace.
    const runs = await Promise.all(Array.from({ length: 5 }, () => startRun(['a'], 1_000)));
    const records = await Promise.all(runs.map((run) => inState(run, 'succeeded', 'failed')));
    const waits = records.map(({ _phases }) => Number(_phases.queuedMs)).sort((a, b) => a - b);
    expect(waits.at(-1)! - waits[0]!).toBeGreaterThan(500);
  });

  it('are followed live through the gateway', async () => {
    const run = await startRun(['a', 'b', 'c'], 700);
    const tail = await openEvents(services, `${run}/tail`);
    const first = await tail.until('console');
    expect((await rest(services, run)).body._status).toBe('running');
    const events = [...first, ...(await tail.rest())];
    const lines = events.flatMap(({ type, data }) => (type === 'console' ? (data._lines as { text: string }[]) : []));
    expect(lines.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(events.at(-1)).toMatchObject({ type: 'outcome', data: { _status: 'succeeded' } });
  });

  it('end in the worker when somebody cancels them at the item service', async () => {
    const run = await startRun(['begun'], 60_000);
    await inState(run, 'running');
    expect((await rest(services, `${run}/cancel`, { method: 'POST' })).status).toBe(202);
    expect(await inState(run, 'succeeded', 'failed')).toMatchObject({
      _error: { code: 'RunCancelled' },
      _console: [{ text: 'begun' }],
    });
  });

  it('are recorded by the worker although the item service was away when they ended', async () => {
    const run = await startRun(['a'], 1_500);
    await inState(run, 'running');
    await services.itemsvc.kill();
    await delay(2_500);
    await services.restartItemsvc();
    expect(await inState(run, 'succeeded', 'failed')).toMatchObject({ _status: 'succeeded', _result: { lines: 1 } });
  });

  it('keep the result of a call that became a task, whoever answered it is gone', async () => {
    const other = await services.startAisvc();
    const params = { name: 'work', arguments: { lines: ['a', 'b', 'c'], ms: 800 } };
    const at = { url: other.url, token: services.token };
    const { taskId } = await askAnnouncingTasks(at, NAMESPACE, { method: 'tools/call', params });
    await other.kill();
    expect(await inState(`${RUNS}/${taskId}`, 'succeeded', 'failed')).toMatchObject({ _result: { lines: 3 } });
    const task = await askAnnouncingTasks(services, NAMESPACE, { method: 'tasks/get', params: { taskId } });
    expect(task).toMatchObject({ status: 'completed', result: { structuredContent: { lines: 3 } } });
  });

  it('that are lost with their worker say so, and keep what was told before', async () => {
    const run = await startRun(['a'], 60_000);
    await inState(run, 'running');
    await services.workers.at(-1)!.kill();
    expect(await inState(run, 'succeeded', 'failed')).toMatchObject({
      _error: { code: 'WorkerLost' },
      _console: [{ text: 'a' }],
    });
    await services.startWorker();
  });

  it('that nobody is left to tell of are lost some time after their deadline', async () => {
    const run = await startRun(['a'], 60_000);
    await inState(run, 'running');
    await Promise.all([services.workers.at(-1)!.kill(), services.aisvc.kill()]);
    expect((await rest(services, run)).body._status).toBe('running');
    expect(await inState(run, 'succeeded', 'failed')).toMatchObject({ _error: { code: 'WorkerLost' } });
    expect((await rest(services, `${RUNS}?nsfilter=${NAMESPACE}&_status=running`)).body._total).toBe(0);
  });
});
