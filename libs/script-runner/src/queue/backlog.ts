/**
 * Decides whether one more run may wait. What this process waits for is known at every moment; what others put into the
 * queue is known from a sample, so that no run costs a question to Redis.
 */
export class Backlog {
  readonly #maxWaiting: number;
  #sampled = 0;
  #ownAtSample = 0;

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** Takes note of the length of the queue. `own` is how many of them are of this process. */
  sample(total: number, own: number): void {
    this.#sampled = total;
    this.#ownAtSample = own;
  }

  isFull(own: number): boolean {
    const estimate = this.#sampled + own - this.#ownAtSample;
    return Math.max(own, estimate) >= this.#maxWaiting;
  }
}
