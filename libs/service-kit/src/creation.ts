import type { Page } from '#libs/contracts';
import { duplicateKeyFields } from './mongo-errors.js';

/** Where a creation writes. */
export interface CreationStore<Stored> {
  insert(records: Stored[]): Promise<void>;
  /** Takes back what a creation wrote that could not be completed. */
  takeBack(ids: readonly string[]): Promise<void>;
}

/** What else belongs to a creation. */
export interface CreationSteps {
  /** Tells readers that something may have changed; also after taking back, for a reader may have met part of it. */
  announce(): Promise<void>;
  /** Called when somebody else was faster with a unique key; throws what the caller is to be told of it. */
  refuseDuplicates?(): Promise<void>;
}

/**
 * Stores all records, or none of them.
 *
 * @throws what `refuseDuplicates` throws, or else the store's error
 */
export async function insertAllOrNone<Stored extends { _id: string }>(
  records: Stored[],
  store: CreationStore<Stored>,
  steps: CreationSteps,
): Promise<void> {
  try {
    await store.insert(records);
  } catch (error) {
    await store.takeBack(records.map(({ _id }) => _id));
    await steps.announce();
    if (duplicateKeyFields(error) !== undefined) await steps.refuseDuplicates?.();
    throw error;
  }
  await steps.announce();
}

/** The answer to a creation: everything that was created, as one page. */
export function createdPage<T>(created: T[]): Page<T> {
  return { _offset: 0, _pageSize: created.length, _total: created.length, _list: created };
}
