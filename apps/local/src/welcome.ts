import { DEMO_NAMESPACE } from './demo.js';
import type { LocalServer } from './local-server.js';

function tokenLine({ admin }: LocalServer): string {
  if (admin.isNew) return `${admin.token}\n              kept in ${admin.path ?? ''}, and not printed again`;
  return admin.path === undefined ? 'the ADMIN_TOKEN of the environment' : `kept in ${admin.path}`;
}

/** What `npm start` prints when everything is ready. */
export function welcome(server: LocalServer): string {
  const mcpUrl = `${server.url}/aisvc/api/v1/stateless/mcp/tools?nsfilter=${DEMO_NAMESPACE}`;
  const token = server.admin.isNew ? server.admin.token : '<admin token>';
  const client = {
    mcpServers: { toolrack: { type: 'http', url: mcpUrl, headers: { Authorization: `Bearer ${token}` } } },
  };
  return `
  Toolrack is ready.

  URL         ${server.url}
  API docs    ${server.url}/docs
  Data        ${server.stores.data}
  Scripts     run ${server.stores.runs}
  Admin token ${tokenLine(server)}

  MCP URL of the demo tools:
  ${mcpUrl}

  To paste into an MCP client's configuration:
  ${JSON.stringify(client)}

  README.md walks from a script to a tool of your own. Ctrl-C stops Toolrack.

`;
}
