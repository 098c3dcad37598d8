import { DEFAULT_PAGE_SIZE, type JsonObject, type JsonValue, MAX_PAGE_SIZE } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import type { PageRange } from '#libs/service-kit';

const MAX_OFFSET = 1_000_000;

const RANGES = {
  _offset: { from: 0, to: MAX_OFFSET, otherwise: 0 },
  _pageSize: { from: 1, to: MAX_PAGE_SIZE, otherwise: DEFAULT_PAGE_SIZE },
} as const;
type PageKey = keyof typeof RANGES;

/** Reads the value of `page`: `{ "_offset": 0, "_pageSize": 50 }`. Problems are added to `problems`. */
export function readPage(value: JsonObject, problems: FieldProblem[]): PageRange {
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(RANGES, key))
      problems.push({ path: `page.${key}`, message: 'does not exist; known are _offset, _pageSize' });
  }
  const read = (key: PageKey): number => numberOf(key, { value: value[key], path: `page.${key}` }, problems);
  return { offset: read('_offset'), pageSize: read('_pageSize') };
}

function numberOf(
  key: PageKey,
  given: { value: JsonValue | undefined; path: string },
  problems: FieldProblem[],
): number {
  const { from, to, otherwise } = RANGES[key];
  const { value, path } = given;
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  problems.push({ path, message: `is not a whole number from ${from} to ${to}` });
  return otherwise;
}
