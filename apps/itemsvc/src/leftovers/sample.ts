import { randomUUID } from 'node:crypto';

export type IdRange = { $gte: string } | { $lt: string };

/**
 * Entries whose ids are random UUIDs, from a random point on and round again: all of a small collection, and of a large
 * one another part each time, so that nothing stays unseen for ever.
 */
export async function sampleOf<Entry>(
  limit: number,
  find: (range: IdRange, limit: number) => Promise<Entry[]>,
): Promise<Entry[]> {
  const start = randomUUID();
  const after = await find({ $gte: start }, limit);
  const missing = limit - after.length;
  return missing === 0 ? after : [...after, ...(await find({ $lt: start }, missing))];
}
