import { Turns } from './turns.js';

const forever = new AbortController().signal;

describe('Turns', () => {
  it('lets so many of a partition work at a time, the others in their order, and other partitions too', async () => {
    const turns = new Turns(1);
    const order: string[] = [];
    const first = await turns.take('a', forever);
    const waiting = ['second', 'third'].map(async (name) => {
      const end = await turns.take('a', forever);
      order.push(name);
      end();
    });
    (await turns.take('b', forever))();
    expect(order).toEqual([]);
    first();
    first();
    await Promise.all(waiting);
    expect(order).toEqual(['second', 'third']);
  });

  it('gives none to who has gone', async () => {
    const turns = new Turns(1);
    const end = await turns.take('a', forever);
    const leaving = new AbortController();
    const left = turns.take('a', leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await expect(turns.take('a', leaving.signal)).rejects.toThrow('gone');
    end();
    (await turns.take('a', forever))();
  });
});
