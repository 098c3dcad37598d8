import { z } from 'zod';

export const DEFAULT_PAGE_SIZE = 50;
export const MAX_PAGE_SIZE = 1_000;

/** Shape of every list answer. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    _offset: z.int().describe('Entries that were skipped'),
    _pageSize: z.int().describe('Entries at most in this page'),
    _total: z.int().describe('Entries in all'),
    _list: z
      .array(item)
      .describe('Fewer than _pageSize where they are large: go on at _offset plus the number that you got'),
  });
}

export interface Page<T> {
  _offset: number;
  _pageSize: number;
  _total: number;
  _list: T[];
}
