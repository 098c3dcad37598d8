/** A client of 2026-07-28 that announces the extension of tasks: its calls are answered at once, or become tasks. */
import { mcpUrl } from './content.ts';
import { type Product, rest } from './product.ts';

const META = 'io.modelcontextprotocol';

interface Params {
  name?: string;
  arguments?: object;
  taskId?: string;
}

/** The result of a method, parsed; what it holds is for each test to say. @throws Error when there is none */
export async function askAnnouncingTasks(
  product: Pick<Product, 'url' | 'token'>,
  namespace: string,
  { method, params }: { method: 'tools/call' | 'tasks/get'; params: Params },
): Promise<Awaited<ReturnType<typeof rest>>['body']> {
  const _meta = {
    [`${META}/protocolVersion`]: '2026-07-28',
    [`${META}/clientInfo`]: { name: 'toolrack-tests', version: '0.0.0' },
    [`${META}/clientCapabilities`]: { extensions: { [`${META}/tasks`]: {} } },
  };
  const { body, text } = await rest(product, mcpUrl(product, { nsfilter: namespace }), {
    body: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
    headers: {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      'mcp-name': params.name ?? params.taskId ?? '',
    },
  });
  if (body?.result === undefined) throw new Error(`${method} answered ${text}`);
  return body.result;
}
