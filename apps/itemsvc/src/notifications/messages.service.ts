/**
 * Messages to groups. A message and what is to be delivered of it are stored before its sender is answered; deliveries go
 * first, and nobody attempts one whose message is not there, so that a message is sent to all members or to none.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '#libs/access';
import type { ChangeFeed } from '#libs/change-feed';
import type { Clock } from '#libs/clock';
import {
  type Delivery,
  isJsonObject,
  type Message,
  type MessageWithDeliveries,
  type NewMessage,
  type Page,
  parseJson,
} from '#libs/contracts';
import { ToolrackError, validationFailed } from '#libs/errors';
import {
  CHANGE_FEED,
  CLOCK,
  createdBy,
  createdPage,
  insertAllOrNone,
  type Lookup,
  pageOf,
  type PageRange,
  requireStorable,
  visibleNamespaces,
} from '#libs/service-kit';
import { ITEMSVC_OPTIONS, type ItemsvcOptions } from '../itemsvc.options.js';
import { DeliveriesRepository, type DeliveryCounts } from './deliveries.repository.js';
import type { DeliveryRecord } from './delivery.record.js';
import { type GroupRecord, namespaceIn } from './group.record.js';
import { GroupsService } from './groups.service.js';
import type { MemberRecord } from './member.record.js';
import { MembersRepository } from './members.repository.js';
import type { MessageRecord } from './message.record.js';
import { MessagesRepository } from './messages.repository.js';

/** Deliveries of a namespace that may be pending. */
const MAX_PENDING = 5_000;
const RETRY_AFTER_SECONDS = 60;
const NONE: DeliveryCounts = { _pending: 0, _delivered: 0, _failed: 0 };

@Injectable()
export class MessagesService {
  readonly #messages: MessagesRepository;
  readonly #deliveries: DeliveriesRepository;
  readonly #members: MembersRepository;
  readonly #groups: GroupsService;
  readonly #feed: ChangeFeed;
  readonly #clock: Clock;
  readonly #keptMs: number;

  constructor(
    messages: MessagesRepository,
    deliveries: DeliveriesRepository,
    members: MembersRepository,
    groups: GroupsService,
    @Inject(CHANGE_FEED) feed: ChangeFeed,
    @Inject(CLOCK) clock: Clock,
    @Inject(ITEMSVC_OPTIONS) { notifications }: ItemsvcOptions,
  ) {
    this.#messages = messages;
    this.#deliveries = deliveries;
    this.#members = members;
    this.#groups = groups;
    this.#feed = feed;
    this.#clock = clock;
    this.#keptMs = notifications.keptMs;
  }

