/**
 * Reads scripts in threads of their own, so that a source that is made to be slow keeps nobody else waiting: neither
 * requests that read no script, nor those that read one in another namespace. How a source is read is left to
 * `analyseScript`.
 */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ToolrackError } from '#libs/errors';
import { AnalysisThread, type TimedAnalysis } from './analysis-thread.js';

/** A hostile source occupies one for two seconds of CPU time. */
const MAX_THREADS = 2;
const MAX_WAITING = 500;
/** Of one namespace. */
const MAX_WAITING_OF_ONE = 100;
const RETRY_AFTER_SECONDS = 5;

type Turn = () => void;

@Injectable()
export class ScriptAnalyser implements OnApplicationShutdown {
  readonly #threads = new Set<AnalysisThread>();
  readonly #idle: AnalysisThread[] = [];
  /** Who waits for a thread, by namespace; the namespaces take turns. */
  readonly #waiting = new Map<string, Turn[]>();
  #waitingCount = 0;
  #busyCount = 0;

  /**
   * Reads the source of a script.
   *
   * @param namespace whose turn it takes
   * @throws ToolrackError `TooManyRequests` when too many sources wait to be read
   */
  async analyse(source: string, namespace: string): Promise<TimedAnalysis> {
    await this.#turn(namespace);
    const thread = this.#idle.pop() ?? this.#start();
    try {
      return await thread.analyse(source);
    } finally {
      if (thread.isUsable) this.#idle.push(thread);
      else this.#threads.delete(thread);
      this.#passOn();
    }
  }

  /** Ends the threads. Idempotent. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.#threads].map((thread) => thread.end()));
    this.#threads.clear();
    this.#idle.length = 0;
  }

  #start(): AnalysisThread {
    const thread = new AnalysisThread();
    this.#threads.add(thread);
    return thread;
  }

  async #turn(namespace: string): Promise<void> {
    if (this.#busyCount < MAX_THREADS) {
      this.#busyCount++;
      return;
    }
    const queue = this.#waiting.get(namespace) ?? [];
    if (this.#waitingCount >= MAX_WAITING || queue.length >= MAX_WAITING_OF_ONE) {
      const details = { retryAfterSeconds: RETRY_AFTER_SECONDS };
      throw new ToolrackError('TooManyRequests', 'Too many scripts wait to be read; try again later.', details);
    }
    const { promise, resolve } = Promise.withResolvers<undefined>();
    queue.push(() => {
      resolve(undefined);
    });
    this.#waiting.set(namespace, queue);
    this.#waitingCount++;
    await promise;
  }

  /** Gives the turn to the namespace that has waited longest, which then stands last. */
  #passOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#busyCount--;
      return;
    }
    const [namespace, queue] = next;
    const turn = queue.shift();
    this.#waiting.delete(namespace);
    if (queue.length > 0) this.#waiting.set(namespace, queue);
    this.#waitingCount--;
    turn?.();
  }
}
