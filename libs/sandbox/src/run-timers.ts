/** The timers of a run. They are this process's, so that an isolate that waits for one does nothing. */

/** The realm refuses more, see `realm/timers.ts`; this holds even when it does not. */
const MAX_TIMERS = 1_000;

export class RunTimers {
  private readonly timers = new Map<number, NodeJS.Timeout>();

  /** @param onDue called with the id of a timer when it is due */
  constructor(private readonly onDue: (id: number) => void) {}

  set(id: number, delayMs: number): void {
    if (this.timers.size >= MAX_TIMERS || this.timers.has(id)) return;
    const due = (): void => {
      this.timers.delete(id);
      this.onDue(id);
    };
    this.timers.set(id, setTimeout(due, delayMs));
  }

  clear(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
  }

  /** None is due any more. */
  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
