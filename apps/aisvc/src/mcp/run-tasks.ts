/**
 * Tasks of MCP: each is a run that goes on without its request, its id is the run's, and all that is known of it comes
 * from the run's record, so that any process can be asked. Starting one is left to `ToolCaller`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { actingWithin, type Principal, type RunTokens } from '#libs/access';
import { type RunRecord, runRecordSchema } from '#libs/contracts';
import { progressMessage, type Task, type TaskStore, type ToolResult } from '#libs/mcp';
import {
  createPlatformApi,
  type PlatformApi,
  PlatformApiError,
  type PlatformTransport,
  timedTransport,
} from '#libs/platform-api';
import type { RunEnd } from '../calls/tool-caller.service.js';

export interface RunTasksOptions {
  transport: PlatformTransport;
  tokens: RunTokens;
  principal: Principal;
  namespace: string;
  /** How long records of runs are kept, in milliseconds. */
  recordsMs: number;
  /** What a call that ended so would have answered. */
  resultOf: (runId: string, end: RunEnd) => ToolResult;
}

/** What clients are told to wait between two questions, in milliseconds. */
const POLL_INTERVAL_MS = 1_000;
/** How often a record is read for a request that waits for its end, in milliseconds. */
const WAIT_STEP_MS = 250;
/** How long the cancellation of a task waits for its end, in milliseconds. */
const CANCEL_WAIT_MS = 5_000;
const REQUEST_MS = 10_000;

/** The tasks of one principal in one namespace. */
export class RunTasks implements TaskStore {
  readonly #options: RunTasksOptions;

  constructor(options: RunTasksOptions) {
    this.#options = options;
  }

  async get(taskId: string): Promise<Task | undefined> {
    const record = await this.#record(taskId);
    return record === undefined ? undefined : this.#taskOf(record);
  }

  async settled(taskId: string, signal?: AbortSignal): Promise<Task | undefined> {
    for (;;) {
      const task = await this.get(taskId);
      if (task?.status !== 'working') return task;
      await delay(WAIT_STEP_MS, undefined, signal === undefined ? {} : { signal });
    }
  }

  async cancel(taskId: string): Promise<Task | undefined> {
    const task = await this.get(taskId);
    if (task?.status !== 'working') return task;
    const { api, ctx } = await this.#platform();
    try {
      await api.IafItemSvc.cancelRun(taskId, ctx);
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof PlatformApiError) || error.code !== 'Conflict') throw error;
    }
    try {
      return await this.settled(taskId, AbortSignal.timeout(CANCEL_WAIT_MS));
    } catch (error) {
      if (error instanceof Error && error.name === 'AbortError') return this.get(taskId);
      throw error;
    }
  }

  /** Undefined for a run of somebody else, as for one that does not exist. */
  async #record(runId: string): Promise<RunRecord | undefined> {
    const { api, ctx } = await this.#platform();
    try {
      const record = runRecordSchema.parse(await api.IafItemSvc.getRun(runId, ctx));
      return record._principal.id === this.#options.principal.id ? record : undefined;
    } catch (error) {
      if (error instanceof PlatformApiError && error.status >= 400 && error.status < 500) return undefined;
      throw error;
    }
  }

  async #platform(): Promise<{ api: PlatformApi; ctx: { _namespaces: string[] } }> {
    const { transport, tokens, principal, namespace } = this.#options;
    const token = await tokens.issue(actingWithin(principal, namespace), { ttlMs: REQUEST_MS });
    const api = createPlatformApi({ transport: timedTransport(transport, REQUEST_MS), token });
    return { api, ctx: { _namespaces: [namespace] } };
  }

  /** Undefined for the run of a plain call whose result was not kept: it was answered, and is no task. */
  #taskOf(record: RunRecord): Task | undefined {
    const { _id: taskId, _queuedAt: createdAt, _error: error } = record;
    const fields = {
      taskId,
      createdAt,
      lastUpdatedAt: record._finishedAt ?? record._startedAt ?? createdAt,
      // Whatever a client asks for: a record outlives its task by as long as the run took.
      ttlMs: this.#options.recordsMs,
      pollIntervalMs: POLL_INTERVAL_MS,
    };
    switch (record._status) {
      case 'queued':
      case 'running': {
        const statusMessage = Array.isArray(record._progress) ? progressMessage(record._progress) : undefined;
        return { ...fields, status: 'working', ...(statusMessage === undefined ? {} : { statusMessage }) };
      }
      case 'succeeded': {
        if (record._result === undefined) return undefined;
        const result = this.#options.resultOf(taskId, { status: 'succeeded', result: record._result });
        return { ...fields, status: 'completed', result };
      }
      case 'failed': {
        if (error === null) throw new Error(`The run ${taskId} has failed, and its record does not say why.`);
        const result = this.#options.resultOf(taskId, { status: 'failed', error });
        return { ...fields, status: error.code === 'RunCancelled' ? 'cancelled' : 'completed', result };
      }
    }
  }
}
