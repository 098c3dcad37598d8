/** Results of runs that may be left to their records: kept where the run was left, by whoever that was told, and nowhere else. */
import { randomUUID } from 'node:crypto';
import { RunTokens } from '#libs/access';
import { askAnnouncingTasks } from '../support/announcing-tasks.ts';
import { eventually } from '../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import {
  declares,
  done,
  ITEMS,
  type Json,
  newNamespace,
  RUNS,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { runUpdate } from './support/run-update.ts';

const SERVICE_KEY = 'the-service-key-of-these-tests-is-long-enough';

let product: LocalProcess;
let recorder: Product;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SERVICE_KEY, RUN_ANSWER_BYTES: '1024' } });
  const service = { id: 'run-recorder', kind: 'service', namespaces: '*' } as const;
  recorder = { ...product, token: await new RunTokens(SERVICE_KEY).issue(service, { ttlMs: 600_000 }) };
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

const over = ({ _status }: Json): boolean => _status === 'succeeded' || _status === 'failed';

describe('a call by a client that announces tasks', () => {
  const ask = (method: 'tools/call' | 'tasks/get', params: object): Promise<Json> =>
    askAnnouncingTasks(product, space, { method, params });
  const call = (args: object) => ask('tools/call', { name: 'answer', arguments: args });
  const recordOf = (id: string): Promise<Json> =>
    eventually(`the outcome of ${id}`, async () => {
      const { status, body } = await rest(product, `${RUNS}/${id}`);
      return status === 200 && over(body) && body;
    });

  beforeEach(async () => {
    const body = 'await libraries.CoreUtils.sleep(input.ms ?? 0); return "x".repeat(input.length ?? 3);';
    await store(product, within(space, ITEMS), [script(`async ${declares('answer', body)}`)]);
    await store(product, within(space, TOOLS), [tool('answer', { _schema: { type: 'object' } })]);
  });

  it.each([0, 500])('leaves no result in the record when it is answered, after %d ms', async (ms) => {
    const result = await call({ ms });
    expect(result).toMatchObject({ resultType: 'complete', content: [{ text: 'xxx' }] });
    const record = await recordOf(result._meta['toolrack/runId']);
    expect(record).toMatchObject({ _status: 'succeeded', _resultBytes: 5 });
    expect(record).not.toHaveProperty('_result');
  });

  it('leaves it there when it became a task, which has it', async () => {
    const { resultType, taskId } = await call({ ms: 1_500 });
    expect(resultType).toBe('task');
    expect(await recordOf(taskId)).toMatchObject({ _result: 'xxx' });
    expect(await ask('tasks/get', { taskId })).toMatchObject({ result: { content: [{ text: 'xxx' }] } });
  });

  it('leaves it there when the model saw it cut', async () => {
    const result = await call({ length: 2_000 });
    expect(await recordOf(result._meta['toolrack/runId'])).toMatchObject({ _result: 'x'.repeat(2_000) });
  });
});

describe('what is said of a run that may be left', () => {
  const running = { _status: 'running', _step: 1 };
  const succeeded = { _resultJson: '1', _keepsResultIfLeft: true };
  const succeededLater = { ...succeeded, _step: 2 };
  const left = { _by: 'caller', _status: 'queued', _startedAt: null, _isLeft: true };
  const waiting = { ...left, _isLeft: undefined };
  const error = { code: 'WorkerLost', name: 'WorkerLost', message: 'lost' };
  const lost = { _by: 'caller', _status: 'failed', _error: error };
  const say = (id: string, fields: object): Promise<Json> =>
    done(recorder, RUNS, { method: 'PUT', body: [runUpdate(space, { _id: id, ...fields })] });
  const recordOf = (id: string) => done(product, `${RUNS}/${id}`);

  it.each([
    ['at once', [left, succeeded]],
    ['while it waits', [waiting, left, succeeded]],
    ['while it runs', [running, left, succeededLater]],
    ['before it was known to run', [left, running, succeededLater]],
    ['and then taken for lost', [running, left, lost, succeededLater]],
    ['and told of twice', [left, succeeded, succeeded]],
  ])('is kept with the result when it was left %s', async (_when, updates) => {
    const id = randomUUID();
    const answers = [];
    for (const fields of updates) answers.push(await say(id, fields));
    expect(answers[updates.indexOf(left)]._left).toEqual([id]);
    expect(await recordOf(id)).toMatchObject({ _status: 'succeeded', _result: 1, _error: null });
  });

  it.each([
    ['was never left', [succeeded]],
    ['was never left and ran for a while', [running, succeededLater]],
    ['was never left, and what was said before did not arrive', [succeededLater]],
    ['was left when it was over', [succeeded, left]],
    ['was left when it was over, after a while', [running, succeededLater, left]],
  ])('is kept without the result when it %s, and whoever leaves it is told', async (_what, updates) => {
    const id = randomUUID();
    for (const fields of updates) expect((await say(id, fields))._left).toEqual([]);
    const record = await recordOf(id);
    expect(record).toMatchObject({ _status: 'succeeded', _resultBytes: 1 });
    expect(record).not.toHaveProperty('_result');
  });

  it('is one or the other when both come at the same time', async () => {
    await Promise.all(
      Array.from({ length: 100 }, async (_, n) => {
        const id = randomUUID();
        if (n % 2 === 0) await say(id, running);
        const [answer] = await Promise.all([say(id, left), say(id, n % 2 === 0 ? succeededLater : succeeded)]);
        const isLeft = answer._left.length === 1;
        expect('_result' in (await recordOf(id))).toBe(isLeft);
      }),
    );
  });
});
