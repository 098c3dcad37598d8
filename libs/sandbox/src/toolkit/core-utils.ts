/** `libraries.CoreUtils`: what most scripts need beside the platform. Documented in docs/scripts.md. */
import {
  isArray,
  isFunction,
  isIterable,
  isObject,
  read,
  toNumber,
  toText,
  type Callable,
} from '../realm/primordials.js';
import { delay } from './timers.js';
import { min, random } from './natives.js';

const MAX_DELAY_MS = 30_000;

function callable(value: unknown, name: string): Callable {
  if (!isFunction(value)) throw new TypeError(`${name} must be a function.`);
  return value;
}

function listOf(value: unknown): unknown[] {
  if (!isIterable(value)) throw new TypeError('The list must be an array or another iterable.');
  return [...value];
}

function wholeNumber(value: unknown, fallback: number, name: string): number {
  const number = value === undefined ? fallback : toNumber(value);
  if (!(number >= 1) || number % 1 !== 0) throw new RangeError(`${name} must be a whole number from 1.`);
  return number;
}

/** Resolves after `delayMs`. */
async function sleep(delayMs: unknown): Promise<void> {
  await delay(toNumber(delayMs));
}

/**
 * Calls `work(attempt)` until it does not fail. Between attempts it waits `delayMs` (100), twice as long each time, with
 * a random part, at most 30 s; `retryIf(error)` says which errors are worth another attempt. Rejects with the last error.
 */
async function retry(work: unknown, options: unknown): Promise<unknown> {
  const attempts = wholeNumber(read(options, 'attempts'), 3, 'attempts');
  const firstMs = toNumber(read(options, 'delayMs') ?? 100);
  const retryIf = read(options, 'retryIf');
  for (let attempt = 1; ; attempt++) {
    try {
      return await callable(work, 'The work')(attempt);
    } catch (error) {
      if (attempt >= attempts || (isFunction(retryIf) && (await retryIf(error, attempt)) !== true)) throw error;
      await delay(min(firstMs * 2 ** (attempt - 1), MAX_DELAY_MS) * (0.5 + random() / 2));
    }
  }
}

/** `Promise.all` of `each(item, index)`, with at most `limit` at work at a time; the first rejection ends it. */
async function mapLimit(list: unknown, limit: unknown, each: unknown): Promise<unknown[]> {
  const items = listOf(list);
  const work = callable(each, 'The third argument');
  const results = new Array<unknown>(items.length);
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index], index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers: Promise<void>[] = [];
  const count = min(wholeNumber(limit, 1, 'The limit'), items.length);
  for (let index = 0; index < count; index++) workers.push(worker());
  await Promise.all(workers);
  return results;
}

/**
 * The entries of all pages. `page({ _offset, _pageSize })` asks the platform for one:
 * `allPages((page) => IafItemSvc.getRelatedItems(id, {}, ctx, { page }))`.
 */
async function allPages(page: unknown, pageSize: unknown): Promise<unknown[]> {
  const ask = callable(page, 'The page');
  const _pageSize = wholeNumber(pageSize, 1_000, 'The page size');
  const entries: unknown[] = [];
  for (;;) {
    const answer = await ask({ _offset: entries.length, _pageSize });
    const list = read(answer, '_list');
    if (!isArray(list)) throw new TypeError('A page must be { _offset, _pageSize, _total, _list }.');
    for (const entry of list) entries.push(entry);
    if (list.length === 0 || entries.length >= toNumber(read(answer, '_total') ?? 0)) return entries;
  }
}

/** The list in parts of `size`, the last with what is left. */
function chunk(list: unknown, size: unknown): unknown[][] {
  const items = listOf(list);
  const length = wholeNumber(size, 1, 'The size');
  const chunks: unknown[][] = [];
  for (let from = 0; from < items.length; from += length) chunks.push(items.slice(from, from + length));
  return chunks;
}

function keyOf(by: unknown): (item: unknown) => string {
  if (isFunction(by)) return (item) => toText(by(item));
  return (item) => toText(isObject(item) ? item[toText(by)] : undefined);
}

/** `{ key: [items] }`; `by` is the name of a field or a function of an item. */
function groupBy(list: unknown, by: unknown): Record<string, unknown[]> {
  const key = keyOf(by);
  return Object.fromEntries(Map.groupBy(listOf(list), key));
}

/** `{ key: item }`, the last item of a key; `by` is the name of a field or a function of an item. */
function keyBy(list: unknown, by: unknown): Record<string, unknown> {
  const key = keyOf(by);
  return Object.fromEntries(listOf(list).map((item) => [key(item), item]));
}

/** The first item of each key; without `by`, each item is its own key. */
function uniqueBy(list: unknown, by?: unknown): unknown[] {
  const seen = new Map<unknown, unknown>();
  for (const item of listOf(list)) {
    const key = by === undefined ? item : keyOf(by)(item);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

/** The sum of a field or function of the items; of the items themselves without `by`. What is no number counts 0. */
function sumBy(list: unknown, by?: unknown): number {
  let sum = 0;
  for (const item of listOf(list)) {
    const value = isFunction(by) ? by(item) : by === undefined ? item : read(item, toText(by));
    sum += toNumber(value) || 0;
  }
  return sum;
}

export const coreUtils = (): object => ({ sleep, retry, mapLimit, allPages, chunk, groupBy, keyBy, uniqueBy, sumBy });
