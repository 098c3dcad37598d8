import { z } from 'zod';
import { runFilterSchema } from '#libs/contracts';

const time = z.iso.datetime({ offset: true, error: 'must be a time like 2026-01-31T12:00:00Z' });

/** Which runs a list or a tail is about: parameters of a query. */
export const runQueryFilters = {
  ...runFilterSchema.partial().shape,
  _from: time
    .optional()
    .meta({ description: 'Only runs that were asked for at this time or later', examples: ['2026-01-31T00:00:00Z'] }),
  _to: time
    .optional()
    .meta({ description: 'Only runs that were asked for before this time', examples: ['2026-02-01T00:00:00Z'] }),
};
