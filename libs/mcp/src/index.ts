export { type CallResultLimits, DEFAULT_CALL_RESULT_LIMITS, errorResult, toCallResult } from './call-result.js';
export { McpEndpoint, type McpEndpointOptions } from './endpoint.js';
export { type HeaderParameter, headerParameters } from './header-parameters.js';
export type { ServerDescription } from './methods.js';
export { INITIALIZE_VERSIONS, STATELESS_VERSIONS } from './protocol-version.js';
export { RPC_CODES } from './rpc-error.js';
export type { CallableTool, ToolCall, ToolCatalog, ToolResult } from './tool-catalog.js';
export { checkTool, encodeTool, joinTools, type ToolDescriptor } from './tool-descriptor.js';
export type { McpHttpRequest, McpHttpResponse } from './transport.js';
