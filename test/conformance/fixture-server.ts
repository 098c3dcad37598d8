/** `McpEndpoint` on node:http with the fixture tools, their script run in this process: a server to hold clients against. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import type { JsonObject, JsonValue } from '#libs/contracts';
import {
  encodeTool,
  errorResult,
  headerParameters,
  joinTools,
  McpEndpoint,
  toCallResult,
  type ToolCall,
  type ToolCatalog,
  type ToolResult,
} from '#libs/mcp';

interface FixtureTool {
  _name: string;
  _description: string;
  _schema: JsonObject;
  _script: { _scriptName: string };
}
type Fixture = (
  input: JsonObject,
  libraries: object,
  ctx: object,
  callback: (...args: JsonValue[]) => void,
) => Promise<JsonValue>;

export interface FixtureServer extends AsyncDisposable {
  readonly url: string;
  /** Without these, every request is answered with 401. */
  readonly headers: { authorization: string };
}

const FIXTURES = new URL('./fixtures/', import.meta.url);
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

function fixtureCatalog(): ToolCatalog {
  const tools = JSON.parse(readFileSync(new URL('fixtures.tools.json', FIXTURES), 'utf8')) as FixtureTool[];
  const names = tools.map((tool) => tool._script._scriptName);
  const source = readFileSync(new URL('fixtures.script.js', FIXTURES), 'utf8');
  const functions = runInNewContext(`${source}\n({ ${names.join(', ')} })`, { setTimeout }) as Record<string, Fixture>;
  const bytes = joinTools(
    tools.map(({ _name: name, _description: description, _schema: inputSchema }) =>
      encodeTool({ name, description, inputSchema }),
    ),
  );
  const callOf =
    ({ _script }: FixtureTool) =>
    async ({ arguments: input, onProgress }: ToolCall): Promise<ToolResult> => {
      const callback = (...args: JsonValue[]) => onProgress?.(args);
      try {
        return toCallResult(await functions[_script._scriptName]!(input, {}, {}, callback));
      } catch (error) {
        return errorResult((error as Error).message);
      }
    };
  return {
    list: () => Promise.resolve({ bytes }),
    find: (name) => {
      const tool = tools.find(({ _name }) => _name === name);
      if (tool === undefined) return Promise.resolve(undefined);
      return Promise.resolve({ headerParameters: headerParameters(tool._schema).parameters, call: callOf(tool) });
    },
  };
}

export async function startFixtureServer(): Promise<FixtureServer> {
  const catalog = fixtureCatalog();
  const headers = { authorization: 'Bearer conformance' };
  const endpoint = new McpEndpoint({
    serverInfo: { name: 'conformance', version: '0.0.0' },
    allowedHosts: LOOPBACK,
    allowedOrigins: LOOPBACK,
    ttlMs: 1_000,
    maxBatch: 10,
    onFault: (error) => {
      throw error;
    },
  });
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    if (incoming.headers.authorization !== headers.authorization) {
      outgoing.writeHead(401).end();
      return;
    }
    const request = { method: incoming.method!, headers: incoming.headers, body: Buffer.concat(chunks) };
    const answer = await endpoint.handle(request, () => Promise.resolve(catalog));
    outgoing.writeHead(answer.status, answer.headers);
    for (const part of answer.body) outgoing.write(part);
    for await (const event of answer.events ?? []) outgoing.write(event);
    outgoing.end();
  };
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    headers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
