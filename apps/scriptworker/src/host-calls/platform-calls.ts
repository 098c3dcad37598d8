/**
 * `libraries.PlatformApi`: acts with the rights of the run's principal, in the run's namespace, until the run is over.
 * Namespaces share the services and the memory of this process: what one may have of them at a time is bounded here.
 */
import { actingWithin, type RunTokens } from '#libs/access';
import { steadyNow } from '#libs/clock';
import type { JsonValue } from '#libs/contracts';
import { ByteBudget, Turns } from '#libs/fair-line';
import {
  callPlatform,
  findOperation,
  namedValues,
  type PlatformCall as NamedCall,
  PlatformApiError,
  type PlatformTransport,
} from '#libs/platform-api';
import type { PlatformCall } from '#libs/sandbox';
import type { HostCallContext } from '#libs/script-runner';

export interface PlatformCallsOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  /** Size above which an answer is refused. */
  maxBytes: number;
}

/** Calls of one namespace at a time; more wait. */
const MAX_CONCURRENT = 16;
/** Answers that are held at a time are as large as so many of the largest: of all namespaces, and of one. */
const HELD_ANSWERS = 4;
const HELD_ANSWERS_OF_NAMESPACE = 2;

export class PlatformCalls {
  readonly #options: PlatformCallsOptions;
  readonly #turns = new Turns(MAX_CONCURRENT);
  readonly #budget: ByteBudget;
  /** One signal for all calls of a run. */
  readonly #ends = new WeakMap<HostCallContext, AbortSignal>();

  constructor(options: PlatformCallsOptions) {
    this.#options = options;
    this.#budget = new ByteBudget({
      maxBytes: HELD_ANSWERS * options.maxBytes,
      maxBytesOfPartition: HELD_ANSWERS_OF_NAMESPACE * options.maxBytes,
      refusal: tooMuchHeld,
    });
  }

  /**
   * @throws PlatformApiError when the service refuses, or too much is read at a time; Error when there is no such method
   *   or the run is over
   */
  async call({ service, method, args }: PlatformCall, run: HostCallContext): Promise<JsonValue> {
    const operation = findOperation(service, method);
    if (operation === undefined) throw new Error(`PlatformApi.${service}.${method} does not exist.`);
    const call = namedValues(operation, args);
    const namespaces = call.namespaces.length === 0 ? [run.namespace] : call.namespaces;
    const signal = this.#endOf(run);
    const endTurn = await this.#turns.take(run.namespace, signal);
    try {
      return await this.#send({ ...call, namespaces }, run, signal);
    } finally {
      endTurn();
    }
  }

  async #send(call: NamedCall, run: HostCallContext, signal: AbortSignal): Promise<JsonValue> {
    const { transport, runTokens, maxBytes } = this.#options;
    const token = await runTokens.issue(actingWithin(run.principal, run.namespace), { ttlMs: remainingMs(run) });
    signal.throwIfAborted();
    const share = this.#budget.share(run.namespace);
    try {
      return await callPlatform(call, { transport, token, signal, maxBytes, take: share.take });
    } finally {
      share.release();
    }
  }

  #endOf(run: HostCallContext): AbortSignal {
    const known = this.#ends.get(run);
    if (known !== undefined) return known;
    const signal = AbortSignal.any([run.ended, AbortSignal.timeout(remainingMs(run))]);
    this.#ends.set(run, signal);
    return signal;
  }
}

function remainingMs({ deadline }: HostCallContext): number {
  return Math.max(1, Math.ceil(deadline - steadyNow()));
}

function tooMuchHeld(): PlatformApiError {
  const detail = 'Too much is being read at the moment; ask for smaller pages, or try again later.';
  return new PlatformApiError({ status: 429, code: 'TooManyRequests', detail });
}
