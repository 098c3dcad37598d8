/**
 * Hands attempts at deliveries to the processes that have a way out, and keeps what comes of them. An attempt is leased:
 * whose process ends in the middle is made again when the lease has ended, under the same id, so that what was promised
 * is delivered at least once. Which come first is decided in `due-deliveries.ts`, when to try again in `retry-plan.ts`.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { Clock } from '#libs/clock';
import type { AttemptOutcome, TakeDeliveries, TakenDeliveries, TakenDelivery } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';
import { CLOCK, LOGGER } from '#libs/service-kit';
import type { Logger } from '#libs/telemetry';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { NamespaceSettingsRepository } from '../namespace-settings/namespace-settings.repository.js';
import { DeliveriesRepository, type LeasedDelivery } from './deliveries.repository.js';
import type { DeliveryRecord } from './delivery.record.js';
import { DeliveryShares } from './delivery-shares.js';
import { DueDeliveries } from './due-deliveries.js';
import { namespaceIn } from './group.record.js';
import { GroupsRepository } from './groups.repository.js';
import { MembersRepository } from './members.repository.js';
import type { MessageRecord } from './message.record.js';
import { MessagesRepository } from './messages.repository.js';
import { dataOf } from './messages.service.js';
import { GONE, planAfter } from './retry-plan.js';
import { SigningSecrets } from './signing-secrets.js';
import { webhookSignature } from './webhook-signature.js';
import { webhookUrlProblem } from './webhook-url.js';

/** How much longer a lease is than an attempt may take, in milliseconds: its outcome must arrive as well. */
const LEASE_GRACE_MS = 5_000;
/** Whoever delivers asks again after so many milliseconds, whatever happens. */
const MAX_QUIET_MS = 10_000;
/** And after so many, when there is more to be looked through than one request may. */
const CUT_PAUSE_MS = 100;
/** A delivery whose message is not there may be about to be sent; after so many milliseconds it never will be. */
const UNSENT_MS = 60_000;
const UNSENT_PAUSE_MS = 500;

const GONE_REASON =
  'The receiver has said that it is gone (410): nothing is sent to it until the member is given its URL anew.';

type Leased = Pick<LeasedDelivery, '_id' | '_lease' | '_attempts'>;

@Injectable()
export class DeliveriesService {
  readonly #deliveries: DeliveriesRepository;
  readonly #due: DueDeliveries;
  readonly #groups: GroupsRepository;
  readonly #messages: MessagesRepository;
  readonly #members: MembersRepository;
  readonly #settings: NamespaceSettingsRepository;
  readonly #secrets: SigningSecrets;
  readonly #options: ItemsvcOptions;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(
    deliveries: DeliveriesRepository,
    groups: GroupsRepository,
    messages: MessagesRepository,
    members: MembersRepository,
    settings: NamespaceSettingsRepository,
    secrets: SigningSecrets,
    @Inject(ITEMSVC_OPTIONS) options: ItemsvcOptions,
    @Inject(CLOCK) clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.#deliveries = deliveries;
    const leaseMs = options.notifications.timeoutMs + LEASE_GRACE_MS;
    this.#due = new DueDeliveries({ deliveries, clock, leaseMs });
    this.#groups = groups;
    this.#messages = messages;
    this.#members = members;
    this.#settings = settings;
    this.#secrets = secrets;
    this.#options = options;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** @throws ToolrackError `Forbidden` for everybody but services */
  async take(principal: Principal, { _limit, _underWay, _slowMembers }: TakeDeliveries): Promise<TakenDeliveries> {
    requireService(principal);
    const shares = new DeliveryShares(_underWay, _slowMembers);
    const search = this.#due.search(shares);
    const taken: TakenDelivery[] = [];
    while (taken.length < _limit) {
      const delivery = await search.next();
      if (delivery === undefined) {
        const quietMs = search.isCutShort ? CUT_PAUSE_MS : this.#quietMs(search.nextDueAt);
        return { _list: taken, _nextInMs: quietMs };
      }
      const attempt = await this.#attempt(delivery);
      if (attempt === undefined) continue;
      taken.push(attempt);
      shares.begin(attempt);
    }
    return { _list: taken, _nextInMs: 0 };
  }

  /** @throws ToolrackError `Forbidden` for everybody but services */
  async settle(principal: Principal, outcomes: AttemptOutcome[]): Promise<void> {
    requireService(principal);
    for (const outcome of outcomes) {
      const delivery = await this.#deliveries.leased(outcome._id, outcome._lease);
      // Its lease ended, and another attempt was begun or everything deleted.
      if (delivery === null) continue;
      const leased = { ...delivery, _lease: outcome._lease };
      if (outcome._httpStatus === GONE) await this.#leaveAlone(delivery);
      if (outcome._httpStatus === undefined && outcome._error === undefined) {
        await this.#deliveries.release(leased, this.#now());
      } else await this.#end(leased, outcome);
    }
  }

