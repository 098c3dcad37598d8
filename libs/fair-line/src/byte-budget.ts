/** Bounds the bytes that are held at a time, of all partitions together and of each. */
export class ByteBudget {
  readonly #max: number;
  readonly #maxOfPartition: number;
  readonly #refusal: () => Error;
  readonly #partitions = new Map<string, number>();
  #held = 0;

  /** @param options.refusal what is thrown when there is no room */
  constructor({ maxBytes, maxBytesOfPartition = maxBytes, refusal }: ByteBudgetOptions) {
    this.#max = maxBytes;
    this.#maxOfPartition = maxBytesOfPartition;
    this.#refusal = refusal;
  }

  /** Counts the bytes of one thing that is held. */
  share(partition: string): ByteShare {
    let mine = 0;
    return {
      take: (bytes) => {
        const held = (this.#partitions.get(partition) ?? 0) + bytes;
        if (this.#held + bytes > this.#max || held > this.#maxOfPartition) throw this.#refusal();
        this.#partitions.set(partition, held);
        this.#held += bytes;
        mine += bytes;
      },
      release: () => {
        if (mine === 0) return;
        const held = (this.#partitions.get(partition) ?? 0) - mine;
        if (held === 0) this.#partitions.delete(partition);
        else this.#partitions.set(partition, held);
        this.#held -= mine;
        mine = 0;
      },
    };
  }
}

export interface ByteBudgetOptions {
  maxBytes: number;
  /** All of it when left out. */
  maxBytesOfPartition?: number;
  refusal: () => Error;
}

export interface ByteShare {
  /** @throws the budget's refusal */
  readonly take: (bytes: number) => void;
  /** Gives back all that was taken. Idempotent. */
  readonly release: () => void;
}
