/** How the official SDK's servers are put on HTTP here, so that they differ in nothing else. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';
import { announce, subjectInput } from './subject-process.ts';

export const SERVER_INFO = { name: 'bench', version: '1' };

const toolSchema = z.looseObject({
  name: z.string(),
  inputSchema: z.looseObject({ type: z.literal('object') }),
  outputSchema: z.looseObject({ type: z.literal('object') }).optional(),
});
export type OfficialTool = z.infer<typeof toolSchema>;

/** The tools as the product's own list has them. */
export const officialTools = (): Promise<OfficialTool[]> => subjectInput(z.array(toolSchema));

export async function serve(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<unknown>,
): Promise<void> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  announce({ url: `http://127.0.0.1:${address.port}` });
}
