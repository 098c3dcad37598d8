import { MAX_RUN_UPDATES } from '#libs/contracts';
import { rankOf, type RunState, updateText } from './run-state.js';

/** One request's worth of updates. */
export type UpdateBatch = ReadonlyMap<string, { rank: number; text: string }>;

/** JSON text of one batch, in bytes, unless a single update has more. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;
const MAX_BATCH = Math.min(500, MAX_RUN_UPDATES);
/** States hold the arguments and results of their runs; of more than these only the text of the update is kept. */
const MAX_UNENCODED = 200;

interface Unsent {
  rank: number;
  state?: RunState;
  text?: string;
  bytes: number;
}

/**
 * What is still to be said of runs, the newest of each run, within bounded memory: when there is too much, the oldest
 * is dropped.
 */
export class UnsentUpdates {
  readonly #maxBytes: number;
  #byRun = new Map<string, Unsent>();
  #unencoded = 0;
  #bytes = 0;
  #dropped = 0;

  /** @param maxBytes of JSON text that may wait */
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

  add(state: RunState): void {
    const rank = rankOf(state);
    if (!this.#makeWay(state.request.runId, rank)) return;
    this.#byRun.set(state.request.runId, { rank, state, bytes: 0 });
    this.#unencoded += 1;
    if (this.#unencoded > MAX_UNENCODED) this.#encodeAll();
  }

  /** Takes the oldest; what is not sent is to be put back. */
  take(): UpdateBatch {
    const batch = new Map<string, { rank: number; text: string }>();
    let bytes = 0;
    for (const [runId, unsent] of this.#byRun) {
      const text = this.#encode(unsent);
      if (batch.size > 0 && (batch.size >= MAX_BATCH || bytes + unsent.bytes > MAX_BATCH_BYTES)) break;
      bytes += unsent.bytes;
      batch.set(runId, { rank: unsent.rank, text });
    }
    for (const runId of batch.keys()) this.#remove(runId);
    return batch;
  }

  /** They are older than whatever has come since, which stays where it says more. */
  putBack(batch: UpdateBatch): void {
    const since = this.#byRun;
    this.#byRun = new Map();
    for (const [runId, { rank, text }] of batch) {
      if (since.has(runId)) continue;
      const bytes = Buffer.byteLength(text);
      this.#byRun.set(runId, { rank, text, bytes });
      this.#bytes += bytes;
    }
    for (const [runId, unsent] of since) this.#byRun.set(runId, unsent);
    this.#encodeAll();
  }

  /** @returns false when something that says more waits already */
  #makeWay(runId: string, rank: number): boolean {
    const known = this.#byRun.get(runId);
    if (known === undefined) return true;
    if (known.rank > rank) return false;
    this.#remove(runId);
    return true;
  }

  #remove(runId: string): void {
    const unsent = this.#byRun.get(runId);
    if (unsent === undefined) return;
    this.#byRun.delete(runId);
    if (unsent.text === undefined) this.#unencoded -= 1;
    this.#bytes -= unsent.bytes;
  }

  #encode(unsent: Unsent): string {
    if (unsent.text !== undefined || unsent.state === undefined) return unsent.text ?? '';
    const text = updateText(unsent.state);
    unsent.text = text;
    unsent.bytes = Buffer.byteLength(text);
    delete unsent.state;
    this.#unencoded -= 1;
    this.#bytes += unsent.bytes;
    return text;
  }

  #encodeAll(): void {
    for (const unsent of this.#byRun.values()) this.#encode(unsent);
    for (const runId of this.#byRun.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#remove(runId);
      this.#dropped += 1;
    }
  }
}
