/** An endpoint whose tools do what a spec says, and requests to it that are answered as documents or as streams. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { McpEndpoint, type McpHttpResponse, type ToolCall, type ToolCatalog, type ToolResult } from '#libs/mcp';
import { type Raw, serverInfo } from './raw-requests.js';

export interface RunningEndpointOptions {
  /** The work of the one tool, `work`. */
  work?: (call: ToolCall) => Promise<ToolResult>;
  catalog?: Partial<ToolCatalog>;
  tasks?: boolean;
  keepAliveMs?: number;
  onForeignCancel?: (key: string) => void;
}

export interface RunningRequest {
  raw: Raw;
  caller?: string;
  /** Media types that the client takes. */
  accept?: string;
  /** The client's connection. */
  gone?: AbortController;
}

export const BOTH = 'application/json, text/event-stream';
export const said = (text: string): ToolResult => ({ content: [{ type: 'text', text }] });

export function runningEndpoint({ work = () => Promise.resolve(said('done')), ...options }: RunningEndpointOptions) {
  const catalog: ToolCatalog = {
    list: (form) => Promise.resolve({ bytes: Buffer.from(JSON.stringify([{ name: 'work', form }])) }),
    find: (name) => Promise.resolve(name === 'work' ? { headerParameters: [], call: work } : undefined),
    ...options.catalog,
  };
  const faults: unknown[] = [];
  const endpoint = new McpEndpoint({
    serverInfo,
    allowedHosts: ['localhost'],
    allowedOrigins: [],
    ttlMs: 1_000,
    maxBatch: 3,
    onFault: (error) => faults.push(error),
    tasks: options.tasks ?? false,
    ...(options.keepAliveMs !== undefined && { keepAliveMs: options.keepAliveMs }),
    ...(options.onForeignCancel !== undefined && { onForeignCancel: options.onForeignCancel }),
  });
  const send = ({ raw, caller = 'me', accept = BOTH, gone = new AbortController() }: RunningRequest) =>
    endpoint.handle(
      {
        method: 'POST',
        headers: { host: 'localhost', 'content-type': 'application/json', accept, ...raw.headers },
        body: Buffer.from(JSON.stringify(raw.body)),
        caller,
        signal: gone.signal,
        cancel: () => {
          gone.abort();
        },
      },
      () => Promise.resolve(catalog),
    );
  return { endpoint, send, faults };
}

const objectOf = (value: JsonValue | Buffer | undefined): JsonObject =>
  !Buffer.isBuffer(value) && isJsonObject(value) ? value : {};

/** A request's copy with another id. */
export const withId = (raw: Raw, id: JsonValue): Raw => ({ ...raw, body: { ...objectOf(raw.body), id } });

/** A request's copy whose client wants to be told of progress. */
export function withToken(raw: Raw, progressToken: JsonValue): Raw {
  const body = objectOf(raw.body);
  const params = objectOf(body['params']);
  const _meta = { ...objectOf(params['_meta']), progressToken };
  return { ...raw, body: { ...body, params: { ...params, _meta } } };
}

/** The whole stream as text. */
export async function streamText(
  { body, events }: McpHttpResponse,
  onEvent: () => void = () => undefined,
): Promise<string> {
  const parts = [...body];
  for await (const event of events ?? []) {
    parts.push(event);
    onEvent();
  }
  return Buffer.concat(parts).toString();
}

/** The messages of a stream, comments left out. */
export async function messagesOf(answer: McpHttpResponse): Promise<unknown[]> {
  const blocks = (await streamText(answer)).split('\n\n').filter((block) => block !== '' && !block.startsWith(':'));
  return blocks.map((block) => {
    const [event, data = '', ...rest] = block.split('\n');
    expect([event, rest]).toEqual(['event: message', []]);
    const message: unknown = JSON.parse(data.replace(/^data: /, ''));
    return message;
  });
}
