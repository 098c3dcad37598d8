/** MCP clients that nobody here wrote, each with one way to list and one way to call. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

export interface ListedTool {
  name: string;
  description?: string | undefined;
  inputSchema: object;
  outputSchema?: object | undefined;
}

export interface ToolResult {
  content: { type: string; text?: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

export interface ToolClient extends AsyncDisposable {
  list(): Promise<ListedTool[]>;
  call(name: string, args?: Record<string, unknown>): Promise<ToolResult>;
}

export type Connect = (url: string, token: string) => Promise<ToolClient>;

const ME = { name: 'toolrack-tests', version: '0.0.0' };
const withToken = (token: string) => ({ requestInit: { headers: { authorization: `Bearer ${token}` } } });

/** The client of `@modelcontextprotocol/sdk` 1.x. */
export const connectOldClient: Connect = async (url, token) => {
  const client = new OldClient(ME);
  await client.connect(new OldTransport(new URL(url), withToken(token)));
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, args = {}) => (await client.callTool({ name, arguments: args })) as ToolResult,
    [Symbol.asyncDispose]: () => client.close(),
  };
};

/** The client of `@modelcontextprotocol/client` 2.x, in one of the protocol's eras. */
const connectNewClient =
  (mode: 'legacy' | 'auto' | { pin: string }): Connect =>
  async (url, token) => {
    const client = new Client(ME, { versionNegotiation: { mode } });
    await client.connect(new StreamableHTTPClientTransport(new URL(url), withToken(token)));
    return {
      list: async () => (await client.listTools()).tools,
      call: async (name, args = {}) => (await client.callTool({ name, arguments: args })) as ToolResult,
      [Symbol.asyncDispose]: () => client.close(),
    };
  };

const inspector = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/inspector/package.json')),
  'clients/launcher/build/index.js',
);

function inspect(url: string, token: string, args: string[]): Promise<unknown> {
  const connection = ['--cli', url, '--transport', 'http', '--header', `Authorization: Bearer ${token}`];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [inspector, ...connection, ...args], { timeout: 30_000 }, (error, stdout, stderr) => {
      // A result with `isError` is one more way to end with another code than 0; it is printed all the same.
      try {
        resolve(JSON.parse(stdout));
      } catch {
        reject(new Error(`The Inspector printed no JSON.\n${stdout}\n${stderr}`, { cause: error }));
      }
    });
  });
}

/** The Inspector's command line: a process for each request. Arguments are sent as `key=value` pairs. */
export const connectInspector: Connect = (url, token) =>
  Promise.resolve({
    list: async () => ((await inspect(url, token, ['--method', 'tools/list'])) as { tools: ListedTool[] }).tools,
    call: async (name, args = {}) => {
      const pairs = Object.entries(args).flatMap(([key, value]) => ['--tool-arg', `${key}=${String(value)}`]);
      return (await inspect(url, token, ['--method', 'tools/call', '--tool-name', name, ...pairs])) as ToolResult;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });

export const CLIENTS: Record<string, Connect> = {
  'the client of SDK 1.x': connectOldClient,
  'the client of SDK 2.x with initialize': connectNewClient('legacy'),
  'the stateless client of SDK 2.x': connectNewClient({ pin: '2026-07-28' }),
  'the client of SDK 2.x that negotiates': connectNewClient('auto'),
  "the Inspector's command line": connectInspector,
};

/** The quickest of them to start, where which one it is does not matter. */
export const connectClient: Connect = connectNewClient({ pin: '2026-07-28' });
