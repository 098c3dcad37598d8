import type { ContentBlock } from '@modelcontextprotocol/server';
import type { JsonObject } from '#libs/contracts';
import type { HeaderParameter } from './header-parameters.js';

/**
 * The tools of one request, made by the application: who calls, which namespace and which criteria have been decided,
 * and one decision serves both methods. A `ToolrackError` thrown by any of them is answered by the table in
 * `rpc-error.ts`; anything else is a fault.
 */
export interface ToolCatalog {
  /** The JSON array of the tools, ready to be sent: descriptors that `checkTool` found nothing wrong with. */
  list(): Promise<{ readonly bytes: Buffer }>;
  /** The tool that this request may call; undefined when there is none, and a hidden one looks the same. */
  find(name: string): Promise<CallableTool | undefined>;
}

export interface CallableTool {
  /** From `headerParameters` of the input schema, kept with the tool. */
  readonly headerParameters: readonly HeaderParameter[];
  /** A failure that a model can act on (bad arguments, an error of the script) is a result with `isError`. */
  call(call: ToolCall): Promise<ToolResult>;
}

export interface ToolCall {
  /** As the client sent them; the schema has not been looked at. */
  readonly arguments: JsonObject;
  readonly progressToken?: string | number;
  /** Aborted when the client goes away. */
  readonly signal?: AbortSignal;
}

/** What a call gives back (2025-11-25 and 2026-07-28, Tools, "Tool Result"). */
export interface ToolResult {
  content: ContentBlock[];
  structuredContent?: JsonObject;
  isError?: boolean;
  _meta?: JsonObject;
}
