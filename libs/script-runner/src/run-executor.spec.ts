import { setTimeout as delay } from 'node:timers/promises';
import { steadyNow } from '#libs/clock';
import { DEFAULT_RUN_LIMITS, EMPTY_RUN_REPORT, type JsonValue, type RunOutcome } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import type { Sandbox, SandboxRun, ScriptVersion } from '#libs/sandbox';
import { createLogger } from '#libs/telemetry';
import { RunExecutor } from './run-executor.js';
import type { HostCallContext, HostCalls, ScriptVersions } from './script-runner.types.js';
import { runRequest } from './testing/run-request.js';

const logger = createLogger({ service: 'spec', level: 'silent' });
const script: ScriptVersion = { versionId: 'v1', namespace: 'demo', source: 'function echo() {}' };

function executorWith(given: {
  get?: ScriptVersions['get'];
  run?: (run: SandboxRun) => Promise<JsonValue>;
  hostCalls?: HostCalls;
}) {
  const runs: SandboxRun[] = [];
  const sandbox: Sandbox = {
    run: async (run): Promise<RunOutcome> => {
      runs.push(run);
      return { status: 'succeeded', result: (await given.run?.(run)) ?? null, report: EMPTY_RUN_REPORT };
    },
    close: () => Promise.resolve(),
  };
  const versions: ScriptVersions = { get: given.get ?? (() => Promise.resolve(script)) };
  const hostCalls = given.hostCalls ?? (() => Promise.resolve(null));
  return { executor: new RunExecutor({ sandbox, versions, hostCalls, logger }), runs };
}

