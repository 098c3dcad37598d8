import { untilUncontended } from '#libs/service-kit';

describe('untilUncontended', () => {
  it('repeats a change that others overtake', async () => {
    let count = 0;
    const done = await untilUncontended(() => Promise.resolve(++count < 3 ? undefined : count));
    expect(done).toBe(3);
  });

  it('ends with a conflict when the change never goes through', async () => {
    await expect(untilUncontended(() => Promise.resolve(undefined))).rejects.toMatchObject({ code: 'Conflict' });
  });
});
