export { InlineRunner, type InlineRunnerOptions } from './inline-runner.js';
export { type QueueHealth, QueueRunner, type QueueRunnerOptions } from './queue/queue-runner.js';
export { QueueWorker, type QueueWorkerOptions } from './queue/queue-worker.js';
export { RunExecutor, type RunExecutorOptions } from './run-executor.js';
export type {
  Executor,
  HostCallContext,
  HostCalls,
  RunRequest,
  ScriptRunner,
  ScriptVersionContext,
  ScriptVersions,
} from './script-runner.types.js';
export { ScriptVersionCache, type ScriptVersionCacheOptions } from './script-version-cache.js';
