import { z } from 'zod';
import { runFilterSchema } from '#libs/contracts';

const time = z.iso.datetime({ offset: true, error: 'must be a time like 2026-01-31T12:00:00Z' });

/** Which runs a list or a tail is about: parameters of a query. */
export const runQueryFilters = {
  ...runFilterSchema.partial().shape,
  _from: time.optional().describe('Only runs that were asked for at this time or later'),
  _to: time.optional().describe('Only runs that were asked for before this time'),
};
