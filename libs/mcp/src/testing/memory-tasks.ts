/** Tasks that live in this process, for whoever asks. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { RPC_CODES, type StartedCall, type Task, type TaskStore, type ToolCall, type ToolResult } from '#libs/mcp';

interface Entry {
  task: Task;
  ending: AbortController;
  over: Promise<unknown>;
}

export class MemoryTasks implements TaskStore {
  readonly #entries = new Map<string, Entry>();

  /** Makes the call; one that takes longer than `patienceMs` becomes a task. One that throws fails. */
  async start(
    call: (call: ToolCall) => Promise<ToolResult>,
    given: ToolCall,
    patienceMs: number,
  ): Promise<StartedCall> {
    const taskId = randomUUID();
    const at = new Date().toISOString();
    const fields = { taskId, createdAt: at, lastUpdatedAt: at, ttlMs: 60_000, pollIntervalMs: 20 };
    const ending = new AbortController();
    const outcome = call({ ...given, signal: ending.signal });
    const inTime = patienceMs === 0 ? undefined : await Promise.race([outcome, delay(patienceMs)]);
    if (inTime !== undefined) return { result: inTime };
    const entry: Entry = { task: { ...fields, status: 'working' }, ending, over: outcome };
    this.#entries.set(taskId, entry);
    entry.over = outcome.then(
      (result) => {
        entry.task = ending.signal.aborted
          ? { ...fields, status: 'cancelled', result }
          : { ...fields, status: 'completed', result };
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : 'It failed.';
        entry.task = { ...fields, status: 'failed', error: { code: RPC_CODES.InternalError, message } };
      },
    );
    return { task: entry.task };
  }

  get(taskId: string): Promise<Task | undefined> {
    return Promise.resolve(this.#entries.get(taskId)?.task);
  }

  async settled(taskId: string): Promise<Task | undefined> {
    await this.#entries.get(taskId)?.over;
    return this.get(taskId);
  }

  cancel(taskId: string): Promise<Task | undefined> {
    this.#entries.get(taskId)?.ending.abort();
    return this.settled(taskId);
  }
}
