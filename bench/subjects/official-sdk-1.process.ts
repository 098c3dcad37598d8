/** The official SDK 1.x as it is used without sessions: a server and a transport for each request, JSON answers. */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { officialTools, serve, SERVER_INFO } from './official-servers.ts';

const tools = await officialTools();

await serve(async (request, response) => {
  const server = new McpServer(SERVER_INFO, { capabilities: { tools: {} } });
  server.server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on('close', () => {
    void server.close();
  });
  await server.connect(transport);
  await transport.handleRequest(request, response);
});
