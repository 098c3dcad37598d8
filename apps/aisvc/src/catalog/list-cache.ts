import { LRUCache } from 'lru-cache';
import type { ToolListForm } from '#libs/mcp';
import type { CatalogTool } from './catalog-tool.js';
import type { NamedList } from './named-list.js';

/** What an entry takes beside its bytes and its key. */
const ENTRY_BYTES = 300;
const REFERENCE_BYTES = 8;

/** What one selection exposes of a catalog. */
export interface ExposedList {
  /** Of the catalog that it was looked up in last. */
  readonly version: number;
  readonly tools: NamedList<CatalogTool>;
  /** Ready to be sent, in the forms that were asked for. */
  readonly bytes: Readonly<Partial<Record<ToolListForm, Buffer>>>;
}

/**
 * The lists of all namespaces in one bounded place: which lists there are is chosen by those who ask, and the memory that
 * they take must not be.
 */
export class ListCache {
  readonly #lists: LRUCache<string, ExposedList>;
  readonly #owners = new WeakMap<object, number>();
  readonly #maxBytes: number;
  #lastOwner = 0;

  /** @param maxBytes of all lists and their keys */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#lists = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  /** Bytes that are kept. */
  get size(): number {
    return this.#lists.calculatedSize;
  }

  get(owner: object, key: string): ExposedList | undefined {
    return this.#lists.get(this.#keyOf(owner, key));
  }

  /** A list whose bytes are too large is kept without them. */
  set(owner: object, key: string, list: ExposedList): void {
    const ownKey = this.#keyOf(owner, key);
    this.#lists.set(ownKey, sizeOf(list, ownKey) > this.#maxBytes ? { ...list, bytes: {} } : list);
  }

  #keyOf(owner: object, key: string): string {
    const known = this.#owners.get(owner);
    if (known !== undefined) return `${known} ${key}`;
    this.#owners.set(owner, ++this.#lastOwner);
    return `${this.#lastOwner} ${key}`;
  }
}

function sizeOf({ tools, bytes }: ExposedList, key: string): number {
  const encoded = (bytes.plain?.length ?? 0) + (bytes.withTasks?.length ?? 0);
  return encoded + tools.length * REFERENCE_BYTES + key.length * 2 + ENTRY_BYTES;
}
