/**
 * Contents of files, up and down. They are bytes and no JSON, so they are no part of what scripts and models call: only
 * programs have these methods.
 */
import type { JsonValue } from '#libs/contracts';
import type { IafFileSvc } from './generated/types.js';
import { namedValues, type PlatformCall } from './named-values.js';
import { answerOf, problem } from './platform-answer.js';
import type { PlatformConnection } from './platform-connection.js';
import type { PlatformContext } from './platform-context.js';
import type { PlatformOperation, PlatformParameter } from './platform-operation.js';
import { ask, readResponse } from './platform-transport.js';
import { requestPath } from './request-path.js';

/** Bytes, a text, a `Blob` or a stream: whatever `fetch` sends. */
export type FileContent = NonNullable<RequestInit['body']>;

export interface FileContents {
  /**
   * Stores the content as a new version of the file, and answers with the file.
   *
   * @throws PlatformApiError as other methods; the reason of the signal of `ctx`, which alone bounds its time
   */
  putFileContent(
    id: string,
    content: FileContent,
    ctx: PlatformContext,
    options?: { contentType?: string | undefined },
  ): ReturnType<IafFileSvc['getFile']>;
  /**
   * Answers with the content of one version, the newest when none is named, as `fetch` does: `arrayBuffer()`, `text()` or
   * `body` read it.
   *
   * @throws PlatformApiError as other methods; the reason of the signal of `ctx`, which alone bounds its time
   */
  getFileContent(id: string, ctx: PlatformContext, options?: { version?: number }): Promise<Response>;
}

const parameter = (name: string, place: 'path' | 'query'): PlatformParameter => ({
  name,
  in: place,
  required: place === 'path',
  encoding: 'text',
  schema: {},
});

const CONTENT = {
  service: 'IafFileSvc',
  path: '/filesvc/api/v1/files/{id}/content',
  parameters: [parameter('id', 'path'), parameter('nsfilter', 'query'), parameter('version', 'query')],
  description: '',
} as const;
const PUT: PlatformOperation = {
  ...CONTENT,
  id: 'putFileContent',
  title: 'Put the content of a file',
  access: 'EDIT',
  method: 'PUT',
  arguments: ['id', 'ctx', { name: 'options', members: ['contentType'] }],
};
const GET: PlatformOperation = {
  ...CONTENT,
  id: 'getFileContent',
  title: 'Get the content of a file',
  access: 'READ',
  method: 'GET',
  arguments: ['id', 'ctx', { name: 'options', members: ['version'] }],
};

const PROBLEM_BYTES = 1024 * 1024;

/** The methods of contents over a connection, by their names. */
export function fileContents(connection: PlatformConnection): Record<keyof FileContents, unknown> {
  return {
    async putFileContent(id: string, content: FileContent, ...rest: JsonValue[]): Promise<JsonValue> {
      const answer = await readResponse(await send(connection, namedValues(PUT, [id, ...rest]), content), {});
      if (answer.status >= 400) throw problem(answer);
      return answerOf(answer);
    },
    async getFileContent(id: string, ...rest: JsonValue[]): Promise<Response> {
      const response = await send(connection, namedValues(GET, [id, ...rest]));
      if (response.status >= 400) throw problem(await readResponse(response, { maxBytes: PROBLEM_BYTES }));
      return response;
    },
  };
}

function send(connection: PlatformConnection, call: PlatformCall, content?: FileContent): Promise<Response> {
  const { baseUrl, token } = connection;
  const { contentType } = call.values;
  const signals = [connection.signal, call.signal].filter((signal) => signal !== undefined);
  const init = {
    method: call.operation.method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(typeof contentType === 'string' ? { 'content-type': contentType } : {}),
    },
    // A stream is sent while it comes, which has to be said.
    ...(content === undefined ? {} : { body: content, duplex: 'half' as const }),
    ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
  };
  return ask({ baseUrl }, requestPath(call), init);
}
