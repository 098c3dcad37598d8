import { retryAfter } from './webhook-attempt.js';

describe('Retry-After', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sat, 31 Jan 2026 12:01:00 GMT', 60_000],
    ['Sat, 31 Jan 2026 11:00:00 GMT', 0],
  ])('%s means so many milliseconds', (value, ms) => {
    expect(retryAfter(value, now)).toBe(ms);
  });

  it.each([undefined, '', '-1', '1.5', 'soon', '2026-01-31', '99999999999', 'Sat, nothing'])(
    '%p means nothing',
    (value) => {
      expect(retryAfter(value, now)).toBeUndefined();
    },
  );
});
