import { actingWithin, type Principal, type RunTokens } from '#libs/access';
import type { RunConfig } from '#libs/config';
import { itemVersionSchema, type JsonValue } from '#libs/contracts';
import {
  callPlatform,
  createPlatformApi,
  findOperation,
  namedValues,
  platformMethods,
  type PlatformTransport,
} from '#libs/platform-api';
import { type HostCall, SandboxPool } from '#libs/sandbox';
import { type HostCallContext, RunExecutor, ScriptVersionCache } from '#libs/script-runner';
import type { Logger } from '#libs/telemetry';

export interface RunExecutionOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  config: RunConfig;
  logger: Logger;
}

const SOURCE_CACHE_BYTES = 64 * 1024 * 1024;
const READ_TOKEN_MS = 30_000;

/**
 * Where scripts run: the sandbox's children, the script versions they need, and the platform API that they call. A
 * script acts with the rights of the run's principal, within the namespace of the run and until its deadline.
 */
export class RunExecution {
  readonly executor: RunExecutor;
  readonly sandbox: SandboxPool;
  readonly #options: RunExecutionOptions;

  constructor(options: RunExecutionOptions) {
    this.#options = options;
    const { config, logger } = options;
    this.sandbox = new SandboxPool({
      platformApi: platformMethods(),
      minChildren: config.minChildren,
      maxChildren: Math.max(config.minChildren, config.maxChildren),
      childRssBytes: config.childRssBytes,
      memoryBytes: config.memoryBytes,
      logger,
    });
    this.executor = new RunExecutor({
      sandbox: this.sandbox,
      versions: new ScriptVersionCache({
        maxBytes: SOURCE_CACHE_BYTES,
        fetch: (versionId, { namespace }) => this.#readVersion(versionId, namespace),
      }),
      hostCalls: (call, run) => this.#callPlatform(call, run),
      logger,
    });
  }

  /** Ends the children. Idempotent. */
  async close(): Promise<void> {
    await this.sandbox.close();
  }

  /** The worker reads sources itself: a caller who may run a script need not be allowed to read it. */
  async #readVersion(
    versionId: string,
    namespace: string,
  ): Promise<{ versionId: string; namespace: string; source: string }> {
    const worker: Principal = { id: 'scriptworker', kind: 'service', namespaces: [namespace] };
    const token = await this.#options.runTokens.issue(worker, Date.now() + READ_TOKEN_MS);
    const { IafItemSvc } = createPlatformApi({ transport: this.#options.transport, token });
    const version = itemVersionSchema.parse(
      await IafItemSvc.getNamedUserItemVersion(versionId, { _namespaces: [namespace] }),
    );
    if (typeof version._userData !== 'string') throw new Error(`The version ${versionId} is not a script.`);
    return { versionId, namespace, source: version._userData };
  }

  async #callPlatform({ service, method, args }: HostCall, run: HostCallContext): Promise<JsonValue> {
    const operation = findOperation(service, method);
    if (operation === undefined) throw new Error(`PlatformApi.${service}.${method} does not exist.`);
    const token = await this.#options.runTokens.issue(actingWithin(run.principal, run.namespace), run.deadline);
    const call = namedValues(operation, args);
    const namespaces = call.namespaces.length === 0 ? [run.namespace] : call.namespaces;
    return callPlatform(
      { ...call, namespaces },
      {
        transport: this.#options.transport,
        token,
        signal: AbortSignal.timeout(Math.max(1, run.deadline - Date.now())),
        // More has no room in the isolate that asks.
        maxBytes: this.#options.config.memoryBytes,
      },
    );
  }
}
