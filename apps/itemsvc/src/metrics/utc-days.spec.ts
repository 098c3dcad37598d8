import { dateOf, datesBetween, daysAfter, daysBetween, startOf } from './utc-days.js';
import { untilNext } from './usage-roll-up.js';

describe('days', () => {
  it('are those of UTC, over the ends of months and years', () => {
    expect(dateOf(Date.parse('2026-01-01T00:30:00+01:00'))).toBe('2025-12-31');
    expect(datesBetween('2023-12-30', '2024-01-02')).toEqual(['2023-12-30', '2023-12-31', '2024-01-01', '2024-01-02']);
    expect(daysAfter('2024-03-01', -1)).toBe('2024-02-29');
    expect(daysBetween('2024-01-01', '2024-12-31')).toBe(366);
    expect(daysBetween('2024-01-01', '2024-01-01')).toBe(1);
  });
});

describe('the next count', () => {
  const noon = startOf('2026-05-01') + 12 * 3_600_000;
  const minute = 60_000;

  it('comes after the interval, and once just before the day ends', () => {
    expect(untilNext(noon, 10 * minute)).toBe(10 * minute);
    const late = startOf('2026-05-02') - 3 * minute;
    const wait = untilNext(late, 10 * minute);
    expect(dateOf(late + wait)).toBe('2026-05-01');
    expect(late + wait).toBeGreaterThan(startOf('2026-05-02') - 10_000);
    expect(untilNext(late + wait, 10 * minute)).toBe(10 * minute);
  });
});
