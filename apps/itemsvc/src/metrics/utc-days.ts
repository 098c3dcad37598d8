/** Days of UTC by their dates (`2026-01-31`), and the hours in them. */

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const DATE_CHARS = 'yyyy-mm-dd'.length;

export const dateOf = (time: number): string => new Date(time).toISOString().slice(0, DATE_CHARS);

/** The first millisecond of a day. */
export const startOf = (date: string): number => Date.parse(`${date}T00:00:00.000Z`);

/** The date so many days later, or earlier. */
export const daysAfter = (date: string, days: number): string => dateOf(startOf(date) + days * DAY_MS);

/** How many days there are from one to another, both of them counted. */
export const daysBetween = (from: string, to: string): number => (startOf(to) - startOf(from)) / DAY_MS + 1;

/** Both of them included. */
export function datesBetween(from: string, to: string): string[] {
  return Array.from({ length: daysBetween(from, to) }, (_, index) => daysAfter(from, index));
}
