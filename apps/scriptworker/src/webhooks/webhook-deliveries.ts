/**
 * Delivers what the item service has to deliver: this process has the way out. It asks for what is due, makes each
 * attempt, and tells what came of it; it keeps nothing. What it does not tell of any more, another process attempts
 * again when the lease has ended.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Counter } from 'prom-client';
import type { Principal, RunTokens } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import { steadyNow } from '#libs/clock';
import {
  type AttemptOutcome,
  type DeliveryPlace,
  type TakeDeliveries,
  type TakenDelivery,
  takenDeliveriesSchema,
} from '#libs/contracts';
import { GuardedFetch, PrivateHosts } from '#libs/guarded-fetch';
import { PlatformApiError, type PlatformTransport, timedTransport } from '#libs/platform-api';
import type { Logger } from '#libs/telemetry';
import { SlowMembers } from './slow-members.js';
import { attemptWebhook, WEBHOOK_LIMITS } from './webhook-attempt.js';

export interface WebhookDeliveriesOptions {
  transport: PlatformTransport;
  runTokens: RunTokens;
  changeFeed: ChangeFeed;
  /** Hosts that may be reached although their addresses are private. */
  privateHosts: readonly string[];
  logger: Logger;
}

const PATH = '/notificationsvc/api/v1/deliveries';
const REQUEST_MS = 10_000;
/** Attempts that are under way at a time; how many of a namespace or a group, the item service says. */
const MAX_IN_FLIGHT = 96;
/** Bounds what one answer may be. */
const MAX_TAKEN = 32;
/** Pause after a failure to ask, in milliseconds; doubled with each further one. */
const PAUSE_MS = { first: 500, most: 10_000 };
/** How often it is tried to tell what came of an attempt. */
const TELLS = 3;
/** What attempts get to come to their end when the process ends, in milliseconds. */
const ENDING_MS = 2_000;

const attempts = new Counter({
  name: 'toolrack_webhook_attempts_total',
  help: 'Attempts at delivering webhooks, by what came of them',
  labelNames: ['result'],
});

export class WebhookDeliveries {
  readonly #options: WebhookDeliveriesOptions;
  readonly #transport: PlatformTransport;
  readonly #guarded: GuardedFetch;
  readonly #ending = new AbortController();
  readonly #inFlight = new Map<Promise<void>, DeliveryPlace>();
  readonly #slowMembers = new SlowMembers();
  #asking: Promise<void> | undefined;
  #askAgain = false;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed: Promise<void> | undefined;

  constructor(options: WebhookDeliveriesOptions) {
    this.#options = options;
    this.#transport = timedTransport(options.transport, REQUEST_MS);
    this.#guarded = new GuardedFetch({
      limits: WEBHOOK_LIMITS,
      privateHosts: new PrivateHosts(options.privateHosts),
    });
  }

  /** To be called once the services can be asked. */
  start(): void {
    this.#options.changeFeed.onChange(({ topic }) => {
      if (topic === 'notifications') this.#ask();
    });
    this.#ask();
  }

  /** Takes no more, and ends what is under way. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    const late = setTimeout(() => {
      this.#ending.abort();
    }, ENDING_MS);
    await this.#asking;
    await Promise.all(this.#inFlight.keys());
    clearTimeout(late);
    await this.#guarded.close();
  }

  /** Asks now, or as soon as the question before is answered. */
  #ask(): void {
    if (this.#closed !== undefined) return;
    if (this.#asking !== undefined) {
      this.#askAgain = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#askAgain = false;
    this.#asking = this.#take().then((quietMs) => {
      this.#asking = undefined;
      if (this.#askAgain) this.#ask();
      else if (quietMs !== undefined) this.#askIn(quietMs);
    });
  }

  #askIn(ms: number): void {
    if (this.#closed !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#ask();
    }, ms).unref();
  }

  /** Never rejects. @returns when to ask again, in milliseconds; undefined to wait for an attempt to end */
  async #take(): Promise<number | undefined> {
    const _limit = Math.min(MAX_IN_FLIGHT - this.#inFlight.size, MAX_TAKEN);
    if (_limit <= 0) return undefined;
    const wanted: TakeDeliveries = {
      _limit,
      _underWay: [...this.#inFlight.values()],
      _slowMembers: this.#slowMembers.ids,
    };
    try {
      const answer = await this.#send('take', wanted);
      const { _list, _nextInMs } = takenDeliveriesSchema.parse(JSON.parse(answer));
      this.#failures = 0;
      for (const delivery of _list) this.#begin(delivery);
      return _nextInMs;
    } catch (error) {
      this.#failures += 1;
      if (this.#failures === 1 && !this.#ending.signal.aborted)
        this.#options.logger.warn({ err: error }, 'deliveries cannot be asked for');
      return Math.min(PAUSE_MS.first * 2 ** (this.#failures - 1), PAUSE_MS.most);
    }
  }

  #begin(delivery: TakenDelivery): void {
    const attempt: Promise<void> = this.#attempt(delivery)
      .catch((error: unknown) => {
        this.#options.logger.error({ err: error, deliveryId: delivery._id }, 'an attempt at a delivery went wrong');
      })
      .then(() => {
        this.#inFlight.delete(attempt);
        this.#ask();
      });
    const { _namespace, _groupId, _memberId } = delivery;
    this.#inFlight.set(attempt, { _namespace, _groupId, _memberId });
  }

  async #attempt(delivery: TakenDelivery): Promise<void> {
    const begun = steadyNow();
    const outcome = await attemptWebhook(this.#guarded, delivery, this.#ending.signal);
    const timedOut = outcome._error?.code === 'TimeLimitExceeded';
    this.#slowMembers.note(delivery._memberId, { tookMs: steadyNow() - begun, timedOut });
    attempts.inc({ result: resultOf(outcome) });
    for (let tells = 1; ; tells++) {
      try {
        await this.#send('settle', [outcome]);
        return;
      } catch (error) {
        if (tells === TELLS || this.#ending.signal.aborted) throw error;
        await delay(PAUSE_MS.first * tells);
      }
    }
  }

  async #send(what: 'take' | 'settle', body: object): Promise<string> {
    const worker: Principal = { id: 'webhook-deliveries', kind: 'service', namespaces: '*' };
    const token = await this.#options.runTokens.issue(worker, { ttlMs: REQUEST_MS });
    const request = { method: 'POST', path: `${PATH}/${what}`, body: JSON.stringify(body), token };
    // What was attempted is told to the last; what else there is to do is for others.
    const signal = what === 'take' ? this.#ending.signal : undefined;
    const answer = await this.#transport.send({ ...request, ...(signal !== undefined && { signal }) });
    if (answer.status < 400) return answer.body;
    const detail = `The item service answered ${answer.status}: ${answer.body.slice(0, 500)}`;
    throw new PlatformApiError({ status: answer.status, code: 'Unavailable', detail });
  }
}

function resultOf({ _httpStatus, _error }: AttemptOutcome): string {
  if (_error !== undefined) return 'unanswered';
  if (_httpStatus === undefined) return 'broken off';
  return _httpStatus < 300 ? 'delivered' : 'refused';
}
