/**
 * One thread that reads scripts, from its start to its end. A source that takes too long or too much memory ends it and
 * is refused; whoever owns the thread starts another.
 */
import { Worker } from 'node:worker_threads';
import { entryFile } from '#libs/entry';
import { ToolrackError } from '#libs/errors';
import { type ScriptAnalysis } from './script-analysis.js';

export type ThreadMessage = { kind: 'ready' } | { kind: 'analysed'; analysis: ScriptAnalysis };

/** Of the processor: a legible script of 1 MB takes half of it, and a busy machine must not refuse it. */
export const MAX_CPU_MS = 2_000;
const MAX_WALL_MS = 20_000;
/** How often the thread is asked what it has used. */
const WATCH_MS = 200;
/** Of the syntax tree of a legible script of 1 MB, a few times over. */
const MAX_HEAP_MB = 384;

export interface TimedAnalysis {
  analysis: ScriptAnalysis;
  /** Of the processor, in milliseconds. */
  cpuMs: number;
}

export class AnalysisThread {
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<undefined>();
  #waiting: PromiseWithResolvers<ScriptAnalysis> | undefined;
  /** What the thread had used when it last answered. */
  #usedMs = 0;
  #isEnded = false;
  #fault: unknown;

  constructor(maxHeapMb = MAX_HEAP_MB) {
    this.#worker = new Worker(entryFile(import.meta.url, 'analysis.worker.js'), {
      // Not the process's own; and the eraser of types is still called experimental.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    this.#worker.unref();
    this.#worker.on('message', (message: unknown) => {
      if (!isThreadMessage(message)) return;
      if (message.kind === 'ready') this.#ready.resolve(undefined);
      else this.#waiting?.resolve(message.analysis);
    });
    this.#worker.on('error', (error: unknown) => {
      this.#fault = error;
    });
    this.#worker.on('exit', () => {
      this.#isEnded = true;
      this.#ready.resolve(undefined);
      if (isOutOfMemory(this.#fault)) {
        const message = 'needs more memory to read than a script may; divide the script into smaller ones';
        this.#waiting?.resolve(unreadable(message));
      } else this.#waiting?.reject(this.#whyEnded());
    });
  }

  /** Whether it can read another source. */
  get isUsable(): boolean {
    return !this.#isEnded;
  }

  /**
   * Reads one source; the next one only then. Ends the thread when that takes more than `MAX_CPU_MS`.
   *
   * @throws ToolrackError `Unavailable` when the process ends, and what kept the thread from starting
   */
  async analyse(source: string): Promise<TimedAnalysis> {
    // A process that waits for nothing else waits for the answer.
    this.#worker.ref();
    await this.#ready.promise;
    if (this.#isEnded) throw this.#whyEnded();
    const waiting = Promise.withResolvers<ScriptAnalysis>();
    this.#waiting = waiting;
    this.#usedMs = await this.#cpuMs();
    const watch = setInterval(() => void this.#endWhenOver(), WATCH_MS);
    const deadline = setTimeout(() => {
      this.#giveUp(`${MAX_WALL_MS} ms`);
    }, MAX_WALL_MS);
    this.#worker.postMessage(source);
    try {
      const analysis = await waiting.promise;
      if (!analysis.ok && analysis.isBroken === true) void this.end();
      return { analysis, cpuMs: this.isUsable ? (await this.#cpuMs()) - this.#usedMs : MAX_CPU_MS };
    } finally {
      clearInterval(watch);
      clearTimeout(deadline);
      this.#waiting = undefined;
      this.#worker.unref();
    }
  }

  /** Idempotent. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#worker.terminate();
  }

  async #endWhenOver(): Promise<void> {
    const usedMs = (await this.#cpuMs()) - this.#usedMs;
    if (usedMs > MAX_CPU_MS) this.#giveUp(`${MAX_CPU_MS} ms of CPU time`);
  }

  #giveUp(time: string): void {
    this.#waiting?.resolve(unreadable(`takes longer than ${time} to read; divide the script into smaller ones`));
    void this.end();
  }

  /** What the thread has used of the processor since it began; answered while it computes, too. */
  async #cpuMs(): Promise<number> {
    try {
      const { user, system } = await this.#worker.cpuUsage();
      return (user + system) / 1_000;
    } catch {
      // It has ended meanwhile, which its exit tells.
      return this.#usedMs;
    }
  }

  #whyEnded(): unknown {
    return this.#fault ?? new ToolrackError('Unavailable', 'The service is about to end; try again.');
  }
}

function unreadable(message: string): ScriptAnalysis {
  return { ok: false, problem: { message, line: 1, column: 1 } };
}

function isOutOfMemory(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function isThreadMessage(value: unknown): value is ThreadMessage {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
