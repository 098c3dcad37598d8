/** What a script worker holds while it is used: its memory and that of its children, and what its metrics say. */
import { residentBytes } from '#libs/sandbox';
import { childrenOf } from '../measure/process-children.ts';
import type { SeparateServices } from '../subjects/separate-services.ts';

/** One look at a worker. */
export interface WorkerSample {
  /** Since the watch began. */
  atMs: number;
  /** Runs that were answered until then. */
  runs: number;
  workerBytes: number;
  /** Of the worker's memory, what its own objects take, dead ones that were not yet collected included. */
  heapBytes: number;
  childrenBytes: number;
  children: number;
  isolates: number;
  /** Children that ended until then, by reason. */
  ended: Readonly<Record<string, number>>;
  /** Answers that were errors until then, by code. */
  errors: Readonly<Record<string, number>>;
}

/** The part of a look that the worker does not know. */
type SoakProgress = Pick<WorkerSample, 'runs' | 'errors'>;

const INTERVAL_MS = 500;
const TIMEOUT_MS = 5_000;

export class WorkerWatch implements Disposable {
  readonly samples: WorkerSample[] = [];
  readonly #worker: SeparateServices['worker'];
  readonly #progress: () => SoakProgress;
  readonly #startedAt = performance.now();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> | undefined;

  /** @param progress read at each look */
  constructor(worker: SeparateServices['worker'], progress: () => SoakProgress) {
    this.#worker = worker;
    this.#progress = progress;
    this.#timer = setInterval(() => {
      // A busy worker answers late; the next look waits for it.
      this.#looking ??= this.#look()
        .catch(() => undefined)
        .finally(() => {
          this.#looking = undefined;
        });
    }, INTERVAL_MS);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const { url, pid: worker, token } = this.#worker;
    const answer = await fetch(new URL('/metrics', url), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const metrics = await answer.text();
    if (!answer.ok) throw new Error(`The worker's metrics answered ${answer.status}.`);
    const children = childrenOf(worker);
    const { runs, errors } = this.#progress();
    this.samples.push({
      atMs: performance.now() - this.#startedAt,
      runs,
      workerBytes: residentBytes(worker) ?? 0,
      heapBytes: Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(metrics)?.[1]),
      childrenBytes: children.reduce((sum, pid) => sum + (residentBytes(pid) ?? 0), 0),
      children: children.length,
      isolates: Number(/^toolrack_sandbox_isolates (\d+)$/m.exec(metrics)?.[1]),
      ended: Object.fromEntries(
        [...metrics.matchAll(/^toolrack_sandbox_ended_total\{reason="(\w+)"\} (\d+)$/gm)].map(
          ([, reason = '', count]): [string, number] => [reason, Number(count)],
        ),
      ),
      errors: { ...errors },
    });
  }
}
