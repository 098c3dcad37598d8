import { LocalChangeFeed } from '#libs/change-feed';
import { RunsInFlight } from './runs-in-flight.js';

describe('RunsInFlight', () => {
  it('ends a run for everyone here who has it, and no other', async () => {
    const feed = new LocalChangeFeed();
    const inFlight = new RunsInFlight(feed);
    const [asked, executed, other] = [inFlight.hold('a'), inFlight.hold('a'), inFlight.hold('b')];
    await feed.publish({ topic: 'cancelledRuns', namespaces: ['demo'], ids: ['a', 'c'] });
    expect([asked, executed, other].map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  });

  it('ends a run with its caller’s signal, and leaves one alone that was released', () => {
    const inFlight = new RunsInFlight(new LocalChangeFeed());
    const caller = new AbortController();
    const [held, released] = [inFlight.hold('a', caller.signal), inFlight.hold('b', caller.signal)];
    released.release();
    caller.abort();
    inFlight.cancel('b');
    expect([held.signal.aborted, released.signal.aborted]).toEqual([true, false]);
    expect(inFlight.hold('c', caller.signal).signal.aborted).toBe(true);
  });
});
