import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { EMPTY_RUN_REPORT, type RecordedRuns, type RunOutcome, type RunUpdate, runUpdateSchema } from '#libs/contracts';
import { PlatformApiError } from '#libs/platform-api';
import { createLogger } from '#libs/telemetry';
import { failedRun } from '../failed-run.js';
import { runRequest } from '../testing/run-request.js';
import type { RunRecordStore } from './run-record-store.js';
import { RunRecorder } from './run-recorder.js';

const logger = createLogger({ service: 'spec', level: 'silent' });
const done: RunOutcome = { status: 'succeeded', result: { ok: true }, report: { ...EMPTY_RUN_REPORT, wallMs: 3 } };
const away = () => new PlatformApiError({ status: 503, code: 'Unavailable', detail: 'away' });

/** A store that notes what it is sent; `answer` may refuse it. */
class NotingStore implements RunRecordStore {
  readonly batches: RunUpdate[][] = [];
  answer: () => Promise<Partial<RecordedRuns>> = () => Promise.resolve({});

  async write(updates: readonly string[]): Promise<RecordedRuns> {
    const answer = await this.answer();
    this.batches.push(updates.map((text) => runUpdateSchema.parse(JSON.parse(text))));
    return { _cancelled: [], _left: [], _refused: [], _refusedTotal: 0, ...answer };
  }

  withdraw(): Promise<void> {
    return Promise.resolve();
  }

  get updates(): RunUpdate[] {
    return this.batches.flat();
  }
}

