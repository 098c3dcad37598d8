import { isAbandoned, untilUncontended } from './contention.js';

describe('untilUncontended', () => {
  it('repeats a change that others overtake', async () => {
    const done = await untilUncontended((count) => Promise.resolve(count < 3 ? undefined : count));
    expect(done).toBe(3);
  });

  it('ends with a conflict when the change never goes through', async () => {
    await expect(untilUncontended(() => Promise.resolve(undefined))).rejects.toMatchObject({ code: 'Conflict' });
  });
});

describe('isAbandoned', () => {
  it('speaks of what was written long ago, and not of what is being written', () => {
    expect(isAbandoned(new Date(Date.now() - 3_600_000).toISOString())).toBe(true);
    expect(isAbandoned(new Date().toISOString())).toBe(false);
  });
});
