/** Raw requests for the specs, and an endpoint with one tool to send them to. */
import type { JsonObject, JsonValue } from '#libs/contracts';
import {
  encodeTool,
  joinTools,
  McpEndpoint,
  type McpHttpRequest,
  type McpHttpResponse,
  type ToolCall,
  type ToolCatalog,
} from '#libs/mcp';

export const VERSION = 'io.modelcontextprotocol/protocolVersion';
export const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
export const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';
export const serverInfo = { name: 'toolrack', version: '1.2.3' };

export const LIST = joinTools([
  encodeTool({ name: 'echo', description: 'Says it back', inputSchema: { type: 'object' } }),
]);
export const calls: ToolCall[] = [];
export const faults: { error: unknown; correlationId: string }[] = [];
export const catalog: ToolCatalog = {
  list: () => Promise.resolve({ bytes: LIST }),
  find: (name) =>
    Promise.resolve(
      name === 'echo' || name === 'Größe 大'
        ? {
            headerParameters: [
              { name: 'Region', path: ['region'], type: 'string' },
              { name: 'Limit', path: ['page', 'limit'], type: 'integer' },
              { name: 'Dry', path: ['dry'], type: 'boolean' },
            ],
            call: (call) => {
              calls.push(call);
              const { arguments: structuredContent } = call;
              return Promise.resolve({ content: [{ type: 'text', text: 'said' }], structuredContent });
            },
          }
        : undefined,
    ),
};
export const endpoint = new McpEndpoint({
  serverInfo,
  instructions: 'Ask first.',
  allowedHosts: ['localhost', '127.0.0.1', '[::1]', 'tools.example.com:8443'],
  allowedOrigins: ['localhost', 'https://app.example.com'],
  ttlMs: 60_000,
  maxBatch: 3,
  onFault: (error, correlationId) => faults.push({ error, correlationId }),
});

export interface Raw {
  method?: string;
  headers?: Record<string, string | string[] | undefined>;
  body?: JsonValue | Buffer;
  tools?: () => Promise<ToolCatalog>;
}

export function ask({ method = 'POST', headers = {}, body = '', tools = () => Promise.resolve(catalog) }: Raw) {
  const request: McpHttpRequest = {
    method,
    headers: { host: 'localhost:3000', 'content-type': 'application/json', ...headers },
    body: Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body)),
    correlationId: 'the-id',
  };
  return endpoint.handle(request, tools);
}

/** A request of the era of `initialize`. */
export function older(method: string, params?: JsonObject): Raw {
  return { body: { jsonrpc: '2.0', id: 7, method, ...(params === undefined ? {} : { params }) } };
}

/** A request of 2026-07-28 with the headers that belong to it. */
export function stateless(method: string, params: JsonObject = {}): Raw & { headers: Record<string, string> } {
  const { name } = params;
  return {
    headers: {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
    },
    body: {
      jsonrpc: '2.0',
      id: 7,
      method,
      params: { ...params, _meta: { [VERSION]: '2026-07-28', [CAPABILITIES]: {} } },
    },
  };
}

export function bodyOf({ body }: McpHttpResponse): unknown {
  const text = Buffer.concat(body).toString();
  return text === '' ? undefined : JSON.parse(text);
}

export async function expectAnswer(raw: Raw, status: number, body: unknown): Promise<McpHttpResponse> {
  const answer = await ask(raw);
  expect({ status: answer.status, body: bodyOf(answer) }).toEqual({ status, body });
  const length = answer.body.reduce((sum, part) => sum + part.length, 0);
  expect(answer.headers['content-length']).toBe(String(length));
  if (body !== undefined) expect(answer.headers['content-type']).toBe('application/json');
  return answer;
}

export const result = (value: unknown) => ({ jsonrpc: '2.0', id: 7, result: value });
export const failure = (code: number, message: unknown, data?: unknown) => ({
  jsonrpc: '2.0',
  id: 7,
  error: { code, message, ...(data === undefined ? {} : { data }) },
});
export const failureWithoutId = (code: number, message: unknown, data?: unknown) => {
  const { id: _, ...rest } = failure(code, message, data);
  return rest;
};
export const containing = (text: string): unknown => expect.stringContaining(text);

/** For `beforeEach`. */
export function forget(): void {
  calls.length = 0;
  faults.length = 0;
}
