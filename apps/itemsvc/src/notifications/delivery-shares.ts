/**
 * How much of what one process delivers at a time each namespace, group and slow member may have, so that receivers that
 * hang hold up their own group at most, and in it not those that answer.
 */
import type { DeliveryPlace } from '#libs/contracts';

const MAX_OF_NAMESPACE = 8;
const MAX_OF_GROUP = 4;
const MAX_SLOW_OF_GROUP = 2;

type GroupPlace = Pick<DeliveryPlace, '_namespace' | '_groupId'>;

export class DeliveryShares {
  readonly #slowMembers: ReadonlySet<string>;
  readonly #ofNamespace = new Map<string, number>();
  readonly #ofGroup = new Map<string, number>();
  readonly #slowOfGroup = new Map<string, number>();

  /** @param underWay what the process attempts already */
  constructor(underWay: readonly DeliveryPlace[], slowMembers: readonly string[]) {
    this.#slowMembers = new Set(slowMembers);
    for (const place of underWay) this.begin(place);
  }

  begin({ _namespace, _groupId, _memberId }: DeliveryPlace): void {
    add(this.#ofNamespace, _namespace);
    add(this.#ofGroup, _groupId);
    if (this.#slowMembers.has(_memberId)) add(this.#slowOfGroup, _groupId);
  }

  /** True when one more may be begun in the group. */
  hasRoomIn({ _namespace, _groupId }: GroupPlace): boolean {
    return (
      (this.#ofNamespace.get(_namespace) ?? 0) < MAX_OF_NAMESPACE && (this.#ofGroup.get(_groupId) ?? 0) < MAX_OF_GROUP
    );
  }

  /** True when of a group in which one more may be begun it may be one at that member. */
  hasRoomAt({ _groupId, _memberId }: Pick<DeliveryPlace, '_groupId' | '_memberId'>): boolean {
    return !this.#slowMembers.has(_memberId) || (this.#slowOfGroup.get(_groupId) ?? 0) < MAX_SLOW_OF_GROUP;
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