  /** @returns undefined when there is nothing to attempt, which is settled then */
  async #attempt(delivery: LeasedDelivery): Promise<TakenDelivery | undefined> {
    const { notifications, privateHosts } = this.#options;
    if (delivery._attempts > notifications.attempts) {
      // Each attempt took the process with it that made it, or its outcome was never told.
      await this.#end(delivery, {});
      return undefined;
    }
    const [group, message, member] = await Promise.all([
      this.#groups.byId(delivery._groupId),
      this.#messages.byId(delivery._messageId),
      this.#members.byId(delivery._memberId),
    ]);
    if (group === null) return this.#endDeletion(delivery._groupId);
    if (message === null) return this.#putBack(delivery);
    if (member === null) return this.#fail(delivery, 'The member was deleted.');
    if (member._goneAt !== undefined) return this.#fail(delivery, GONE_REASON);
    const namespace = namespaceIn(delivery);
    const hosts = (await this.#settings.ofNamespace(namespace))?._fetchHosts ?? [];
    const problem = webhookUrlProblem(member._webhookUrl, { hosts, privateHosts });
    if (problem !== undefined) return this.#fail(delivery, `The URL ${problem}.`);
    let secrets: string[];
    try {
      secrets = this.#secrets.open(member);
    } catch (error) {
      if (!(error instanceof ToolrackError)) throw error;
      this.#logger.warn({ err: error, memberId: member._id }, 'a signing secret cannot be opened');
      await this.#end(delivery, { _error: { code: 'Unreachable', message: error.message } });
      return undefined;
    }
    const webhook = {
      id: message._id,
      timestamp: Math.floor(this.#clock.now() / 1_000),
      body: webhookBody(message, namespace),
    };
    return {
      _id: delivery._id,
      _lease: delivery._lease,
      _namespace: namespace,
      _groupId: delivery._groupId,
      _memberId: delivery._memberId,
      _hosts: hosts,
      _url: member._webhookUrl,
      _headers: [
        ['content-type', 'application/json'],
        ['webhook-id', webhook.id],
        ['webhook-timestamp', String(webhook.timestamp)],
        ['webhook-signature', webhookSignature(secrets, webhook)],
      ],
      _bodyText: webhook.body,
      _timeoutMs: notifications.timeoutMs,
    };
  }

  async #end(
    delivery: Leased,
    outcome: Pick<AttemptOutcome, '_httpStatus' | '_error' | '_retryAfterMs'>,
  ): Promise<void> {
    const rules = { ...this.#options.notifications, attempt: delivery._attempts, random: Math.random() };
    const { status, error, pauseMs } = planAfter(outcome, rules);
    await this.#deliveries.settle(delivery, {
      _status: status,
      _httpStatus: outcome._httpStatus ?? null,
      _error: error,
      ...(pauseMs !== undefined && { dueAt: new Date(this.#clock.now() + pauseMs) }),
    });
  }

  /** The receiver wants nothing more ("Delivery success and failure"), unless it was moved during the attempt. */
  async #leaveAlone({ _memberId, _lastAttemptAt }: DeliveryRecord): Promise<void> {
    const member = await this.#members.byId(_memberId);
    if (member === null || Date.parse(member._metadata._updatedAt) > (_lastAttemptAt?.getTime() ?? 0)) return;
    await this.#members.markGone(member, this.#now());
  }

  /** What keeps this one from its member keeps all others from it that are due. */
  async #fail(delivery: LeasedDelivery, error: string): Promise<undefined> {
    await this.#deliveries.settle(delivery, { _status: 'failed', _httpStatus: null, _error: error });
    await this.#deliveries.failDueAt(delivery, this.#now(), error);
    return undefined;
  }

  /** Of a group that is gone nothing is delivered: its deletion was broken off, or something was sent meanwhile. */
  async #endDeletion(groupId: string): Promise<undefined> {
    await this.#messages.deleteOfGroup(groupId);
    await this.#deliveries.deleteOfGroup(groupId);
    await this.#members.deleteOfGroup(groupId);
    return undefined;
  }

  /** A message is stored after its deliveries. */
  async #putBack(delivery: LeasedDelivery): Promise<undefined> {
    const now = this.#clock.now();
    if (now - delivery._createdAt.getTime() > UNSENT_MS) await this.#deliveries.delete(delivery);
    else await this.#deliveries.release(delivery, new Date(now + UNSENT_PAUSE_MS));
    return undefined;
  }

  #quietMs(nextDueAt: number): number {
    return Math.ceil(Math.min(Math.max(nextDueAt - this.#clock.now(), 0), MAX_QUIET_MS));
  }

  #now(): Date {
    return new Date(this.#clock.now());
  }
}

/** As the specification recommends ("Payload structure"): a type, a time, and what it is about. */
function webhookBody(message: MessageRecord, namespace: string): string {
  return JSON.stringify({
    type: 'notification.message',
    timestamp: message._metadata._createdAt,
    data: {
      _id: message._id,
      _groupId: message._groupId,
      _namespace: namespace,
      _subject: message._subject,
      _body: message._body,
      _data: dataOf(message),
    },
  });
}

function requireService({ kind }: Principal): void {
  if (kind !== 'service') throw new ToolrackError('Forbidden', 'Messages are delivered by the services alone.');
}
