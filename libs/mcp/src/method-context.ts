import type { JsonValue } from '#libs/contracts';
import type { ToolCatalog } from './tool-catalog.js';
import type { McpHttpRequest } from './transport.js';

/** What a method may look at beside the request. */
export interface MethodContext {
  readonly http: McpHttpRequest;
  readonly catalog: () => Promise<ToolCatalog>;
  /** Takes what a call reports while it runs; absent when the client cannot be told. */
  readonly onProgress?: (args: JsonValue[]) => void;
}
