/**
 * The stored tools of namespaces as they are now. A namespace is read whole once; after that only the tools that the
 * change feed names, because of 100,000 tools one is changed at a time. Where a change may have gone unheard, the
 * revisions of all are compared. What tools are made of their records is left to `catalog.service.ts`.
 */
import { LRUCache } from 'lru-cache';
import type { Change, ChangeFeed } from '#libs/change-feed';
import { steadyNow } from '#libs/clock';
import type { ToolRecord } from '../tools/tool.record.js';
import type { ToolsRepository } from '../tools/tools.repository.js';
import { byName, type Difference, NamedList } from './named-list.js';

/** More are looked for by their revisions. */
const MOST_SUSPECTS = 5_000;
/** Bounds how old a namespace gets when a publisher could not reach the feed. */
const MAX_AGE_MS = 30_000;
/** From this age on it is looked at again while others still see it as it is. */
const CHECK_AGE_MS = 15_000;
/** Of a namespace beside its tools, in tools. */
const NAMESPACE_SIZE = 100;

type Records = NamedList<ToolRecord>;

interface Read {
  records: Records;
  /** The same by their ids. */
  byId: Map<string, ToolRecord>;
}

interface Known {
  /** Undefined until they are read. */
  read: Read | undefined;
  /** Ids of tools that changed since; all may have when it is undefined. */
  suspects: Set<string> | undefined;
  /** When the reading that compared all of them began. */
  checkedAt: number;
  reading: Promise<Read> | undefined;
}

export interface StoredToolsOptions {
  tools: ToolsRepository;
  feed: ChangeFeed;
  /** Tools of all namespaces together that are kept; a single larger namespace is. */
  maxTools: number;
}

export class StoredTools {
  readonly #tools: ToolsRepository;
  readonly #feed: ChangeFeed;
  readonly #maxTools: number;
  readonly #known: LRUCache<string, Known>;

  constructor({ tools, feed, maxTools }: StoredToolsOptions) {
    this.#tools = tools;
    this.#feed = feed;
    this.#maxTools = maxTools;
    this.#known = new LRUCache({ maxSize: maxTools });
    feed.onChange((change) => {
      if (change.topic === 'tools') this.#suspect(change);
    });
    feed.onGap(() => {
      for (const known of this.#known.values()) known.suspects = undefined;
    });
  }

  /** The tools of a namespace, by name: the same list while none changed, and the same records but for those that did. */
  async of(namespace: string): Promise<Records> {
    const known = this.#knownOf(namespace);
    if (!this.#feed.live) known.suspects = undefined;
    if (known.read !== undefined && this.#isFresh(known)) {
      if (this.#ageOf(known) > CHECK_AGE_MS) this.#checkBehind(namespace, known);
      return known.read.records;
    }
    // What is being read now may have been read before the change that this caller knows of.
    await known.reading?.catch(() => undefined);
    if (known.read !== undefined && this.#isFresh(known)) return known.read.records;
    return (await this.#read(namespace, known)).records;
  }

  #knownOf(namespace: string): Known {
    const known = this.#known.get(namespace);
    if (known !== undefined) return known;
    const unknown: Known = { read: undefined, suspects: undefined, checkedAt: 0, reading: undefined };
    this.#known.set(namespace, unknown, { size: NAMESPACE_SIZE });
    return unknown;
  }

  #suspect({ namespaces, ids }: Change): void {
    for (const namespace of namespaces) {
      const known = this.#known.peek(namespace);
      if (known?.suspects === undefined) continue;
      if (ids === undefined || known.suspects.size + ids.length > MOST_SUSPECTS) known.suspects = undefined;
      else for (const id of ids) known.suspects.add(id);
    }
  }

  #isFresh(known: Known): boolean {
    return known.suspects?.size === 0 && this.#ageOf(known) <= MAX_AGE_MS;
  }

  /** Nothing grows old in a product that is one process: what it does not hear of does not happen. */
  #ageOf({ checkedAt }: Known): number {
    return this.#feed.missesNothing ? 0 : steadyNow() - checkedAt;
  }

  /** A failure shows when the namespace is too old to be shown as it is. */
  #checkBehind(namespace: string, known: Known): void {
    if (known.reading !== undefined) return;
    this.#read(namespace, known, true).catch(() => undefined);
  }

  #read(namespace: string, known: Known, all = false): Promise<Read> {
    return (known.reading ??= this.#readNow(namespace, known, all).finally(() => {
      known.reading = undefined;
    }));
  }

  async #readNow(namespace: string, known: Known, all: boolean): Promise<Read> {
    const { read: before, suspects } = known;
    const startedAt = steadyNow();
    const isPartial = !all && before !== undefined && suspects !== undefined && this.#ageOf(known) <= MAX_AGE_MS;
    known.suspects = new Set();
    try {
      const read = isPartial
        ? await this.#readSuspects(namespace, before, suspects)
        : await this.#readAll(namespace, before);
      known.read = read;
      if (!isPartial) known.checkedAt = startedAt;
      const size = Math.min(this.#maxTools, read.records.length + NAMESPACE_SIZE);
      // A value that is set again as it is keeps its old size.
      if (this.#known.peek(namespace) === known && this.#known.delete(namespace)) {
        this.#known.set(namespace, known, { size });
      }
      return read;
    } catch (error) {
      known.suspects = undefined;
      throw error;
    }
  }

  async #readSuspects(namespace: string, before: Read, suspects: ReadonlySet<string>): Promise<Read> {
    if (suspects.size === 0) return before;
    const ids = [...suspects];
    const now = new Map<string, ToolRecord>();
    for await (const record of this.#tools.byIds(namespace, ids)) now.set(record._id, record);
    const { records, byId } = before;
    const difference: Difference<ToolRecord> = { removed: [], added: [] };
    for (const id of ids) {
      const [old, record] = [byId.get(id), now.get(id)];
      if (old?._revision === record?._revision) continue;
      if (old !== undefined) difference.removed.push(old);
      if (record === undefined) byId.delete(id);
      else {
        byId.set(id, record);
        difference.added.push(record);
      }
    }
    return { records: records.changed(difference), byId };
  }

  async #readAll(namespace: string, before: Read | undefined): Promise<Read> {
    if (before === undefined) return readFrom(this.#tools.inNamespace(namespace));
    const revisions = await this.#tools.revisionsIn(namespace);
    const suspects = new Set<string>();
    for (const [id, { _revision }] of before.byId) {
      if (revisions.get(id) !== _revision) suspects.add(id);
      revisions.delete(id);
    }
    for (const id of revisions.keys()) suspects.add(id);
    return suspects.size > MOST_SUSPECTS
      ? readFrom(this.#tools.inNamespace(namespace))
      : this.#readSuspects(namespace, before, suspects);
  }
}

/** A tool that is renamed meanwhile may come twice. */
async function readFrom(records: AsyncIterable<ToolRecord>): Promise<Read> {
  const byId = new Map<string, ToolRecord>();
  for await (const record of records) byId.set(record._id, record);
  return { records: NamedList.of([...byId.values()].sort(byName)), byId };
}
