/** Members that were slow to answer lately, as many as are remembered: what goes to them is to hold up nothing else. */
const SLOW_MS = 2_000;
const MAX_REMEMBERED = 500;

export class SlowMembers {
  /** Who was slow last comes last. */
  readonly #ids = new Set<string>();

  get ids(): string[] {
    return [...this.#ids];
  }

  /** @param attempt how long it took, and whether it ended without an answer for that */
  note(memberId: string, attempt: { tookMs: number; timedOut: boolean }): void {
    this.#ids.delete(memberId);
    if (!attempt.timedOut && attempt.tookMs < SLOW_MS) return;
    this.#ids.add(memberId);
    const [first] = this.#ids;
    if (this.#ids.size > MAX_REMEMBERED && first !== undefined) this.#ids.delete(first);
  }
}
