/** The official SDK 2.x as its documentation has it: tools registered on an `McpServer` that is made for each request. */
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { officialTools, serve, SERVER_INFO } from './official-servers.ts';

const tools = (await officialTools()).map(({ name, inputSchema, outputSchema, ...about }) => ({
  name,
  config: {
    ...about,
    inputSchema: fromJsonSchema(inputSchema),
    ...(outputSchema === undefined ? {} : { outputSchema: fromJsonSchema(outputSchema) }),
  },
}));

const handler = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer(SERVER_INFO, {
      cacheHints: { 'tools/list': { ttlMs: 60_000, cacheScope: 'private' } },
    });
    for (const { name, config } of tools) server.registerTool(name, config, () => ({ content: [] }));
    return server;
  }),
);

await serve(async (request, response) => {
  const { method = 'POST', url = '/' } = request;
  await handler(Object.assign(request, { method, url }), response);
});
