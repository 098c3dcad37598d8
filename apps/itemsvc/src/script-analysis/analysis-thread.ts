/**
 * One thread that reads scripts, from its start to its end. A source that takes too long or too much memory ends it and
 * is refused; whoever owns the thread starts another.
 */
import { Worker } from 'node:worker_threads';
import { entryFile } from '#libs/entry';
import { ToolrackError } from '#libs/errors';
import { type ScriptAnalysis } from './script-analysis.js';

export type ThreadMessage = { kind: 'ready' } | { kind: 'analysed'; analysis: ScriptAnalysis };

/** A legible script of 1 MB takes half of it. */
export const MAX_ANALYSIS_MS = 2_000;
/** Of the syntax tree of a legible script of 1 MB, a few times over. */
const MAX_HEAP_MB = 384;

export class AnalysisThread {
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<undefined>();
  #waiting: PromiseWithResolvers<ScriptAnalysis> | undefined;
  #isEnded = false;
  #fault: unknown;

  constructor() {
    this.#worker = new Worker(entryFile(import.meta.url, 'analysis.worker.js'), {
      // Not the process's own; and the eraser of types is still called experimental.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
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
   * Reads one source; the next one only then. Ends the thread when that takes longer than `MAX_ANALYSIS_MS`.
   *
   * @throws ToolrackError `Unavailable` when the process ends, and what kept the thread from starting
   */
  async analyse(source: string): Promise<ScriptAnalysis> {
    // A process that waits for nothing else waits for the answer.
    this.#worker.ref();
    await this.#ready.promise;
    if (this.#isEnded) throw this.#whyEnded();
    const waiting = Promise.withResolvers<ScriptAnalysis>();
    this.#waiting = waiting;
    const timer = setTimeout(() => {
      waiting.resolve(
        unreadable(`takes longer than ${MAX_ANALYSIS_MS} ms to read; divide the script into smaller ones`),
      );
      void this.end();
    }, MAX_ANALYSIS_MS);
    this.#worker.postMessage(source);
    try {
      const analysis = await waiting.promise;
      if (!analysis.ok && analysis.isBroken === true) void this.end();
      return analysis;
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
      this.#worker.unref();
    }
  }

  /** Idempotent. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#worker.terminate();
  }

  #whyEnded(): unknown {
    return this.#fault ?? new ToolrackError('Unavailable', 'The service is about to end; try again.');
  }
}

function unreadable(message: string): ScriptAnalysis {
  return { ok: false, problem: { message, line: 1, column: 1 } };
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function isThreadMessage(value: unknown): value is ThreadMessage {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
