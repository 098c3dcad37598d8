/**
 * Calls that go on without their request: what the application has to be able to do for them, and how both revisions
 * that know tasks write one (2025-11-25, Tasks; 2026-07-28, the extension `io.modelcontextprotocol/tasks`, SEP-2663).
 * Which methods there are is decided in `task-methods.ts`.
 */
import type { JsonObject } from '#libs/contracts';
import type { ToolResult } from './tool-result.js';

export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';
export const RELATED_TASK_KEY = 'io.modelcontextprotocol/related-task';

/** What a server that has tasks announces, in the form of each revision. */
export const CORE_TASK_CAPABILITY = { cancel: {}, requests: { tools: { call: {} } } };
export const TASK_EXTENSION_CAPABILITY = { [TASKS_EXTENSION]: {} };

/** A protocol error in which a call ended. */
export interface TaskError {
  readonly code: number;
  readonly message: string;
  readonly data?: JsonObject;
}

interface TaskFields {
  /** Hard to guess. */
  readonly taskId: string;
  /** Times as ISO 8601. */
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** How long it can be asked for, from its creation, in milliseconds. */
  readonly ttlMs: number;
  /** How often to ask. */
  readonly pollIntervalMs: number;
  /** What it is at, for people. */
  readonly statusMessage?: string;
}
export interface WorkingTask extends TaskFields {
  readonly status: 'working';
}
/** The call gave a result, an error of the tool (`isError`) included. */
export interface CompletedTask extends TaskFields {
  readonly status: 'completed';
  readonly result: ToolResult;
}
/** The call ended in what would have been a protocol error. */
export interface FailedTask extends TaskFields {
  readonly status: 'failed';
  readonly error: TaskError;
}
export interface CancelledTask extends TaskFields {
  readonly status: 'cancelled';
  /** What the call would have answered. */
  readonly result: ToolResult;
}
export type Task = WorkingTask | CompletedTask | FailedTask | CancelledTask;

/** The tasks of the caller of one request, in the namespace of its URL. Those of others look like none. */
export interface TaskStore {
  get(taskId: string): Promise<Task | undefined>;
  /** Resolves when the task is over. @throws when the signal is aborted first */
  settled(taskId: string, signal?: AbortSignal): Promise<Task | undefined>;
  /** Ends the task, and resolves with it when that is done, or when it is clear that it takes longer. */
  cancel(taskId: string): Promise<Task | undefined>;
}

/** How a call is to be started as a task. */
export interface TaskRequest {
  /** How long the client wants to be able to ask for it, in milliseconds; the application decides. */
  readonly ttlMs?: number;
  /** Time in which the call may end as a plain call would, in milliseconds; only then does it become a task. */
  readonly patienceMs: number;
}

/** A task that can be asked for from now on, or what the call came to before there was one. */
export type StartedCall = { readonly task: Task } | { readonly result: ToolResult };

/** UTF-16 units. */
const MAX_STATUS_MESSAGE = 500;

/** In 2025-11-25 a call whose tool reports an error has failed ("Task Status"). */
export function coreStatus(task: Task): Task['status'] {
  return task.status === 'completed' && task.result.isError === true ? 'failed' : task.status;
}

/** A task as 2025-11-25 writes it. */
export function toCoreTask(task: Task): JsonObject {
  const { taskId, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs } = task;
  const message = task.statusMessage ?? errorMessageOf(task);
  return {
    taskId,
    status: coreStatus(task),
    ...(message === undefined ? {} : { statusMessage: shortened(message) }),
    createdAt,
    lastUpdatedAt,
    ttl: ttlMs,
    pollInterval: pollIntervalMs,
  };
}

/** A task as the extension writes it, without what it came to. */
export function toExtensionTask(task: Task): JsonObject {
  const { taskId, status, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs } = task;
  const message = task.statusMessage ?? errorMessageOf(task);
  return {
    taskId,
    status,
    ...(message === undefined ? {} : { statusMessage: shortened(message) }),
    createdAt,
    lastUpdatedAt,
    ttlMs,
    pollIntervalMs,
  };
}

/** Why a task has not done what it was to do; undefined when it has, or may. */
function errorMessageOf(task: Task): string | undefined {
  if (task.status === 'working') return undefined;
  if (task.status === 'failed') return task.error.message;
  return task.result.isError === true ? resultText(task.result) : undefined;
}

/** The text of a result, for a message. */
export function resultText({ content }: ToolResult): string {
  return content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('\n');
}

function shortened(message: string): string {
  if (message.length <= MAX_STATUS_MESSAGE) return message;
  return `${message.slice(0, MAX_STATUS_MESSAGE - 1).toWellFormed()}…`;
}
