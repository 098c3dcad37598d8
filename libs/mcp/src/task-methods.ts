/**
 * The methods of tasks, of both revisions that know them: in 2025-11-25 the client asks for a task and for its result
 * (Tasks, experimental); in 2026-07-28 the server decides what becomes a task of a client that announces the extension,
 * and the task carries its result (SEP-2663). What a task is, and whose it is, is left to the application.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { RpcRequest } from './json-rpc.js';
import type { MethodContext } from './method-context.js';
import type { Revision } from './protocol-version.js';
import { excerpt, invalidParams, RpcError } from './rpc-error.js';
import {
  RELATED_TASK_KEY,
  resultText,
  type Task,
  TASK_EXTENSION_CAPABILITY,
  type TaskRequest,
  type TaskStore,
  coreStatus,
  toCoreTask,
  toExtensionTask,
} from './tasks.js';
import type { CallableTool, ToolCall } from './tool-catalog.js';
import type { ToolResult } from './tool-result.js';

/** In 2026-07-28, a call that ends before its client would ask for it is answered as it always was, in milliseconds. */
const PATIENCE_MS = 1_000;
const MAX_TASK_ID_LENGTH = 200;

/** A call that may become a task. */
export interface CallToStart {
  readonly tool: CallableTool;
  readonly call: ToolCall;
  readonly params: JsonObject;
}

/** What is answered to a call: the result of a task's creation, or of the tool. */
export type StartedAnswer = { readonly created: object } | { readonly result: ToolResult };

export class TaskMethods {
  readonly #meta: object;

  /** @param meta `_meta` of every result of 2026-07-28 */
  constructor(meta: object) {
    this.#meta = meta;
  }

  /**
   * Starts a call as a task when the client wants that, or, in 2026-07-28, announces that it knows what tasks are.
   *
   * @returns undefined when the call is to be made as a plain one
   * @throws RpcError -32601 for a tool that does not become a task, -32602 for arguments that the tool does not take
   */
  async start(revision: Revision, { tool, call, params }: CallToStart): Promise<StartedAnswer | undefined> {
    switch (revision.tasks) {
      case undefined:
        return undefined;
      case 'core': {
        if (params.task === undefined) return undefined;
        const request = readTaskRequest(params.task);
        if (tool.start === undefined) {
          const message = 'The tool cannot be called as a task: its execution.taskSupport is not "optional".';
          throw new RpcError('MethodNotFound', message, { status: 200 });
        }
        const started = await tool.start(call, request);
        // Nothing was begun, so that there is no task to answer with.
        if ('result' in started) throw invalidParams(resultText(started.result));
        return { created: { task: toCoreTask(started.task) } };
      }
      case 'extension': {
        const started = await tool.start?.(call, { patienceMs: PATIENCE_MS });
        if (started === undefined || 'result' in started) return started;
        return { created: { resultType: 'task', ...toExtensionTask(started.task), _meta: this.#meta } };
      }
    }
  }

  /**
   * The result of a method of tasks; undefined when the revision has no such method.
   *
   * @throws RpcError, and what the application throws
   */
  answer(revision: Revision, request: RpcRequest, context: MethodContext): Promise<object | undefined> {
    if (revision.era === 'stateless') return this.#answerExtension(revision, request, context);
    return revision.tasks === 'core' ? answerCore(request, context) : Promise.resolve(undefined);
  }

  async #answerExtension(
    { tasks }: Revision,
    { method, params }: RpcRequest,
    context: MethodContext,
  ): Promise<object | undefined> {
    if (method !== 'tasks/get' && method !== 'tasks/update' && method !== 'tasks/cancel') return undefined;
    if (tasks === undefined) {
      const data = { requiredCapabilities: { extensions: TASK_EXTENSION_CAPABILITY } };
      throw new RpcError('MissingClientCapability', `${method} needs a client that announces the extension.`, { data });
    }
    const taskId = readTaskId(params);
    const store = await storeOf(context);
    const acknowledged = { resultType: 'complete', _meta: this.#meta };
    switch (method) {
      case 'tasks/get': {
        const task = existing(taskId, await store.get(taskId));
        return { ...acknowledged, ...toExtensionTask(task), ...this.#outcomeOf(task) };
      }
      case 'tasks/update':
        if (!isJsonObject(params.inputResponses)) throw invalidParams('params.inputResponses must be an object.');
        // No task ever asks for anything, so that whatever is answered was not asked ("Task Update Requests").
        existing(taskId, await store.get(taskId));
        return acknowledged;
      case 'tasks/cancel':
        existing(taskId, await store.cancel(taskId));
        return acknowledged;
    }
  }

  /** What the call would have answered, as a part of its task. */
  #outcomeOf(task: Task): object {
    if (task.status === 'failed') return { error: task.error };
    if (task.status !== 'completed') return {};
    return {
      result: { resultType: 'complete', ...task.result, _meta: { ...task.result._meta, ...this.#meta } },
    };
  }
}

async function answerCore({ method, params }: RpcRequest, context: MethodContext): Promise<object | undefined> {
  if (method !== 'tasks/get' && method !== 'tasks/result' && method !== 'tasks/cancel') return undefined;
  const taskId = readTaskId(params);
  const store = await storeOf(context);
  const task = existing(taskId, await store.get(taskId));
  switch (method) {
    case 'tasks/get':
      return toCoreTask(task);
    case 'tasks/result':
      return coreResult(existing(taskId, await store.settled(taskId, context.http.signal)));
    case 'tasks/cancel': {
      if (task.status !== 'working') throw invalidParams(`The task is over: it is ${coreStatus(task)}.`);
      return toCoreTask(existing(taskId, await store.cancel(taskId)));
    }
  }
}

/** Exactly what the call would have answered ("Result Retrieval"), and whose result it is. */
function coreResult(task: Task): object {
  switch (task.status) {
    case 'working':
      throw new Error('A task that is not over was given for one that is.');
    case 'failed':
      throw new RpcError(task.error.code, task.error.message, { ...task.error, status: 200 });
    case 'completed':
    case 'cancelled':
      return { ...task.result, _meta: { ...task.result._meta, [RELATED_TASK_KEY]: { taskId: task.taskId } } };
  }
}

function readTaskId({ taskId }: JsonObject): string {
  if (typeof taskId === 'string' && taskId.length <= MAX_TASK_ID_LENGTH) return taskId;
  throw invalidParams(`params.taskId must be a string of at most ${MAX_TASK_ID_LENGTH} characters.`);
}

function readTaskRequest(task: JsonValue): TaskRequest {
  if (!isJsonObject(task)) throw invalidParams('params.task must be an object.');
  const { ttl } = task;
  if (ttl === undefined || ttl === null) return { patienceMs: 0 };
  if (typeof ttl !== 'number' || ttl < 0) throw invalidParams('params.task.ttl must be a number of milliseconds.');
  return { patienceMs: 0, ttlMs: ttl };
}

async function storeOf({ catalog }: MethodContext): Promise<TaskStore> {
  const { tasks } = await catalog();
  if (tasks === undefined) throw new Error('The server announces tasks, and its catalog has none.');
  return tasks;
}

function existing(taskId: string, task: Task | undefined): Task {
  if (task === undefined) throw invalidParams(`There is no task ${excerpt(taskId)}.`);
  return task;
}
