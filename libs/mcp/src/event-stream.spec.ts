import { setTimeout as delay } from 'node:timers/promises';
import { ToolrackError } from '#libs/errors';
import { bodyOf, older, result, stateless } from './testing/raw-requests.js';
import { BOTH, messagesOf, runningEndpoint, said, streamText, withToken } from './testing/running-tools.js';

const progressed = (progress: number, more: object = {}) => ({
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken: 'p1', progress, ...more },
});

describe.each([
  ['of initialize', older],
  ['of 2026-07-28', stateless],
] as const)('The answer to a call that wants progress, in the era %s', (_era, request) => {
  const call = withToken(request('tools/call', { name: 'work' }), 'p1');

  it('is a stream of what the tool reports, and ends with its result', async () => {
    const { send } = runningEndpoint({
      work: async ({ onProgress }) => {
        onProgress?.([1, 3]);
        onProgress?.([2, 3, 'Nearly']);
        await delay(5);
        onProgress?.(['Last']);
        return said('done');
      },
    });
    const answer = await send({ raw: call });
    expect([answer.status, answer.headers]).toEqual([
      200,
      { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' },
    ]);
    expect(await messagesOf(answer)).toEqual([
      progressed(1, { total: 3 }),
      progressed(2, { total: 3, message: 'Nearly' }),
      progressed(expect.any(Number) as number, { message: 'Last' }),
      expect.objectContaining({ id: 7, result: expect.objectContaining(said('done')) as unknown }),
    ]);
  });

  it('is a document when nothing is reported', async () => {
    const { send } = runningEndpoint({});
    const answer = await send({ raw: call });
    expect([answer.headers['content-type'], answer.events]).toEqual(['application/json', undefined]);
    expect(bodyOf(answer)).toMatchObject({ id: 7, result: said('done') });
  });

  it.each([undefined, '*/*', 'application/json', 'application/json, text/event-stream;q=0'])(
    'is a document for a client that accepts %p',
    async (accept) => {
      const { send } = runningEndpoint({
        work: ({ onProgress }) => {
          expect(onProgress).toBeUndefined();
          return Promise.resolve(said('done'));
        },
      });
      const raw = { ...call, headers: { ...call.headers, accept } };
      expect((await send({ raw })).headers['content-type']).toBe('application/json');
    },
  );

  it.each([BOTH, 'text/event-stream, application/json', 'application/json;q=0.5, TEXT/Event-Stream; q=0.2'])(
    'is a stream for a client that accepts %s',
    async (accept) => {
      const { send } = runningEndpoint({
        work: async ({ onProgress }) => {
          onProgress?.([1]);
          await delay(1);
          return said('done');
        },
      });
      expect((await send({ raw: call, accept })).headers['content-type']).toBe('text/event-stream');
    },
  );

  it('has its HTTP status when it fails before anything is reported, and is the last event after that', async () => {
    const error = new ToolrackError('TooManyRequests', 'Later.');
    const { send } = runningEndpoint({
      work: async ({ arguments: { reports }, onProgress }) => {
        if (reports === true) onProgress?.([1]);
        await delay(1);
        throw error;
      },
    });
    expect((await send({ raw: call })).status).toBe(429);
    const raw = withToken(request('tools/call', { name: 'work', arguments: { reports: true } }), 'p1');
    const answer = await send({ raw });
    expect(answer.status).toBe(200);
    expect(await messagesOf(answer)).toEqual([
      progressed(1),
      { jsonrpc: '2.0', id: 7, error: { code: -32_000, message: 'Later.', data: { code: 'TooManyRequests' } } },
    ]);
  });

  it('says that it is alive while the tool says nothing', async () => {
    const { promise: sign, resolve: give } = Promise.withResolvers<undefined>();
    const { send } = runningEndpoint({ keepAliveMs: 10, work: () => sign.then(() => said('done')) });
    const answer = await send({ raw: call });
    expect(answer.headers['content-type']).toBe('text/event-stream');
    const text = await streamText(answer, () => {
      give(undefined);
    });
    expect(text).toMatch(/^(: keep-alive\n\n)+event: message\ndata: \{.*\}\n\n$/);
  });
});

describe('A stream', () => {
  const call = withToken(older('tools/call', { name: 'work' }), 'p1');

  it('keeps the newest of what a slow reader has not taken, and the answer', async () => {
    const finished = Promise.withResolvers<undefined>();
    const { send } = runningEndpoint({
      work: async ({ onProgress }) => {
        for (let step = 1; step <= 1_000; step += 1) onProgress?.([step]);
        await delay(1);
        finished.resolve(undefined);
        return said('done');
      },
    });
    const answer = await send({ raw: call });
    await finished.promise;
    await delay(5);
    const messages = await messagesOf(answer);
    expect(messages).toHaveLength(100);
    expect(messages.slice(-2)).toEqual([progressed(1_000), result(said('done'))]);
  });

  it('takes no report after the answer', async () => {
    let report: (() => void) | undefined;
    const { send } = runningEndpoint({
      work: async ({ onProgress }) => {
        report = () => onProgress?.([2]);
        onProgress?.([1]);
        await delay(1);
        return said('done');
      },
    });
    const answer = await send({ raw: call });
    await delay(10);
    report?.();
    expect(await messagesOf(answer)).toEqual([progressed(1), result(said('done'))]);
  });
});
