import { mongo } from 'mongoose';

/** What the entries of one page may hold together, in bytes as the store counts them. */
const MAX_PAGE_BYTES = 8 * 1024 * 1024;

/** Counts what the entries of a page hold together. */
export class PageRoom {
  #bytes = 0;
  #isEmpty = true;

  /** False when there is no room left for the entry; one there is always room for. */
  takes(entry: object, moreBytes = 0): boolean {
    this.#bytes += mongo.BSON.calculateObjectSize(entry) + moreBytes;
    const fits = this.#isEmpty || this.#bytes <= MAX_PAGE_BYTES;
    this.#isEmpty = false;
    return fits;
  }
}

/**
 * The first entries, as many as fit into a page, and at least one. What does not fit is not read to its end, so that
 * long lists of large entries cost no more than one page of them.
 *
 * @param moreBytesOf what an entry adds to the page beside its own size, in bytes
 */
export async function withinPage<Entry extends object>(
  entries: AsyncIterable<Entry> | Iterable<Entry>,
  moreBytesOf: (entry: Entry) => number = () => 0,
): Promise<Entry[]> {
  const page: Entry[] = [];
  const room = new PageRoom();
  for await (const entry of entries) {
    if (!room.takes(entry, moreBytesOf(entry))) break;
    page.push(entry);
  }
  return page;
}
