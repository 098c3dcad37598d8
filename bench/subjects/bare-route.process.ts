/** What Fastify alone can do: one route for each answer, which reads a JSON body and sends bytes that are ready. */
import { fastify } from 'fastify';
import { z } from 'zod';
import { announce, subjectInput } from './subject-process.ts';

export const bareRouteInputSchema = z.array(
  z.object({ path: z.string(), headers: z.record(z.string(), z.string()), body: z.string() }),
);

const routes = await subjectInput(bareRouteInputSchema);
const app = fastify();
for (const { path, headers, body } of routes) {
  const bytes = Buffer.from(body);
  app.post(path, (_request, reply) => {
    void reply.headers(headers).send(bytes);
  });
}
announce({ url: await app.listen({ host: '127.0.0.1', port: 0 }) });
