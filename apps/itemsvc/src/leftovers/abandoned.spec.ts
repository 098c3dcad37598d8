import { isAbandoned } from './abandoned.js';

describe('isAbandoned', () => {
  it('speaks of what was written long ago, and not of what is being written', () => {
    expect(isAbandoned(new Date(Date.now() - 3_600_000).toISOString())).toBe(true);
    expect(isAbandoned(new Date().toISOString())).toBe(false);
  });

  it('does not wait for a clock that was set back to come round again', () => {
    expect(isAbandoned(new Date(Date.now() + 3_600_000).toISOString())).toBe(true);
  });
});