describe('RunExecutor', () => {
  it('hands the function, the input and a context without credentials to the sandbox', async () => {
    const { executor, runs } = executorWith({});
    const request = runRequest({ input: { a: 1 } });
    await expect(executor.execute(request)).resolves.toMatchObject({ status: 'succeeded' });
    expect(runs[0]).toMatchObject({
      script,
      functionName: 'echo',
      input: { a: 1 },
      ctx: { authToken: `run:${request.runId}`, _namespaces: ['demo'] },
    });
  });

  it("answers host calls as the run's principal", async () => {
    const seen: HostCallContext[] = [];
    const { executor } = executorWith({
      run: ({ host }) => host({ kind: 'platform', service: 'IafFileSvc', method: 'getFile', args: ['1'] }),
      hostCalls: (call, run) => {
        seen.push(run);
        return Promise.resolve(call.kind);
      },
    });
    const request = runRequest();
    await expect(executor.execute(request)).resolves.toMatchObject({ result: 'platform' });
    const { runId, principal, namespace, deadline } = request;
    expect(seen).toEqual([{ runId, principal, namespace, deadline }]);
  });

  it('tells host calls that nobody waits for them any more, whatever ended the run', async () => {
    for (const end of [() => Promise.resolve(null), () => Promise.reject(new Error('x'))]) {
      const ended: AbortSignal[] = [];
      const { executor } = executorWith({
        run: async ({ host }) => {
          await host({ kind: 'platform', service: 'IafFileSvc', method: 'getFile', args: ['1'] });
          expect(ended.map(({ aborted }) => aborted)).toEqual([false]);
          return end();
        },
        hostCalls: (_call, run) => {
          ended.push(run.ended);
          return Promise.resolve(null);
        },
      });
      await executor.execute(runRequest());
      expect(ended.map(({ aborted }) => aborted)).toEqual([true]);
    }
  });

  it('gives the sandbox the time that is left after the version was read, of the limit or until the deadline', async () => {
    const get = () => delay(100, script);
    const { executor, runs } = executorWith({ get });
    await executor.execute(runRequest({ limits: { ...DEFAULT_RUN_LIMITS, wallMs: 1_000 } }));
    await executor.execute(runRequest({ deadline: steadyNow() + 2_000 }));
    expect(runs[0]!.wallLeftMs).toBeLessThanOrEqual(901);
    expect(runs[1]!.wallLeftMs).toBeLessThanOrEqual(1_801);
    expect(runs[1]!.wallLeftMs).toBeGreaterThan(1_000);
  });

  it('leaves the limits as they are, so that an error names what was set', async () => {
    const { executor, runs } = executorWith({ get: () => delay(50, script) });
    const limits = { ...DEFAULT_RUN_LIMITS, wallMs: 1_000 };
    await executor.execute(runRequest({ limits }));
    expect(runs[0]!.limits).toEqual(limits);
  });

  it('says how long the run waited, by its deadline, and was prepared', async () => {
    const { executor } = executorWith({ get: () => delay(50, script) });
    const request = runRequest({ deadline: steadyNow() + 20_000 });
    const { report } = await executor.execute(request);
    expect(Math.round(report.phases.queuedMs / 1_000)).toBe(10);
    expect(report.phases.preparedMs).toBeGreaterThan(40);
  });

  it('passes on what the run prints and reports', async () => {
    const heard: unknown[] = [];
    const { executor } = executorWith({
      run: ({ onOutput, onProgress }) => {
        onOutput?.([{ level: 'log', text: 'hello' }]);
        onProgress?.([0.5]);
        return Promise.resolve(null);
      },
    });
    await executor.execute(
      runRequest({ onOutput: (lines) => heard.push(lines), onProgress: (args) => heard.push(args) }),
    );
    expect(heard).toEqual([[{ level: 'log', text: 'hello' }], [0.5]]);
  });

  it('answers ScriptUnavailable, with the reason, when the version cannot be read', async () => {
    const get = () => Promise.reject(new ToolrackError('NotFound', 'There is no such item.'));
    const { executor, runs } = executorWith({ get });
    await expect(executor.execute(runRequest())).resolves.toMatchObject({
      error: { code: 'ScriptUnavailable', message: expect.stringContaining('There is no such item.') },
    });
    expect(runs).toHaveLength(0);
  });

  it('shows nothing of an unexpected error', async () => {
    const { executor } = executorWith({ get: () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7')) });
    const outcome = await executor.execute(runRequest());
    expect(outcome).toMatchObject({ error: { code: 'ScriptUnavailable' } });
    expect(JSON.stringify(outcome)).not.toContain('10.0.0.7');
  });

  it('runs no script of another namespace', async () => {
    const { executor, runs } = executorWith({ get: () => Promise.resolve({ ...script, namespace: 'other' }) });
    await expect(executor.execute(runRequest())).resolves.toMatchObject({ error: { code: 'ScriptUnavailable' } });
    expect(runs).toHaveLength(0);
  });

  it('runs nothing in a namespace that is not the principal’s, and reads nothing there', async () => {
    let reads = 0;
    const { executor, runs } = executorWith({ get: () => Promise.resolve((reads++, script)) });
    const request = runRequest({ principal: { id: 'somebody', kind: 'run', namespaces: ['other'] } });
    await expect(executor.execute(request)).resolves.toMatchObject({ error: { code: 'ScriptUnavailable' } });
    expect([runs.length, reads]).toEqual([0, 0]);
  });

  it('waits for a version no longer than the run has time, and no longer than the caller', async () => {
    const { executor } = executorWith({ get: () => new Promise(() => undefined) });
    const limits = { ...DEFAULT_RUN_LIMITS, wallMs: 50 };
    await expect(executor.execute(runRequest({ limits }))).resolves.toMatchObject({
      error: { code: 'WallLimitExceeded' },
    });
    const signal = AbortSignal.timeout(20);
    await expect(executor.execute(runRequest({ signal }))).resolves.toMatchObject({ error: { code: 'RunCancelled' } });
  });

  it('answers SandboxCrashed when the sandbox refuses the run', async () => {
    const { executor } = executorWith({ run: () => Promise.reject(new Error('closed')) });
    await expect(executor.execute(runRequest())).resolves.toMatchObject({ error: { code: 'SandboxCrashed' } });
  });
});
