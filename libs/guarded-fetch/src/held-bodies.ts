/**
 * How much of bodies is held at a time. When there is no room, whoever holds most gives way: the partition that asks, or
 * else the largest body of the one that has the most, whose fetch is ended. So those who fetch little find room however
 * many others let their servers fill it.
 */
import type { ByteShare } from '#libs/fair-line';
import { FetchError } from './fetch-error.js';

interface Body {
  readonly holder: Holder;
  readonly giveWay: (reason: FetchError) => void;
  bytes: number;
  /** True when its room went to others. */
  hasEnded: boolean;
}

/** A partition of which bodies are held. */
interface Holder {
  readonly partition: string;
  readonly bodies: Set<Body>;
  bytes: number;
}

const overloaded = (): FetchError =>
  new FetchError(
    'Overloaded',
    'Too much is being fetched at the moment, most of it here; fetch less at a time, or later.',
  );

export class HeldBodies {
  readonly #maxBytes: number;
  readonly #holders = new Map<string, Holder>();
  #bytes = 0;

  /** @param maxBytes of all partitions together */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * Counts the bytes of one body.
   *
   * @param giveWay ends the fetch: its room is given to others. What it holds is let go of at once.
   * @returns whose `take` throws FetchError `Overloaded`
   */
  share(partition: string, giveWay: (reason: FetchError) => void): ByteShare {
    const body = { holder: this.#holder(partition), giveWay, bytes: 0, hasEnded: false };
    body.holder.bodies.add(body);
    return {
      take: (bytes) => {
        if (body.hasEnded) throw overloaded();
        this.#makeRoom(bytes, body.holder);
        this.#add(body, bytes);
      },
      release: () => {
        this.#remove(body);
      },
    };
  }

  #holder(partition: string): Holder {
    const known = this.#holders.get(partition);
    if (known !== undefined) return known;
    const holder = { partition, bodies: new Set<Body>(), bytes: 0 };
    this.#holders.set(partition, holder);
    return holder;
  }

  #makeRoom(bytes: number, asking: Holder): void {
    while (this.#bytes + bytes > this.#maxBytes) {
      const most = largest(this.#holders.values());
      const body = largest(most?.bodies ?? []);
      if (most === undefined || body === undefined || most.bytes <= asking.bytes + bytes) throw overloaded();
      this.#remove(body);
      body.giveWay(overloaded());
    }
  }

  #add(body: Body, bytes: number): void {
    body.bytes += bytes;
    body.holder.bytes += bytes;
    this.#bytes += bytes;
  }

  #remove(body: Body): void {
    const { holder } = body;
    body.hasEnded = true;
    this.#add(body, -body.bytes);
    if (holder.bodies.delete(body) && holder.bodies.size === 0) this.#holders.delete(holder.partition);
  }
}

function largest<T extends { bytes: number }>(all: Iterable<T>): T | undefined {
  let found: T | undefined;
  for (const one of all) if (found === undefined || one.bytes > found.bytes) found = one;
  return found;
}
