import { LRUCache } from 'lru-cache';

/** What an entry takes beside its bytes and its key. */
const ENTRY_BYTES = 200;

/**
 * The lists of all catalogs, ready to be sent, in one bounded place: which lists there are is chosen by those who ask,
 * and the memory that they take must not be. The lists of a catalog that is no more are the first to be forgotten.
 */
export class ListCache {
  readonly #lists: LRUCache<string, Buffer>;
  readonly #owners = new WeakMap<object, number>();
  #lastOwner = 0;

  /** @param maxBytes of all lists and their keys */
  constructor(maxBytes: number) {
    this.#lists = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (bytes, key) => bytes.length + key.length * 2 + ENTRY_BYTES,
    });
  }

  /** Bytes that are kept. */
  get size(): number {
    return this.#lists.calculatedSize;
  }

  /** The list of the owner under the key; made when it is not there. */
  get(owner: object, key: string, make: () => Buffer): Buffer {
    const ownKey = `${this.#idOf(owner)} ${key}`;
    const kept = this.#lists.get(ownKey);
    if (kept !== undefined) return kept;
    const bytes = make();
    this.#lists.set(ownKey, bytes);
    return bytes;
  }

  #idOf(owner: object): number {
    const known = this.#owners.get(owner);
    if (known !== undefined) return known;
    this.#owners.set(owner, ++this.#lastOwner);
    return this.#lastOwner;
  }
}
