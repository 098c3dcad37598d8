import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { LookUps } from './look-ups.js';
import { NameServers } from './testing/name-servers.js';

/** From when a name counts as slow: longer than a busy machine keeps one that is answered at once waiting. */
const SLOW_MS = 300;
const forever = new AbortController().signal;

let servers: NameServers;
let lookUps: LookUps;
beforeEach(() => {
  servers = new NameServers();
  lookUps = new LookUps(servers.resolve);
});

/** Looks a name up; `a1` is a name of the partition `a`. */
const lookUp = (hostname: string, signal = forever): Promise<string[]> =>
  lookUps.addresses(hostname, { partition: hostname.slice(0, 1), signal });

const answer = async (...args: Parameters<NameServers['answer']>): Promise<void> => {
  servers.answer(...args);
  await turn();
};

describe('LookUps', () => {
  it('asks for two names at a time, for one of a partition, and gives partitions their turns', async () => {
    const all = ['a1', 'a2', 'a3', 'b1', 'b2', 'c1'].map((name) => lookUp(name));
    expect(servers.open).toEqual(['a1', 'b1']);
    await answer('b1');
    expect(servers.open).toEqual(['a1', 'c1']);
    await answer('c1');
    expect(servers.open).toEqual(['a1', 'b2']);
    await answer('a1');
    expect(servers.open).toEqual(['b2', 'a2']);
    await answer('b2');
    expect(servers.open).toEqual(['a2']);
    await answer('a2');
    await answer('a3', ['127.0.0.3']);
    expect((await Promise.all(all)).slice(1, 3)).toEqual([['127.0.0.1'], ['127.0.0.3']]);
  });

  it('asks once for those of a partition that want the same name, and again when it has its answer', async () => {
    const both = [lookUp('a1'), lookUp('a1')];
    expect(servers.asked).toEqual(['a1']);
    await answer('a1', ['127.0.0.2']);
    expect(await Promise.all(both)).toEqual([['127.0.0.2'], ['127.0.0.2']]);
    const again = lookUp('a1');
    expect(servers.asked).toEqual(['a1', 'a1']);
    await answer('a1', ['127.0.0.3']);
    expect(await again).toEqual(['127.0.0.3']);
  });

  it('shares nothing between partitions', async () => {
    const resolvers: ((addresses: string[]) => void)[] = [];
    lookUps = new LookUps(() => new Promise((resolve) => resolvers.push(resolve)));
    const [a, b] = ['a', 'b'].map((partition) => lookUps.addresses('same', { partition, signal: forever }));
    for (const [index, resolve] of resolvers.entries()) resolve([`127.0.0.${index}`]);
    expect([await a, await b]).toEqual([['127.0.0.0'], ['127.0.0.1']]);
  });

  it('ends a wait with its signal, and does not ask for what nobody waits for', async () => {
    const [first, leaving] = [lookUp('a1'), new AbortController()];
    const left = [lookUp('a2', leaving.signal), lookUp('a1', leaving.signal)];
    const stays = lookUp('a3');
    leaving.abort(new Error('gone'));
    for (const one of left) await expect(one).rejects.toThrow('gone');
    await expect(lookUp('a4', leaving.signal)).rejects.toThrow('gone');
    await answer('a1');
    await expect(first).resolves.toEqual(['127.0.0.1']);
    await answer('a3');
    await stays;
    expect(servers.asked).toEqual(['a1', 'a3']);
  });

  it('keeps the place of a look-up that nobody waits for until the resolver returns, whatever it returns', async () => {
    const leaving = new AbortController();
    const left = ['a1', 'b1'].map((name) => lookUp(name, leaving.signal));
    leaving.abort(new Error('gone'));
    expect((await Promise.allSettled(left)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const waiting = [lookUp('c1'), lookUp('a2')];
    const joined = lookUp('a1');
    expect(servers.open).toEqual(['a1', 'b1']);
    await answer('b1', new Error('too late'));
    expect(servers.open).toEqual(['a1', 'c1']);
    await answer('a1', ['127.0.0.2']);
    await expect(joined).resolves.toEqual(['127.0.0.2']);
    expect(servers.open).toEqual(['c1', 'a2']);
    servers.answerAll();
    await Promise.all(waiting);
  });

  it('hands on what the resolver throws, and goes on', async () => {
    const failing = Promise.allSettled([lookUp('a1'), lookUp('a1')]);
    const error = new Error('no such name');
    await answer('a1', error);
    expect(await failing).toEqual(Array(2).fill({ status: 'rejected', reason: error }));
    lookUps = new LookUps(() => {
      throw new Error('no resolver');
    });
    for (const name of ['a1', 'b1', 'c1']) await expect(lookUp(name)).rejects.toThrow('no resolver');
  });

  it('leaves those whose names are slow one place, and the other to those whose names are not', async () => {
    lookUps = new LookUps(servers.resolve, SLOW_MS);
    const slow = ['a1', 'b1', 'a2', 'b2'].map((name) => lookUp(name));
    await delay(SLOW_MS + 10);
    await answer('a1');
    await answer('b1');
    expect(servers.open).toEqual(['a2']);
    const prompt = lookUp('c1');
    expect(servers.open).toEqual(['a2', 'c1']);
    await answer('c1');
    await prompt;
    expect(servers.open).toEqual(['a2']);
    await delay(SLOW_MS + 10);
    await answer('a2');
    expect(servers.open).toEqual(['b2']);
    // Whose last one was found at once is slow no more.
    await answer('b2');
    await Promise.all(slow);
    const all = ['a3', 'b3'].map((name) => lookUp(name));
    expect(servers.open).toEqual(['a3', 'b3']);
    servers.answerAll();
    await Promise.all(all);
  });
});
