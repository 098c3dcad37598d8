export { type FairLimits, FairRunner, type FairRunnerOptions, type FairRunnerStats } from './fair-runner.js';
export { InlineRunner } from './inline-runner.js';
export { queueCapacity } from './queue-capacity.js';
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
