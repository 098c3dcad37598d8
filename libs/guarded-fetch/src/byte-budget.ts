import { FetchError } from './fetch-error.js';

/** Bounds the bytes of all bodies that are held at a time, whoever reads them. */
export class ByteBudget {
  readonly #max: number;
  #held = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Counts the bytes of one body. */
  share(): ByteShare {
    let mine = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#max) {
          throw new FetchError('Overloaded', 'Too much is being fetched at the moment; try again later.');
        }
        this.#held += bytes;
        mine += bytes;
      },
      release: () => {
        this.#held -= mine;
        mine = 0;
      },
    };
  }
}

export interface ByteShare {
  /** @throws FetchError `Overloaded` */
  take(bytes: number): void;
  /** Gives back all that was taken. Idempotent. */
  release(): void;
}
