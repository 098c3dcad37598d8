import type { RunTokens } from '#libs/access';
import type { RunConfig } from '#libs/config';
import { platformMethods, type PlatformTransport } from '#libs/platform-api';
import { SandboxPool } from '#libs/sandbox';
import {
  type Executor,
  RecordingExecutor,
  RunExecutor,
  type RunTracking,
  ScriptVersionCache,
} from '#libs/script-runner';
import type { Logger } from '#libs/telemetry';
import { hostCalls } from './host-calls/host-calls.js';
import { PlatformCalls } from './host-calls/platform-calls.js';
import { observeSandbox } from './sandbox-metrics.js';
import { ScriptReader } from './script-reader.js';

export interface RunExecutionOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  tracking: RunTracking;
  config: RunConfig;
  logger: Logger;
}

const SOURCE_CACHE_BYTES = 64 * 1024 * 1024;

/** Where scripts run: the sandbox's children, the script versions they need, and what they may ask of the world. */
export class RunExecution {
  readonly executor: Executor;
  readonly sandbox: SandboxPool;
  readonly #observed: Disposable;

  constructor({ transport, runTokens, tracking, config, logger }: RunExecutionOptions) {
    this.sandbox = new SandboxPool({
      platformApi: platformMethods(),
      minChildren: config.minChildren,
      maxChildren: Math.max(config.minChildren, config.maxChildren),
      childRssBytes: config.childRssBytes,
      memoryBytes: config.memoryBytes,
      logger,
    });
    this.#observed = observeSandbox(this.sandbox);
    const reader = new ScriptReader(transport, runTokens);
    const executor = new RunExecutor({
      sandbox: this.sandbox,
      versions: new ScriptVersionCache({
        maxBytes: SOURCE_CACHE_BYTES,
        fetch: (versionId, { namespace }) => reader.read(versionId, namespace),
      }),
      hostCalls: hostCalls({
        // An answer that is larger has no room in the isolate that asks.
        platform: new PlatformCalls({ transport, runTokens, maxBytes: config.memoryBytes }),
      }),
      logger,
    });
    const { inFlight, recorder } = tracking;
    this.executor = new RecordingExecutor({ executor, inFlight, recorder });
  }

  /** Ends the children. Idempotent. */
  async close(): Promise<void> {
    this.#observed[Symbol.dispose]();
    await this.sandbox.close();
  }
}
