/**
 * Finds what is due, one delivery of a group after one of the next, so that a group with thousands waits behind no other
 * and lets none wait. Groups come in the order of their ids, from where the search before ended. Every step is one look
 * into an index, however much is pending; how much each group may have at a time is for `DeliveryShares` to say.
 */
import { type Clock, steadyNow } from '#libs/clock';
import type { DeliveriesRepository, LeasedDelivery } from './deliveries.repository.js';
import type { DeliveryRecord } from './delivery.record.js';
import type { DeliveryShares } from './delivery-shares.js';
import { namespaceIn } from './group.record.js';

/** What one search may cost: looks into the store, and milliseconds. What was found must be under way before its lease ends. */
const MAX_LOOKS = 500;
const MAX_SEARCH_MS = 1_000;

export interface DueDeliveriesOptions {
  deliveries: DeliveriesRepository;
  clock: Clock;
  /** How long an attempt belongs to whoever was given it. */
  leaseMs: number;
}

export class DueDeliveries {
  readonly #options: DueDeliveriesOptions;
  #lastGroupId = '';

  constructor(options: DueDeliveriesOptions) {
    this.#options = options;
  }

  search(shares: DeliveryShares): DueSearch {
    return new DueSearch(this.#options, shares, {
      from: this.#lastGroupId,
      moved: (groupId) => {
        this.#lastGroupId = groupId;
      },
    });
  }
}

interface Turn {
  /** Group after which the search begins. */
  from: string;
  moved: (groupId: string) => void;
}

class DueSearch {
  readonly #options: DueDeliveriesOptions;
  readonly #shares: DeliveryShares;
  readonly #turn: Turn;
  readonly #endsAt = steadyNow() + MAX_SEARCH_MS;
  /** Groups in which nothing could be begun since something was last. */
  readonly #idle = new Set<string>();
  #groupId: string;
  #looks = 0;
  #nextDueAt = Infinity;

  constructor(options: DueDeliveriesOptions, shares: DeliveryShares, turn: Turn) {
    this.#options = options;
    this.#shares = shares;
    this.#turn = turn;
    this.#groupId = turn.from;
  }

  /** True when it ended before every group was looked at. */
  get isCutShort(): boolean {
    return this.#looks >= MAX_LOOKS || steadyNow() >= this.#endsAt;
  }

  /** When the next one is due of those groups in which nothing was, by the clock; Infinity when none will be. */
  get nextDueAt(): number {
    return this.#nextDueAt;
  }

  /** Begins an attempt at the next delivery that is due; undefined when there is none, or the search was cut short. */
  async next(): Promise<LeasedDelivery | undefined> {
    while (!this.isCutShort) {
      const head = await this.#look(this.#options.deliveries.headAfter(this.#groupId));
      if (head === null) {
        if (this.#groupId === '') return undefined;
        this.#groupId = '';
        continue;
      }
      if (this.#idle.has(head._groupId)) return undefined;
      this.#groupId = head._groupId;
      this.#turn.moved(head._groupId);
      const now = this.#options.clock.now();
      const due = await this.#dueOf(head, now);
      if (due === undefined) {
        this.#idle.add(head._groupId);
        continue;
      }
      const leased = await this.#options.deliveries.begin(due, new Date(now), this.#options.leaseMs);
      this.#idle.clear();
      if (leased !== null) return leased;
    }
    return undefined;
  }

  /** What may be begun in a group. @param head what is due first there */
  async #dueOf(head: DeliveryRecord, now: number): Promise<DeliveryRecord | undefined> {
    if (!this.#isDue(head, now)) return undefined;
    if (!this.#shares.hasRoomIn({ _namespace: namespaceIn(head), _groupId: head._groupId })) return undefined;
    if (this.#shares.hasRoomAt(head)) return head;
    let first: DeliveryRecord | undefined;
    for (let memberId = ''; !this.isCutShort;) {
      const next = await this.#look(this.#options.deliveries.headOfMemberAfter(head._groupId, memberId));
      if (next === null) break;
      memberId = next._memberId;
      if (this.#shares.hasRoomAt(next) && dueAt(next) < dueAt(first)) first = next;
    }
    return first !== undefined && this.#isDue(first, now) ? first : undefined;
  }

  #isDue(delivery: DeliveryRecord, now: number): boolean {
    if (dueAt(delivery) <= now) return true;
    this.#nextDueAt = Math.min(this.#nextDueAt, dueAt(delivery));
    return false;
  }

  #look<T>(answer: Promise<T>): Promise<T> {
    this.#looks += 1;
    return answer;
  }
}

const dueAt = (delivery: DeliveryRecord | undefined): number => delivery?._dueAt?.getTime() ?? Infinity;
