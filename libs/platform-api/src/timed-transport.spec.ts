import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformTransport } from './platform-transport.js';
import { timedTransport } from './timed-transport.js';

/** A service that never answers. */
const silent: PlatformTransport = {
  send: async ({ signal }) => {
    for (;;) {
      await delay(5);
      signal?.throwIfAborted();
    }
  },
};
const request = { method: 'GET', path: '/', token: 't' };

describe('timedTransport', () => {
  it('takes a service that does not answer in time for one that cannot be reached', async () => {
    await expect(timedTransport(silent, 20).send(request)).rejects.toMatchObject({ status: 503, code: 'Unavailable' });
  });

  it('leaves the caller’s own signal its reason', async () => {
    const leaving = new AbortController();
    const sent = timedTransport(silent, 10_000).send({ ...request, signal: leaving.signal });
    leaving.abort(new Error('enough'));
    await expect(sent).rejects.toThrow('enough');
  });
});
