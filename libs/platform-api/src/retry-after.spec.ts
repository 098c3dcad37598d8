import { retryAfterMs } from './retry-after.js';

const NOW = Date.parse('2026-01-31T12:00:00Z');

it.each([
  ['7', 7_000],
  ['0', 0],
  ['Sat, 31 Jan 2026 12:00:30 GMT', 30_000],
  ['Sat, 31 Jan 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  ['-1.5e400', undefined],
  [undefined, undefined],
])('a Retry-After of %s is %s ms', (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
