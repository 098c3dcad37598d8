export { type FairLimits, FairRunner, type FairRunnerOptions, type FairRunnerStats } from './fair-runner.js';
export { failedRun } from './failed-run.js';
export { InlineRunner } from './inline-runner.js';
export { queueCapacity } from './queue-capacity.js';
export { type QueueHealth, QueueRunner, type QueueRunnerOptions } from './queue/queue-runner.js';
export { QueueWorker, type QueueWorkerOptions } from './queue/queue-worker.js';
export { RecordingExecutor, type RecordingExecutorOptions } from './records/recording-executor.js';
export { RunTracking, type RunTrackingOptions } from './records/run-tracking.js';
export { RunRefused } from './refusals.js';
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
