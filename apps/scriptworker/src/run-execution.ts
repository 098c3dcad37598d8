import type { RunTokens } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { FetchConfig, RunConfig } from '#libs/config';
import { GuardedFetch, PrivateHosts } from '#libs/guarded-fetch';
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
import { ApiCallExecutor } from './api-calls/api-call-executor.js';
import { FetchCalls } from './host-calls/fetch-calls.js';
import { FetchRules } from './host-calls/fetch-rules.js';
import { hostCalls } from './host-calls/host-calls.js';
import { PlatformCalls } from './host-calls/platform-calls.js';
import { ScriptCalls } from './host-calls/script-calls.js';
import { observeSandbox } from './sandbox-metrics.js';
import { ScriptReader } from './script-reader.js';

export interface RunExecutionOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  tracking: RunTracking;
  config: RunConfig;
  fetchConfig: FetchConfig;
  changeFeed: ChangeFeed;
  logger: Logger;
}

const SOURCE_CACHE_BYTES = 64 * 1024 * 1024;

/** Where scripts run: the sandbox's children, the script versions they need, and what they may ask of the world. */
export class RunExecution {
  readonly executor: Executor;
  readonly sandbox: SandboxPool;
  readonly #guarded: GuardedFetch;
  readonly #observed: Disposable;

  constructor({ transport, runTokens, tracking, config, fetchConfig, changeFeed, logger }: RunExecutionOptions) {
    this.sandbox = new SandboxPool({
      platformApi: platformMethods(),
      minChildren: config.minChildren,
      maxChildren: Math.max(config.minChildren, config.maxChildren),
      maxChildrenOfNamespace: config.namespaceConcurrent,
      childRssBytes: config.childRssBytes,
      memoryBytes: config.memoryBytes,
      logger,
    });
    this.#observed = observeSandbox(this.sandbox);
    this.#guarded = new GuardedFetch({
      limits: fetchConfig,
      privateHosts: new PrivateHosts(fetchConfig.privateHosts),
    });
    const reader = new ScriptReader(transport, runTokens);
    const versions = new ScriptVersionCache({
      maxBytes: SOURCE_CACHE_BYTES,
      fetch: (versionId, { namespace }) => reader.read(versionId, namespace),
    });
    const rules = new FetchRules({ transport, runTokens, changeFeed });
    const { responseBytes } = fetchConfig;
    const scripts = new RunExecutor({
      sandbox: this.sandbox,
      versions,
      hostCalls: hostCalls({
        // An answer that is larger has no room in the isolate that asks.
        platform: new PlatformCalls({ transport, runTokens, maxBytes: config.memoryBytes }),
        fetch: new FetchCalls({
          guarded: this.#guarded,
          rules,
          responseBytes,
        }),
        script: new ScriptCalls({ reader, versions }),
      }),
      logger,
    });
    const executor = new ApiCallExecutor({ scripts, guarded: this.#guarded, rules, responseBytes, logger });
    const { inFlight, recorder } = tracking;
    this.executor = new RecordingExecutor({ executor, inFlight, recorder });
  }

  /** Ends the children. Idempotent. */
  async close(): Promise<void> {
    this.#observed[Symbol.dispose]();
    await this.sandbox.close();
    await this.#guarded.close();
  }
}
