/** Sends one call over and over, so many at a time, from a process of its own, so that it does not delay other callers. */
import { z } from 'zod';
import { callLoop } from '../measure/call-loop.ts';
import { HttpClient } from '../measure/http-client.ts';
import { floodQuestionSchema } from './flood.ts';
import { serve, subjectInput } from './subject-process.ts';

await subjectInput(z.object({}));

serve(floodQuestionSchema, async ({ request, expectedStart, window }) => {
  await using client = new HttpClient(window.concurrency);
  return await callLoop(async () => {
    const body = await client.send(request);
    if (!body.startsWith(expectedStart)) throw new Error(`Another answer than before: ${body.slice(0, 500)}`);
  }, window);
});