  /** @throws ToolrackError `TooManyRequests` while much of the namespace is pending */
  async create(principal: Principal, lookup: Lookup, bodies: NewMessage[]): Promise<Page<Message>> {
    const group = await this.#groups.permitted(principal, lookup, 'RUN');
    const members = await this.#members.ofGroup(group._id);
    if (members.length === 0) {
      throw validationFailed([{ path: 'id', message: 'is a group without members: nobody would get the message' }]);
    }
    await this.#requireRoom(group, bodies.length * members.length);
    const now = new Date(this.#clock.now());
    const records = bodies.map((body, index) => {
      const record = this.#recordOf(principal, { group, body, now });
      requireStorable(record, `[${index}]`);
      return record;
    });
    const ids = records.map(({ _id }) => _id);
    try {
      await this.#deliveries.insert(records.flatMap((record) => members.map((one) => deliveryOf(record, one, now))));
      await insertAllOrNone(records, this.#messages, { announce: () => this.#announce(group) });
    } catch (error) {
      await this.#deliveries.takeBackOf(ids);
      throw error;
    }
    const counts = { ...NONE, _pending: members.length };
    return createdPage(records.map((record) => toMessage(record, principal, counts)));
  }

  /** The newest first. */
  async page(principal: Principal, lookup: Lookup, query: PageRange): Promise<Page<Message>> {
    const group = await this.#groups.visible(principal, lookup);
    const { total, records } = await this.#messages.page(group._id, query);
    const counts = await this.#deliveries.counts(records.map(({ _id }) => _id));
    return pageOf(query, { total, records }, (record) => toMessage(record, principal, counts.get(record._id) ?? NONE));
  }

  async get(principal: Principal, lookup: Lookup): Promise<MessageWithDeliveries> {
    const record = await this.#messages.byId(lookup.id);
    if (record === null || !(await this.#isVisible(principal, { ...lookup, id: record._groupId }))) {
      throw new ToolrackError('NotFound', `There is no message with the id "${lookup.id}" that you may see.`);
    }
    const deliveries = await this.#deliveries.ofMessage(record._id);
    const counts = { ...NONE };
    for (const { _status } of deliveries) counts[`_${_status}`] += 1;
    return { ...toMessage(record, principal, counts), _deliveries: deliveries.map(toDelivery) };
  }

  async #isVisible(principal: Principal, group: Lookup): Promise<boolean> {
    try {
      await this.#groups.visible(principal, group);
      return true;
    } catch (error) {
      if (error instanceof ToolrackError && error.code === 'NotFound') return false;
      throw error;
    }
  }

  async #requireRoom(group: GroupRecord, wanted: number): Promise<void> {
    const pending = await this.#deliveries.pending(namespaceIn(group), MAX_PENDING);
    if (pending + wanted <= MAX_PENDING) return;
    throw new ToolrackError(
      'TooManyRequests',
      `The namespace has ${pending} deliveries that are pending, and may have ${MAX_PENDING}; try again when some are done.`,
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }

  #recordOf(
    principal: Principal,
    { group, body, now }: { group: GroupRecord; body: NewMessage; now: Date },
  ): MessageRecord {
    return {
      _id: randomUUID(),
      _groupId: group._id,
      _namespaces: group._namespaces,
      _subject: body._subject,
      _body: body._body,
      _dataJson: body._data === undefined ? null : JSON.stringify(body._data),
      _metadata: createdBy(principal),
      _expiresAt: new Date(now.getTime() + this.#keptMs),
    };
  }

  async #announce({ _namespaces }: GroupRecord): Promise<void> {
    await this.#feed.publish({ topic: 'notifications', namespaces: _namespaces });
  }
}

function deliveryOf(message: MessageRecord, member: MemberRecord, now: Date): DeliveryRecord {
  return {
    _id: randomUUID(),
    _messageId: message._id,
    _groupId: message._groupId,
    _memberId: member._id,
    _memberName: member._name,
    _namespaces: message._namespaces,
    _status: 'pending',
    _attempts: 0,
    _dueAt: now,
    _lastAttemptAt: null,
    _httpStatus: null,
    _error: null,
    _createdAt: now,
    _expiresAt: message._expiresAt,
  };
}

/** What programs are to read of a message, as it was given. */
export function dataOf({ _dataJson }: Pick<MessageRecord, '_dataJson'>): Message['_data'] {
  const data = _dataJson === null ? undefined : parseJson(_dataJson);
  return isJsonObject(data) ? data : null;
}

function toMessage(record: MessageRecord, principal: Principal, counts: DeliveryCounts): Message {
  const { _dataJson: _, _expiresAt, ...shown } = record;
  return {
    ...shown,
    _irn: `notificationsvc:message:${record._id}`,
    _namespaces: visibleNamespaces(principal, record._namespaces),
    _data: dataOf(record),
    _counts: counts,
    _expiresAt: _expiresAt.toISOString(),
  };
}

function toDelivery(record: DeliveryRecord): Delivery {
  const { _memberId, _memberName, _status, _attempts, _httpStatus, _error } = record;
  return {
    _memberId,
    _memberName,
    _status,
    _attempts,
    _lastAttemptAt: record._lastAttemptAt?.toISOString() ?? null,
    _nextAttemptAt: record._dueAt?.toISOString() ?? null,
    _httpStatus,
    _error,
  };
}
