import type { FastifyReply } from 'fastify';

/** Aborted when the client goes away before it has its answer: nobody waits for what was asked any more. */
export function clientGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
