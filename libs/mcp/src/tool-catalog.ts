import type { JsonObject, JsonValue } from '#libs/contracts';
import type { HeaderParameter } from './header-parameters.js';
import type { StartedCall, TaskRequest, TaskStore } from './tasks.js';
import type { ToolResult } from './tool-result.js';

/**
 * The tools of one request, made by the application: who calls, which namespace and which criteria have been decided,
 * and one decision serves both methods. A `ToolrackError` thrown by any of them is answered by the table in
 * `rpc-error.ts`; anything else is a fault.
 */
export interface ToolCatalog {
  /**
   * The JSON array of the tools, ready to be sent: descriptors that `checkTool` found nothing wrong with.
   *
   * @param form `withTasks` says which tools may be called as tasks (`withTaskSupport`)
   */
  list(form: ToolListForm): Promise<{ readonly bytes: Buffer }>;
  /** The tool that this request may call; undefined when there is none, and a hidden one looks the same. */
  find(name: string): Promise<CallableTool | undefined>;
  /** Needed when the server announces tasks. */
  readonly tasks?: TaskStore;
}

export type ToolListForm = 'plain' | 'withTasks';

export interface CallableTool {
  /** From `headerParameters` of the input schema, kept with the tool. */
  readonly headerParameters: readonly HeaderParameter[];
  /** A failure that a model can act on (bad arguments, an error of the script) is a result with `isError`. */
  call(call: ToolCall): Promise<ToolResult>;
  /**
   * Calls the tool in such a way that the call goes on when its request has been answered. Until then it ends with the
   * client as every call does. Absent when the tool cannot be called as a task.
   */
  start?(call: ToolCall, request: TaskRequest): Promise<StartedCall>;
}

export interface ToolCall {
  /** As the client sent them; the schema has not been looked at. */
  readonly arguments: JsonObject;
  /** Takes the arguments of a script's `callback(...)`; absent when the client does not want to know. */
  readonly onProgress?: (args: JsonValue[]) => void;
  /** Aborted when the client goes away, or asks for the end of the call. */
  readonly signal?: AbortSignal;
}
