/** The official SDK 2.x: both eras, the low-level half of a server, with raw JSON Schemas, behind `createMcpHandler`. */
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { officialTools, serve, SERVER_INFO } from './official-servers.ts';

const tools = await officialTools();

const handler = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer(SERVER_INFO, {
      capabilities: { tools: {} },
      cacheHints: { 'tools/list': { ttlMs: 60_000, cacheScope: 'private' } },
    });
    server.server.setRequestHandler('tools/list', () => ({ tools }));
    return server;
  }),
);

await serve(async (request, response) => {
  const { method = 'POST', url = '/' } = request;
  await handler(Object.assign(request, { method, url }), response);
});
