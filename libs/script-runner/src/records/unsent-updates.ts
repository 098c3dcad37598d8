import { MAX_RUN_UPDATES } from '#libs/contracts';

/** What is to be said of a run: JSON text, and how much it says. */
export interface UnsentUpdate {
  rank: number;
  text: string;
  bytes: number;
}

/** One request's worth of updates. */
export type UpdateBatch = ReadonlyMap<string, UnsentUpdate>;

/** JSON text of one batch, in bytes, unless a single update has more. Whoever takes it reads it in one go. */
const MAX_BATCH_BYTES = 2 * 1024 * 1024;
const MAX_BATCH = Math.min(500, MAX_RUN_UPDATES);

/**
 * What is still to be said of runs, the newest of each run, within bounded memory, that which is being sent included:
 * when there is too much, the oldest is dropped.
 */
export class UnsentUpdates {
  readonly #maxBytes: number;
  #byRun = new Map<string, UnsentUpdate>();
  /** Of all that wait. */
  #bytes = 0;
  /** Of what was taken, and neither arrived nor was put back. */
  #takenBytes = 0;
  #dropped = 0;

  /** @param maxBytes of JSON text that may be kept */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#byRun.size;
  }

  /** True when there is enough for a request. */
  get isBatchFull(): boolean {
    return this.#byRun.size >= MAX_BATCH / 2 || this.#bytes >= MAX_BATCH_BYTES / 2;
  }

  /** How many were dropped since this was asked last. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** True unless something that says more waits already. */
  wants(runId: string, rank: number): boolean {
    return (this.#byRun.get(runId)?.rank ?? rank) <= rank;
  }

  add(runId: string, { rank, text }: { rank: number; text: string }): void {
    if (!this.wants(runId, rank)) return;
    this.#remove(runId);
    this.#set(runId, { rank, text, bytes: Buffer.byteLength(text) });
    this.#dropOldest();
  }

  /** Takes the oldest; what was taken must be said to have arrived, or be put back, before more is taken. */
  take(): UpdateBatch {
    const batch = new Map<string, UnsentUpdate>();
    for (const [runId, unsent] of this.#byRun) {
      if (batch.size > 0 && (batch.size >= MAX_BATCH || this.#takenBytes + unsent.bytes > MAX_BATCH_BYTES)) break;
      this.#takenBytes += unsent.bytes;
      batch.set(runId, unsent);
    }
    for (const runId of batch.keys()) this.#remove(runId);
    return batch;
  }

  /** Nothing of what was taken is kept any longer. */
  forgetTaken(): void {
    this.#takenBytes = 0;
  }

  /** They are older than whatever has come since, which stays where it says more. */
  putBack(batch: UpdateBatch): void {
    this.#takenBytes = 0;
    const since = this.#byRun;
    this.#byRun = new Map();
    for (const [runId, unsent] of batch) {
      if (!since.has(runId)) this.#set(runId, unsent);
    }
    for (const [runId, unsent] of since) this.#byRun.set(runId, unsent);
    this.#dropOldest();
  }

  #set(runId: string, unsent: UnsentUpdate): void {
    this.#byRun.set(runId, unsent);
    this.#bytes += unsent.bytes;
  }

  #remove(runId: string): void {
    const unsent = this.#byRun.get(runId);
    if (unsent === undefined) return;
    this.#byRun.delete(runId);
    this.#bytes -= unsent.bytes;
  }

  #dropOldest(): void {
    for (const runId of this.#byRun.keys()) {
      if (this.#bytes + this.#takenBytes <= this.#maxBytes) return;
      this.#remove(runId);
      this.#dropped += 1;
    }
  }
}
