import { actingWithin, type RunTokens } from '#libs/access';
import { steadyNow } from '#libs/clock';
import type { JsonValue } from '#libs/contracts';
import { callPlatform, findOperation, namedValues, type PlatformTransport } from '#libs/platform-api';
import type { PlatformCall } from '#libs/sandbox';
import type { HostCallContext } from '#libs/script-runner';

export interface PlatformCallsOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  /** Size above which an answer is refused. */
  maxBytes: number;
}

/** `libraries.PlatformApi`: acts with the rights of the run's principal, in the run's namespace, until its deadline. */
export class PlatformCalls {
  readonly #options: PlatformCallsOptions;

  constructor(options: PlatformCallsOptions) {
    this.#options = options;
  }

  /** @throws PlatformApiError when the service refuses, Error when there is no such method */
  async call({ service, method, args }: PlatformCall, run: HostCallContext): Promise<JsonValue> {
    const operation = findOperation(service, method);
    if (operation === undefined) throw new Error(`PlatformApi.${service}.${method} does not exist.`);
    const { transport, runTokens, maxBytes } = this.#options;
    const ttlMs = Math.max(1, Math.ceil(run.deadline - steadyNow()));
    const token = await runTokens.issue(actingWithin(run.principal, run.namespace), { ttlMs });
    const call = namedValues(operation, args);
    const namespaces = call.namespaces.length === 0 ? [run.namespace] : call.namespaces;
    const signal = AbortSignal.timeout(ttlMs);
    return callPlatform({ ...call, namespaces }, { transport, token, signal, maxBytes });
  }
}
