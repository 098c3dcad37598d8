import { InlineRunner } from './inline-runner.js';
import { FunctionExecutor } from './testing/function-executor.js';
import { runRequest } from './testing/run-request.js';

const waiting = (ms: number) => runRequest({ functionName: 'wait', input: { ms } });

describe('InlineRunner', () => {
  it('answers with the outcome', async () => {
    const runner = new InlineRunner(new FunctionExecutor());
    await expect(runner.run(runRequest({ input: { a: 1 } }))).resolves.toMatchObject({ result: { a: 1 } });
    await expect(runner.run(runRequest({ functionName: 'fail' }))).resolves.toMatchObject({
      error: { code: 'ScriptFailed', message: 'it broke', line: 3 },
    });
  });

  it('finishes the runs that it took when it is closed, and takes no others', async () => {
    const runner = new InlineRunner(new FunctionExecutor());
    const taken = [runner.run(waiting(20)), runner.run(waiting(1))];
    const closed = runner.close();
    await expect(runner.run(waiting(1))).rejects.toMatchObject({ status: 503 });
    await closed;
    await expect(Promise.all(taken)).resolves.toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }]);
  });
});