describe('RunRecorder', () => {
  const recorders: RunRecorder[] = [];
  let store: NotingStore;
  const startRecorder = (options: { maxUnsentBytes?: number; onCancelled?: (runId: string) => void } = {}) => {
    const recorder = new RunRecorder({ store, logger, ...options });
    recorders.push(recorder);
    return recorder;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await delay(5);
  };

  beforeEach(() => {
    store = new NotingStore();
  });
  afterEach(async () => {
    store.answer = () => Promise.resolve({});
    await Promise.all(recorders.splice(0).map((recorder) => recorder.close()));
  });

  it('sends the runs of a moment in one batch, each with its outcome', async () => {
    const recorder = startRecorder();
    const requests = Array.from({ length: 50 }, () => runRequest({ input: { b: 1, a: [2] } }));
    for (const request of requests) recorder.begin(request).end(done);
    await until(() => store.updates.length === 50);
    expect(store.batches).toHaveLength(1);
    expect(store.updates.map(({ _id }) => _id)).toEqual(requests.map(({ runId }) => runId));
    expect(store.updates[0]).toMatchObject({
      _status: 'succeeded',
      _by: 'worker',
      _resultBytes: 11,
      _inputBytes: 15,
      _inputDigest: `sha256:${hash('sha256', '{"b":1,"a":[2]}')}`,
    });
    expect(store.updates[0]).not.toHaveProperty('_resultJson');
  });

  it('keeps a result that is larger than what its caller sees', async () => {
    const recorder = startRecorder();
    const request = runRequest();
    recorder.begin({ ...request, origin: { ...request.origin, keepResultAboveBytes: 10 } }).end(done);
    await until(() => store.updates.length === 1);
    expect(store.updates[0]).toMatchObject({ _resultJson: '{"ok":true}' });
  });

  it('says of a result that its caller has seen that it is for runs that are left, and of no other', async () => {
    const recorder = startRecorder();
    for (const answerBytes of [10, 11]) {
      const request = runRequest();
      recorder.begin({ ...request, origin: { ...request.origin, keepResultAboveBytes: 0, answerBytes } }).end(done);
    }
    await until(() => store.updates.length === 2);
    expect(store.updates.map(({ _resultJson, _keepsResultIfLeft }) => [_resultJson, _keepsResultIfLeft])).toEqual([
      ['{"ok":true}', undefined],
      ['{"ok":true}', true],
    ]);
  });

  it('tells of a run that goes on, with what it has printed and reported so far, and of its outcome last', async () => {
    const recorder = startRecorder();
    const recording = recorder.begin(runRequest());
    recording.output([{ level: 'log', text: 'one' }]);
    await until(() => store.updates.length === 1);
    recording.output([{ level: 'warn', text: 'two' }]);
    recording.progress([0.5, 'half']);
    await until(() => store.updates.length === 2);
    recording.end(done);
    await until(() => store.updates.length === 3);
    expect(store.updates.map(({ _status, _step, _console }) => [_status, _step, _console.length])).toEqual([
      ['running', 1, 1],
      ['running', 2, 2],
      ['succeeded', 2, 0],
    ]);
    expect(store.updates[1]).toMatchObject({ _progressJson: '[0.5,"half"]' });
  });

  it('says nothing of a run that is over before it could be told of', async () => {
    const recorder = startRecorder();
    recorder.begin(runRequest()).end(done);
    await until(() => store.updates.length > 0);
    await delay(600);
    expect(store.updates.map(({ _status }) => _status)).toEqual(['succeeded']);
  });

  it('tells of the runs that somebody asked to end', async () => {
    const cancelled: string[] = [];
    const recorder = startRecorder({ onCancelled: (runId) => cancelled.push(runId) });
    const request = runRequest();
    store.answer = () => Promise.resolve({ _cancelled: [request.runId] });
    const recording = recorder.begin(request);
    await until(() => cancelled.length > 0);
    recording.end(failedRun('RunCancelled', 'x'));
    expect(cancelled[0]).toBe(request.runId);
  });

  it('prefers what the worker found out to what its caller was told', async () => {
    const recorder = startRecorder();
    const request = runRequest();
    recorder.begin(request).end(done);
    recorder.settle(request, failedRun('WorkerLost', 'lost'));
    const other = runRequest();
    recorder.settle(other, failedRun('WorkerLost', 'lost'));
    recorder.begin(other).end(done);
    await until(() => store.updates.length === 2);
    expect(store.updates.map(({ _by, _status }) => [_by, _status])).toEqual([
      ['worker', 'succeeded'],
      ['worker', 'succeeded'],
    ]);
  });

  it('tells of a run that waits once, and of what became of it when that comes first', async () => {
    const recorder = startRecorder();
    const [waiting, begun, cancelled] = [runRequest(), runRequest(), runRequest()];
    for (const request of [waiting, begun, cancelled]) recorder.waiting(request);
    recorder.begin(begun).end(done);
    recorder.settle(cancelled, failedRun('RunCancelled', 'x'));
    await until(() => store.updates.length >= 3);
    await delay(600);
    const told = new Map(store.updates.map(({ _id, _by, _status }) => [_id, [_by, _status]]));
    expect(store.updates).toHaveLength(3);
    expect([waiting, begun, cancelled].map(({ runId }) => told.get(runId))).toEqual([
      ['caller', 'queued'],
      ['worker', 'succeeded'],
      ['caller', 'failed'],
    ]);
  });

  it('tries again while the store is away, and loses nothing', async () => {
    const recorder = startRecorder();
    store.answer = () => Promise.reject(away());
    for (let n = 0; n < 300; n++) recorder.begin(runRequest()).end(done);
    await delay(500);
    store.answer = () => Promise.resolve({});
    await until(() => store.updates.length === 300);
    expect(new Set(store.updates.map(({ _id }) => _id)).size).toBe(300);
  });

  it('drops the oldest when more waits than it may keep', async () => {
    const recorder = startRecorder({ maxUnsentBytes: 100_000 });
    store.answer = () => Promise.reject(away());
    const requests = Array.from({ length: 1_000 }, () => runRequest());
    for (const request of requests) recorder.begin(request).end(done);
    store.answer = () => Promise.resolve({});
    await recorder.close();
    const sent = new Set(store.updates.map(({ _id }) => _id));
    expect(sent.has(requests.at(-1)!.runId)).toBe(true);
    expect(sent.has(requests[0]!.runId)).toBe(false);
    expect(store.updates.map((update) => JSON.stringify(update).length).reduce((a, b) => a + b)).toBeLessThan(400_000);
  });

  it('counts what is being sent as what waits: both together are no more than it may keep', async () => {
    const recorder = startRecorder({ maxUnsentBytes: 100_000 });
    const arrived = Promise.withResolvers<Partial<RecordedRuns>>();
    let asked = 0;
    store.answer = () => {
      asked += 1;
      return asked === 1 ? arrived.promise : Promise.resolve({});
    };
    const large = () => runRequest({ functionName: 'f'.repeat(40_000) });
    const first = large();
    recorder.begin(first).end(done);
    await until(() => asked === 1);
    const rest = [large(), large(), large()];
    for (const request of rest) recorder.begin(request).end(done);
    await delay(20);
    arrived.resolve({});
    await recorder.close();
    expect(store.updates.map(({ _id }) => _id)).toEqual([first.runId, rest[2]!.runId]);
  });

  it('keeps neither the arguments of runs that are over nor results that are not to be kept', async () => {
    const recorder = startRecorder({ maxUnsentBytes: 100_000 });
    store.answer = () => Promise.reject(away());
    const requests = Array.from({ length: 20 }, () => runRequest({ input: { text: 'x'.repeat(50_000) } }));
    for (const request of requests) recorder.begin(request).end({ ...done, result: 'y'.repeat(50_000) });
    await delay(300);
    store.answer = () => Promise.resolve({});
    await recorder.close();
    expect(store.updates).toHaveLength(20);
  });

  it('gives up what the store does not take, and goes on', async () => {
    const recorder = startRecorder();
    let refused = 0;
    store.answer = () => {
      refused += 1;
      return Promise.reject(new PlatformApiError({ status: 400, code: 'ValidationFailed', detail: 'no' }));
    };
    recorder.begin(runRequest()).end(done);
    await until(() => refused > 0);
    store.answer = () => Promise.resolve({});
    const request = runRequest();
    recorder.begin(request).end(done);
    await until(() => store.updates.length > 0);
    expect(store.updates.map(({ _id }) => _id)).toEqual([request.runId]);
  });

  it('sends what is left when it is closed', async () => {
    const recorder = startRecorder();
    recorder.begin(runRequest()).end(done);
    await recorder.close();
    expect(store.updates).toHaveLength(1);
  });

  it('stores the record of a run that is to wait before it answers, or says that it cannot', async () => {
    const recorder = startRecorder();
    await recorder.queued(runRequest());
    expect(store.updates).toMatchObject([{ _status: 'queued', _by: 'caller', _startedAt: null }]);
    store.answer = () => Promise.reject(away());
    await expect(recorder.queued(runRequest())).rejects.toMatchObject({ code: 'Unavailable' });
  });

  it('leaves a run to its record where that takes it', async () => {
    const recorder = startRecorder();
    const [left, over] = [runRequest(), runRequest()];
    store.answer = () => Promise.resolve({ _left: [left.runId] });
    expect([await recorder.leave(left), await recorder.leave(over)]).toEqual([true, false]);
    expect(store.updates[0]).toMatchObject({ _status: 'queued', _by: 'caller', _isLeft: true });
    store.answer = () => Promise.reject(away());
    await expect(recorder.leave(left)).rejects.toMatchObject({ code: 'Unavailable' });
  });
});
