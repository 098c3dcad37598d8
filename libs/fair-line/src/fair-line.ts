/**
 * Who is next when namespaces share what there is little of. Each namespace has a line of its own, first come, first
 * served; the next turn is that of the namespace which has the fewest turns at the moment, and among equals of the one
 * that has waited longest for one. So a namespace that leaves many waiting, or whose turns last long, takes no more than
 * its share. What a turn is good for, and how many there are in all, is the user's business.
 */

interface NamespaceLine<Item> {
  readonly namespace: string;
  /** In their order. */
  readonly waiting: Set<Item>;
  /** Turns that were given and have not ended. */
  turns: number;
}

export class FairLine<Item extends object> {
  readonly #maxTurns: number;
  /** Namespaces of which something waits or has a turn. */
  readonly #lines = new Map<string, NamespaceLine<Item>>();
  /** Those of which one may be next, by the number of their turns; each set in the order of their last turns. */
  readonly #ready: Set<NamespaceLine<Item>>[] = [];
  #size = 0;

  /** @param maxTurns turns that one namespace may have at a time */
  constructor(maxTurns = Infinity) {
    this.#maxTurns = maxTurns;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** The one whose turn it is; undefined when nobody waits who may have one. */
  get next(): Item | undefined {
    const [first] = this.#nextLine()?.waiting ?? [];
    return first;
  }

  waitingOf(namespace: string): number {
    return this.#lines.get(namespace)?.waiting.size ?? 0;
  }

  turnsOf(namespace: string): number {
    return this.#lines.get(namespace)?.turns ?? 0;
  }

  /** Puts one at the end of the line of its namespace. */
  add(namespace: string, item: Item): void {
    const line = this.#line(namespace);
    line.waiting.add(item);
    this.#size++;
    if (line.waiting.size === 1) this.#enter(line);
  }

  /** Puts one at the head of the line of its namespace. */
  addFirst(namespace: string, item: Item): void {
    const others = [...this.#line(namespace).waiting];
    for (const other of others) this.delete(namespace, other);
    for (const each of [item, ...others]) this.add(namespace, each);
  }

  has(namespace: string, item: Item): boolean {
    return this.#lines.get(namespace)?.waiting.has(item) ?? false;
  }

  /** Takes one out of the line, without a turn. @returns false when it does not wait */
  delete(namespace: string, item: Item): boolean {
    const line = this.#lines.get(namespace);
    if (line?.waiting.delete(item) !== true) return false;
    this.#size--;
    if (line.waiting.size === 0) this.#leave(line);
    return true;
  }

  /** Gives `next` its turn. Its namespace has one more until `end`. */
  take(): Item | undefined {
    const line = this.#nextLine();
    const [item] = line?.waiting ?? [];
    if (line === undefined || item === undefined) return undefined;
    line.waiting.delete(item);
    this.#size--;
    this.#setTurns(line, line.turns + 1);
    return item;
  }

  /** Gives the namespace a turn out of the line: nobody waits who could have it. @returns false when it has its most */
  takeAtOnce(namespace: string): boolean {
    if (this.turnsOf(namespace) >= this.#maxTurns) return false;
    const line = this.#line(namespace);
    this.#setTurns(line, line.turns + 1);
    return true;
  }

  /** Ends a turn of the namespace. */
  end(namespace: string): void {
    const line = this.#lines.get(namespace);
    if (line !== undefined) this.#setTurns(line, line.turns - 1);
  }

  /** The one that came last to the longest line, when that is longer than `length`. Looks through all lines. */
  lastOfLongest(length: number): { namespace: string; item: Item } | undefined {
    let longest: NamespaceLine<Item> | undefined;
    for (const line of this.#lines.values()) {
      if (line.waiting.size > (longest?.waiting.size ?? length)) longest = line;
    }
    const item = [...(longest?.waiting ?? [])].at(-1);
    return longest === undefined || item === undefined ? undefined : { namespace: longest.namespace, item };
  }

  /** Takes all out of their lines; turns stay. */
  clear(): Item[] {
    const all = [...this.#lines.values()].map((line) => ({ line, items: [...line.waiting] }));
    for (const { line, items } of all) for (const item of items) this.delete(line.namespace, item);
    return all.flatMap(({ items }) => items);
  }

  #line(namespace: string): NamespaceLine<Item> {
    const known = this.#lines.get(namespace);
    if (known !== undefined) return known;
    const line = { namespace, waiting: new Set<Item>(), turns: 0 };
    this.#lines.set(namespace, line);
    return line;
  }

  #nextLine(): NamespaceLine<Item> | undefined {
    for (const lines of this.#ready) for (const line of lines) return line;
    return undefined;
  }

  #setTurns(line: NamespaceLine<Item>, turns: number): void {
    this.#ready[line.turns]?.delete(line);
    line.turns = turns;
    if (line.waiting.size === 0) this.#leave(line);
    else this.#enter(line);
  }

  #enter(line: NamespaceLine<Item>): void {
    if (line.turns >= this.#maxTurns) return;
    while (this.#ready.length <= line.turns) this.#ready.push(new Set());
    this.#ready[line.turns]?.add(line);
  }

  #leave(line: NamespaceLine<Item>): void {
    this.#ready[line.turns]?.delete(line);
    if (line.turns === 0) this.#lines.delete(line.namespace);
  }
}
