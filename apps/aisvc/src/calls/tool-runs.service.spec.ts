import { setTimeout as delay } from 'node:timers/promises';
import { RunTokens } from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';
import { RunConfig } from '#libs/config';
import {
  DEFAULT_RUN_LIMITS,
  effectiveLimits,
  EMPTY_RUN_REPORT,
  type RecordedRuns,
  type RunOutcome,
  type RunUpdate,
  runUpdateSchema,
} from '#libs/contracts';
import type { PlatformTransport } from '#libs/platform-api';
import { FairRunner, InlineRunner, RecordingExecutor, type RunRequest, RunTracking } from '#libs/script-runner';
import { createLogger } from '#libs/telemetry';
import { type ToolRun, ToolRuns } from './tool-runs.service.js';

const done: RunOutcome = { status: 'succeeded', result: 'done', report: { ...EMPTY_RUN_REPORT, wallMs: 1 } };

const toolRun = (namespace = 'demo'): ToolRun => ({
  namespace,
  principal: { id: 'admin', kind: 'admin', namespaces: '*' },
  tool: { _id: 't1', _name: 'find' },
  function: {
    name: 'find',
    parameters: [],
    async: true,
    tags: [],
    line: 1,
    _itemId: 'i1',
    _userType: 'scripts',
    _versionId: 'v1',
    _version: 1,
    _namespaces: [namespace],
  },
  input: {},
  limits: effectiveLimits(DEFAULT_RUN_LIMITS, { script: undefined, tool: undefined }),
});

/** Runs that end when they are told to, and records that note what is said of them. */
function setUp({ recordsMs = 60_000 } = {}) {
  const updates: RunUpdate[] = [];
  const store = { answer: (_update: RunUpdate): Partial<RecordedRuns> | undefined => ({}) };
  const transport: PlatformTransport = {
    send: ({ method, body = '[]' }) => {
      if (method !== 'PUT') return Promise.resolve({ status: 204, body: '' });
      const sent = (JSON.parse(body) as unknown[]).map((one) => runUpdateSchema.parse(one));
      const answer = store.answer(sent[0]!);
      if (answer === undefined) return Promise.resolve({ status: 503, body: 'away' });
      updates.push(...sent);
      const whole = { _cancelled: [], _left: [], _refused: [], _refusedTotal: 0, ...answer };
      return Promise.resolve({ status: 200, body: JSON.stringify(whole) });
    },
  };
  const logger = createLogger({ service: 'spec', level: 'silent' });
  const runTokens = new RunTokens('k'.repeat(32));
  const changeFeed = new LocalChangeFeed();
  const tracking = new RunTracking({ transport, runTokens, changeFeed, recordsMs, logger });
  const { inFlight, recorder } = tracking;
  const started: { request: RunRequest; end: () => void }[] = [];
  const executor = {
    execute: async (request: RunRequest): Promise<RunOutcome> => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      started.push({
        request,
        end: () => {
          resolve(undefined);
        },
      });
      await promise;
      return done;
    },
  };
  const runner = new FairRunner({
    runner: new InlineRunner(new RecordingExecutor({ executor, inFlight, recorder })),
    limits: { namespaceConcurrent: 1, namespaceWaiting: 10, maxWaiting: 2 },
    capacity: () => 2,
  });
  const runs = new ToolRuns(runner, tracking, new RunConfig({}), logger);
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await delay(5);
  };
  return { runs, updates, store, started, until, close: () => tracking.close() };
}

const PATIENCE_MS = 30;

describe('ToolRuns', () => {
  it('leaves a run that takes long once its record says that it is left', async () => {
    const { runs, store, updates, started, until, close } = setUp();
    store.answer = ({ _id, _isLeft }) => ({ _left: _isLeft === true ? [_id] : [] });
    const { runId, outcome } = await runs.runOrLeave(toolRun(), PATIENCE_MS);
    expect(outcome).toBeUndefined();
    expect(updates).toMatchObject([{ _id: runId, _isLeft: true }]);
    started[0]!.end();
    await until(() => updates.at(-1)!._status === 'succeeded');
    await close();
    expect(updates.at(-1)).toMatchObject({ _id: runId, _status: 'succeeded', _resultJson: '"done"' });
  });

  it.each([
    ['says that it is over', {}],
    ['cannot be stored', undefined],
  ])('waits for a run whose record %s when it is to be left', async (_what, answer) => {
    const { runs, store, started, until, close } = setUp();
    let asked = false;
    store.answer = ({ _isLeft }) => {
      asked ||= _isLeft === true;
      return answer;
    };
    const answered = runs.runOrLeave(toolRun(), PATIENCE_MS);
    await until(() => asked);
    started[0]!.end();
    await expect(answered).resolves.toMatchObject({ outcome: { status: 'succeeded', result: 'done' } });
    store.answer = () => ({});
    await close();
  });

  it('answers a run that ends in time, and leaves it to nobody', async () => {
    const { runs, updates, started, close } = setUp();
    const answered = runs.runOrLeave(toolRun(), 5_000);
    started[0]!.end();
    await expect(answered).resolves.toMatchObject({ outcome: { result: 'done' } });
    await close();
    expect(updates).toMatchObject([{ _status: 'succeeded', _keepsResultIfLeft: true }]);
  });

  it('records of a run that waits and is refused after all that it never started', async () => {
    const { runs, updates, started, until, close } = setUp();
    const told = (status: string) => updates.filter(({ _status }) => _status === status);
    const loud = [1, 2, 3].map(() => runs.run(toolRun('loud')));
    await until(() => told('queued').length === 2);
    const quiet = [1, 2].map(() => runs.run(toolRun('quiet')));
    await expect(loud[2]).rejects.toMatchObject({ code: 'TooManyRequests' });
    await until(() => told('failed').length === 1);
    expect(told('failed')).toMatchObject([{ _id: told('queued')[1]!._id, _error: { code: 'NotStarted' } }]);
    expect(told('failed')[0]!._phases.queuedMs).toBeGreaterThanOrEqual(250);
    for (let ended = 0; ended < 4; ended++) {
      await until(() => started.length > ended);
      started[ended]!.end();
    }
    await Promise.all([...loud.slice(0, 2), ...quiet]);
    await close();
    expect(told('succeeded')).toHaveLength(4);
  });

  it('tells nobody of runs where no records are kept', async () => {
    const { runs, updates, started, close } = setUp({ recordsMs: 0 });
    const answered = runs.runOrLeave(toolRun(), PATIENCE_MS);
    await delay(2 * PATIENCE_MS);
    started[0]!.end();
    await expect(answered).resolves.toMatchObject({ outcome: { result: 'done' } });
    await close();
    expect(updates).toEqual([]);
  });
});
