import { steadyNow } from '#libs/clock';
import { InlineRunner } from './inline-runner.js';
import { FunctionExecutor } from './testing/function-executor.js';
import { runRequest } from './testing/run-request.js';

function runnerWith(limits: { maxConcurrent: number; maxWaiting: number }) {
  const started: string[] = [];
  const executor = new FunctionExecutor((request) => {
    started.push(request.runId);
    return Promise.resolve();
  });
  return { runner: new InlineRunner({ executor, ...limits }), started };
}

const waiting = (ms: number) => runRequest({ functionName: 'wait', input: { ms } });

describe('InlineRunner', () => {
  it('answers with the outcome', async () => {
    const { runner } = runnerWith({ maxConcurrent: 1, maxWaiting: 0 });
    await expect(runner.run(runRequest({ input: { a: 1 } }))).resolves.toMatchObject({ result: { a: 1 } });
    await expect(runner.run(runRequest({ functionName: 'fail' }))).resolves.toMatchObject({
      error: { code: 'ScriptFailed', message: 'it broke', line: 3 },
    });
  });

  it('runs no more than its limit at a time, the others in their order', async () => {
    const { runner, started } = runnerWith({ maxConcurrent: 2, maxWaiting: 10 });
    const requests = [waiting(30), waiting(60), waiting(1), waiting(1)];
    const outcomes = requests.map((request) => runner.run(request));
    await Promise.resolve();
    expect(started).toHaveLength(2);
    await Promise.all(outcomes);
    expect(started).toEqual(requests.map(({ runId }) => runId));
  });

  it('refuses a run above the waiting limit with 429 and a time to try again', async () => {
    const { runner } = runnerWith({ maxConcurrent: 1, maxWaiting: 1 });
    const taken = [runner.run(waiting(30)), runner.run(waiting(1))];
    await expect(runner.run(waiting(1))).rejects.toMatchObject({ status: 429, retryAfterSeconds: expect.any(Number) });
    await Promise.all(taken);
    await expect(runner.run(waiting(1))).resolves.toMatchObject({ status: 'succeeded' });
  });

  it('answers a waiting run that is cancelled or out of time, and never starts it', async () => {
    const { runner, started } = runnerWith({ maxConcurrent: 1, maxWaiting: 10 });
    const busy = runner.run(waiting(100));
    const cancelled = runner.run({ ...waiting(1), signal: AbortSignal.timeout(10) });
    const late = runner.run({ ...waiting(1), deadline: steadyNow() + 20 });
    await expect(cancelled).resolves.toMatchObject({ error: { code: 'RunCancelled' } });
    await expect(late).resolves.toMatchObject({ error: { code: 'WallLimitExceeded' } });
    await busy;
    await runner.close();
    expect(started).toHaveLength(1);
  });

  it('finishes the runs that it took when it is closed, and takes no others', async () => {
    const { runner } = runnerWith({ maxConcurrent: 1, maxWaiting: 10 });
    const taken = [runner.run(waiting(20)), runner.run(waiting(1))];
    const closed = runner.close();
    await expect(runner.run(waiting(1))).rejects.toMatchObject({ status: 503 });
    await closed;
    await expect(Promise.all(taken)).resolves.toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }]);
  });
});
