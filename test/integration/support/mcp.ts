import { type Product, rest } from '../../support/product.ts';
import { type Json, MCP } from './api.ts';

/** One request to the MCP URL with the query; in the era of `initialize`, whose requests need nothing around them. */
export function rpc(product: Product, query: string, call: { method: string; params?: object }) {
  return rest(product, `${MCP}?${query}`, {
    body: { jsonrpc: '2.0', id: 1, ...call },
    headers: { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2025-06-18' },
  });
}

/** The tools that an MCP URL lists. */
export async function listTools(product: Product, query: string): Promise<Json[]> {
  const { status, body, text } = await rpc(product, query, { method: 'tools/list' });
  if (status !== 200 || body.result === undefined) throw new Error(`tools/list answered ${String(status)}: ${text}`);
  return body.result.tools;
}

export const listedNames = async (product: Product, query: string): Promise<string[]> =>
  (await listTools(product, query)).map(({ name }) => name);

/** Calls a tool; the JSON-RPC message that comes back. */
export async function callTool(
  product: Product,
  query: string,
  call: { name: string; arguments?: unknown },
): Promise<Json> {
  return (await rpc(product, query, { method: 'tools/call', params: call })).body;
}

/** The text of a tool's result. */
export function textOf(message: Json): string {
  const content: { text: string }[] = message.result.content;
  return content.map(({ text }) => text).join('\n');
}
