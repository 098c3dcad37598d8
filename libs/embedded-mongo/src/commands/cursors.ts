import { CommandError } from '../command-error.js';

/** As MongoDB's `cursorTimeoutMillis`. */
const IDLE_MS = 600_000;
const MAX_BATCH_BYTES = 16_000_000;
const FIRST_BATCH = 101;

interface Cursor {
  ns: string;
  documents: Iterator<Buffer>;
  /** Taken from the iterator, and too much for the batch before. */
  pending: Buffer | undefined;
  usedAt: number;
}

export interface Batch {
  /** 0 when there is nothing left. */
  id: bigint;
  ns: string;
  batch: Buffer[];
}

/** Results that are longer than one answer. They belong to no connection and end when read out, killed or idle. */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>();
  #lastId = 0n;

  constructor(private readonly now: () => number = Date.now) {}

  open(ns: string, documents: Iterable<Buffer>, { batchSize = FIRST_BATCH, singleBatch = false } = {}): Batch {
    const cursor: Cursor = { ns, documents: documents[Symbol.iterator](), pending: undefined, usedAt: this.now() };
    const batch = take(cursor, batchSize);
    if (singleBatch || ended(cursor)) return { id: 0n, ns, batch };
    this.#open.set(++this.#lastId, cursor);
    return { id: this.#lastId, ns, batch };
  }

  /** @throws CommandError CursorNotFound */
  next(id: bigint, ns: string, batchSize = Infinity): Batch {
    const cursor = this.#open.get(id);
    if (cursor?.ns !== ns) throw new CommandError('CursorNotFound', `cursor id ${id.toString()} not found`);
    cursor.usedAt = this.now();
    try {
      const batch = take(cursor, batchSize);
      if (!ended(cursor)) return { id, ns, batch };
      this.#open.delete(id);
      return { id: 0n, ns, batch };
    } catch (error) {
      this.#open.delete(id);
      throw error;
    }
  }

  kill(id: bigint): boolean {
    return this.#open.delete(id);
  }

  expireIdle(): void {
    for (const [id, { usedAt }] of this.#open) if (this.now() - usedAt > IDLE_MS) this.#open.delete(id);
  }
}

function take(cursor: Cursor, size: number): Buffer[] {
  const batch: Buffer[] = [];
  let bytes = 0;
  while (batch.length < size && !ended(cursor)) {
    const document = cursor.pending;
    if (document === undefined || (batch.length > 0 && bytes + document.length > MAX_BATCH_BYTES)) break;
    batch.push(document);
    bytes += document.length;
    cursor.pending = undefined;
  }
  return batch;
}

/** Looks one document ahead, so that the last batch can say that it is the last. */
function ended(cursor: Cursor): boolean {
  if (cursor.pending !== undefined) return false;
  const next = cursor.documents.next();
  cursor.pending = next.done === true ? undefined : next.value;
  return next.done === true;
}
