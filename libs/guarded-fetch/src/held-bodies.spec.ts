import type { FetchError } from './fetch-error.js';
import { HeldBodies } from './held-bodies.js';
import { startServer, TestFetch } from './testing/test-fetch.js';

const OVERLOADED = expect.objectContaining({ code: 'Overloaded' });

let held: HeldBodies;
let ended: string[];
beforeEach(() => {
  held = new HeldBodies(100);
  ended = [];
});

/** A body that tells when it has to give way. */
const body = (name: string) =>
  held.share(name.slice(0, 1), (reason: FetchError) => {
    ended.push(`${name} ${reason.code}`);
  });

describe('HeldBodies', () => {
  it('give what room there is to one partition, and refuse it more', () => {
    body('a1').take(60);
    const [a2, a3] = [body('a2'), body('a3')];
    a2.take(40);
    expect(() => {
      a3.take(1);
    }).toThrow(OVERLOADED);
    a2.release();
    a2.release();
    a3.take(40);
    expect(ended).toEqual([]);
  });

  it('end the largest body of the partition that holds most for another that holds less', () => {
    const [a1, a2, b1] = [body('a1'), body('a2'), body('b1')];
    a1.take(30);
    a2.take(50);
    b1.take(20);
    b1.take(10);
    expect(ended).toEqual(['a2 Overloaded']);
    expect(() => {
      a2.take(1);
    }).toThrow(OVERLOADED);
    a2.release();
    body('c1').take(40);
    expect(ended).toEqual(['a2 Overloaded']);
    // It would be the one that holds most.
    expect(() => {
      b1.take(15);
    }).toThrow(OVERLOADED);
    expect(ended).toEqual(['a2 Overloaded']);
  });

  it('refuse what is larger than all there is', () => {
    body('a1').take(10);
    expect(() => {
      body('b1').take(101);
    }).toThrow(OVERLOADED);
    expect(ended).toEqual([]);
  });
});

describe('a body that trickles', () => {
  it('leaves room for the bodies of others, however many there are', async () => {
    const size = 40_000;
    await using trickling = await startServer((_request, response) => {
      response.writeHead(200).write(Buffer.alloc(size));
    });
    await using whole = await startServer((_request, response) => {
      response.end(Buffer.alloc(size));
    });
    await using fetching = new TestFetch({ limits: { responseBytes: size + 1 } });
    const leave = new AbortController();
    const outcomes: string[] = [];
    const all = ['a', 'b', 'c', 'd'].flatMap((partition) =>
      Array.from({ length: 10 }, async () => {
        await fetching.fetch(trickling.url, { partition, signal: leave.signal }).catch((error: unknown) => {
          outcomes.push((error as FetchError).code);
        });
      }),
    );
    // All 40 bodies are there.
    while (trickling.requests.length < 40) await fetching.fetch(whole.url, { partition: 'e' });
    for (let index = 0; index < 5; index++) {
      const partition = `f${index}`;
      expect((await fetching.fetch(whole.url, { partition })).body).toHaveLength(size);
    }
    leave.abort();
    await Promise.all(all);
    expect(new Set(outcomes)).toEqual(new Set(['Overloaded', 'Cancelled']));
  });
});
