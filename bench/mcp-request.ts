import type { HttpRequest } from './measure/http-load.ts';
import { ARGUMENTS, CALLED_TOOL } from './fixtures.ts';

/** The two eras of the protocol: with `initialize` (2025-11-25), and with every request on its own (2026-07-28). */
export type Era = 'initialize' | 'stateless';
export const ERAS: readonly Era[] = ['initialize', 'stateless'];
const VERSION = { initialize: '2025-11-25', stateless: '2026-07-28' } as const;

const STATELESS_META = {
  'io.modelcontextprotocol/protocolVersion': VERSION.stateless,
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
};

interface Method {
  name: 'tools/list' | 'tools/call';
  params: Record<string, unknown>;
  headers: Record<string, string>;
}

const LIST: Method = { name: 'tools/list', params: {}, headers: {} };

/** A call of one tool. */
export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

const TRIVIAL_CALL: ToolCall = { name: CALLED_TOOL, arguments: ARGUMENTS };

const callMethod = (call: ToolCall): Method => ({
  name: 'tools/call',
  params: { ...call },
  headers: { 'mcp-name': call.name },
});

function request(url: string, era: Era, { name, params, headers }: Method): HttpRequest {
  const isStateless = era === 'stateless';
  return {
    url,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': VERSION[era],
      ...(isStateless ? { 'mcp-method': name, ...headers } : {}),
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: name,
      params: isStateless ? { ...params, _meta: STATELESS_META } : params,
    }),
  };
}

export const listRequest = (url: string, era: Era): HttpRequest => request(url, era, LIST);
export const callRequest = (url: string, era: Era, call: ToolCall = TRIVIAL_CALL): HttpRequest =>
  request(url, era, callMethod(call));

/** The same request with a bearer token. */
export function withToken(plain: HttpRequest, token: string): HttpRequest {
  return { ...plain, headers: { ...plain.headers, authorization: `Bearer ${token}` } };
}

/** Sends a request once. @throws Error when the answer is not a 200 */
export async function sendOnce({ url, ...request }: HttpRequest): Promise<{ headers: Headers; text: string }> {
  const response = await fetch(url, { method: 'POST', ...request });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return { headers: response.headers, text };
}
