/** Who may have a document imported when: each takes a thread and much of a processor. */
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ToolrackError } from '#libs/errors';
import { Turns } from '#libs/fair-line';
import { type ImportAnswer, importInThread, type ImportTask } from './import-thread.js';

/** Threads at a time, and of one namespace. */
const MAX_THREADS = 2;
const MAX_THREADS_OF_ONE = 1;
/** How long a document waits for its turn. */
const MAX_WAIT_MS = 30_000;
const RETRY_AFTER_SECONDS = 5;
const ALL = 'all';

@Injectable()
export class DocumentImporter implements OnApplicationShutdown {
  readonly #ofNamespace = new Turns(MAX_THREADS_OF_ONE);
  readonly #ofAll = new Turns(MAX_THREADS);
  readonly #ending = new AbortController();

  /**
   * @param namespace whose turn it takes
   * @throws ToolrackError `TooManyRequests` when it does not come, `Unavailable` when the process ends
   */
  async import(task: ImportTask, namespace: string): Promise<ImportAnswer & { cpuMs: number }> {
    const { signal } = this.#ending;
    const patience = AbortSignal.timeout(MAX_WAIT_MS);
    const endOwn = await waited(this.#ofNamespace.take(namespace, patience));
    try {
      const endAll = await waited(this.#ofAll.take(ALL, patience));
      try {
        return await importInThread(task, signal);
      } finally {
        endAll();
      }
    } finally {
      endOwn();
    }
  }

  /** Idempotent. */
  onApplicationShutdown(): void {
    this.#ending.abort();
  }
}

async function waited(turn: Promise<() => void>): Promise<() => void> {
  try {
    return await turn;
  } catch (error) {
    const details = { retryAfterSeconds: RETRY_AFTER_SECONDS, cause: error };
    throw new ToolrackError('TooManyRequests', 'Too many documents wait to be read; try again later.', details);
  }
}
