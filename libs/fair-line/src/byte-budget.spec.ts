import { ByteBudget } from './byte-budget.js';

const budget = () => new ByteBudget({ maxBytes: 100, maxBytesOfPartition: 60, refusal: () => new Error('no room') });

describe('ByteBudget', () => {
  it('refuses a partition more than its part, and all together more than there is', () => {
    const bytes = budget();
    const [a, more, b] = [bytes.share('a'), bytes.share('a'), bytes.share('b')];
    a.take(40);
    expect(() => {
      more.take(21);
    }).toThrow('no room');
    more.take(20);
    expect(() => {
      b.take(41);
    }).toThrow('no room');
    b.take(40);
  });

  it('takes back what was held, once', () => {
    const bytes = budget();
    const a = bytes.share('a');
    a.take(60);
    a.release();
    a.release();
    const again = bytes.share('a');
    again.take(60);
    expect(() => {
      bytes.share('b').take(41);
    }).toThrow('no room');
  });
});
