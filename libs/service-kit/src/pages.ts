import { DEFAULT_PAGE_SIZE, type Page } from '#libs/contracts';

/** Which part of a list to answer. */
export interface PageRange {
  /** Entries to leave out before the first. */
  offset: number;
  /** Entries to answer at most. */
  pageSize: number;
}

/** The part of a list that a query asks for, by `pageParameters`; the first one when it does not say. */
export function rangeOf({
  _offset = 0,
  _pageSize = DEFAULT_PAGE_SIZE,
}: {
  _offset?: number | undefined;
  _pageSize?: number | undefined;
}): PageRange {
  return { offset: _offset, pageSize: _pageSize };
}

/**
 * The answer to a list: what was found in the range, as it is shown, and how many there are in all; `offset` where the page
 * does not begin at that of the range.
 */
export function pageOf<Found, Shown>(
  range: PageRange,
  { total, records, offset = range.offset }: { total: number; records: readonly Found[]; offset?: number },
  shown: (record: Found) => Shown,
): Page<Shown> {
  return { _offset: offset, _pageSize: range.pageSize, _total: total, _list: records.map((record) => shown(record)) };
}

/** The answer to a list of which all that there is to show is at hand. */
export function pageOfAll<Found, Shown>(
  range: PageRange,
  all: readonly Found[],
  shown: (record: Found) => Shown,
): Page<Shown> {
  const records = all.slice(range.offset, range.offset + range.pageSize);
  return pageOf(range, { total: all.length, records }, shown);
}
