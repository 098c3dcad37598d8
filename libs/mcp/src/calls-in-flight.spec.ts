import { older, stateless, bodyOf, type Raw } from './testing/raw-requests.js';
import { type RunningRequest, runningEndpoint, said, streamText, withId, withToken } from './testing/running-tools.js';

const call = older('tools/call', { name: 'work' });
const cancelled = (requestId: string | number, headers: Raw['headers'] = {}): Raw => ({
  headers,
  body: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } },
});

/** An endpoint whose calls last until they are ended; `started` resolves when so many have begun. */
function lasting(options: { onForeignCancel?: (key: string) => void } = {}) {
  const begun: AbortSignal[] = [];
  const { promise: first, resolve } = Promise.withResolvers<undefined>();
  const running = runningEndpoint({
    ...options,
    work: ({ signal, onProgress }) =>
      new Promise((done) => {
        begun.push(signal!);
        resolve(undefined);
        onProgress?.([1]);
        signal!.addEventListener('abort', () => {
          done({ ...said('RunCancelled'), isError: true });
        });
      }),
  });
  return { ...running, begun, first };
}

describe('notifications/cancelled', () => {
  it.each([7, 'seven', '7'])('ends the call with the id %p, which is then answered with nothing', async (id) => {
    const { send, begun, first } = lasting();
    const answer = send({ raw: withId(call, id) });
    await first;
    const { status, body } = await send({ raw: cancelled(id) });
    expect([status, body]).toEqual([202, []]);
    expect(begun[0]?.aborted).toBe(true);
    const { headers } = await answer;
    expect(headers['content-type']).toBe('text/event-stream');
    expect(await streamText(await answer)).not.toContain('RunCancelled');
  });

  it('ends a stream without an answer', async () => {
    const { send, first } = lasting();
    const answer = send({ raw: withToken(call, 'p1') });
    await first;
    const events = streamText(await answer);
    await send({ raw: cancelled(7) });
    expect(await events).toMatch(/^event: message\ndata: \{[^\n]*notifications\/progress[^\n]*\}\n\n$/);
  });

  it('has the call of a client that takes no streams answered', async () => {
    const { send, first } = lasting();
    const answer = send({ raw: call, accept: 'application/json' });
    await first;
    await send({ raw: cancelled(7) });
    expect(bodyOf(await answer)).toMatchObject({ id: 7, result: { isError: true } });
  });

  const version = { 'mcp-protocol-version': '2025-11-25' };
  it.each<[string, RunningRequest]>([
    ['another id', { raw: cancelled(8) }],
    ['the id as a text', { raw: cancelled('7') }],
    ['another caller', { raw: cancelled(7), caller: 'you' }],
    ['another program', { raw: cancelled(7, { 'user-agent': 'other' }) }],
    ['another version', { raw: cancelled(7, version) }],
  ])('ends no call of %s', async (_what, request) => {
    const { send, begun, first } = lasting();
    const gone = new AbortController();
    const answer = send({ raw: call, gone });
    await first;
    await send(request);
    expect(begun[0]?.aborted).toBe(false);
    gone.abort();
    await answer;
  });

  it('ends neither of two calls that look the same, and one when the other is over', async () => {
    const { send, begun } = lasting();
    const gone = new AbortController();
    const answers = [send({ raw: call, gone }), send({ raw: call })];
    await send({ raw: cancelled(7) });
    expect(begun.map(({ aborted }) => aborted)).toEqual([false, false]);
    gone.abort();
    await answers[0];
    await send({ raw: cancelled(7) });
    expect(begun.map(({ aborted }) => aborted)).toEqual([true, true]);
    await Promise.all(answers);
  });

  it('is passed on when no call here is meant, and ends the call where it is', async () => {
    const keys: string[] = [];
    const here = lasting({ onForeignCancel: (key) => keys.push(key) });
    const there = lasting();
    const answer = there.send({ raw: call });
    await there.first;
    await here.send({ raw: cancelled(7) });
    expect(keys).toHaveLength(1);
    there.endpoint.cancelCall(keys[0]!);
    await answer;
    expect(there.begun[0]?.aborted).toBe(true);
  });

  it('ends nothing in 2026-07-28, where a client closes the connection', async () => {
    const { send, begun, first } = lasting();
    const gone = new AbortController();
    const raw = stateless('tools/call', { name: 'work' });
    const answer = send({ raw, gone });
    await first;
    await send({ raw: cancelled(7, { 'mcp-protocol-version': '2026-07-28' }) });
    expect(begun[0]?.aborted).toBe(false);
    gone.abort();
    await answer;
    expect(begun[0]?.aborted).toBe(true);
  });

  it.each([{}, { requestId: null }, { requestId: {} }])('is taken and dropped with %j', async (params) => {
    const { send } = lasting();
    const raw = { body: { jsonrpc: '2.0', method: 'notifications/cancelled', params } };
    expect((await send({ raw })).status).toBe(202);
  });
});
