import { z } from 'zod';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, namespaceNameSchema } from '#libs/contracts';

/** `nsfilter` of REST: one namespace or several, separated by commas. Required; never means "all". */
export const nsfilterSchema = z
  .string({
    error: ({ input }) =>
      input === undefined
        ? 'is required: name the namespace, e.g. nsfilter=demo'
        : 'must be given once, with its namespaces separated by commas, e.g. nsfilter=a,b',
  })
  .meta({ examples: ['demo'] })
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(namespaceNameSchema).min(1).max(10, 'must name at most 10 namespaces'))
  .describe('Namespace, or several separated by commas');

/** JSON Schema, under this key in a parameter's own, of a value that is written into the URL as JSON text. */
export const JSON_ENCODED = 'x-json';

/** What a whole number may be, and what else its schema says: `default`, `description`, `examples`. */
export interface WholeNumber {
  minimum: number;
  maximum: number;
  default?: number;
  description?: string;
  examples?: readonly number[];
}

/** A whole number, as it stands in a URL. */
export const wholeNumberText = (bounds: WholeNumber): z.ZodType<number, string> => {
  const wanted = `must be a whole number from ${bounds.minimum} to ${bounds.maximum}`;
  return z
    .string(`${wanted}, given once`)
    .regex(/^\d{1,9}$/, wanted)
    .refine((text) => Number(text) >= bounds.minimum && Number(text) <= bounds.maximum, wanted)
    .meta({ [JSON_ENCODED]: { type: 'integer', ...bounds } })
    .transform(Number);
};

/** `_offset` and `_pageSize` of a list. */
export const pageParameters = {
  _offset: wholeNumberText({
    minimum: 0,
    maximum: 1_000_000,
    default: 0,
    description: 'Entries to skip: those that you have',
    examples: [20],
  })
    .optional()
    .describe('Entries to skip; 0 when left out'),
  _pageSize: wholeNumberText({
    minimum: 1,
    maximum: MAX_PAGE_SIZE,
    default: DEFAULT_PAGE_SIZE,
    description: 'Entries at most in the answer',
    examples: [100],
  })
    .optional()
    .describe(`Entries at most in the answer; ${DEFAULT_PAGE_SIZE} when left out`),
};

/** A parameter that holds JSON text, e.g. `query={"_name":"x"}`; `schema` says what JSON. */
export function jsonParameter(schema: Record<string, unknown>): z.ZodOptional<z.ZodString> {
  return z
    .string('must be JSON text, given once')
    .meta({ [JSON_ENCODED]: schema })
    .optional();
}

/** Parameters of a request about one stored thing. */
export const byIdQuerySchema = z.strictObject({ nsfilter: nsfilterSchema.optional() });
export type Scope = z.infer<typeof byIdQuerySchema>;
/** Parameters of a request that makes things, in each of the namespaces where they do not name their own. */
export const createQuerySchema = z.strictObject({ nsfilter: nsfilterSchema });
export type CreateQuery = z.infer<typeof createQuerySchema>;
/** Parameters of a list that takes no conditions. */
export const pageQuerySchema = z.strictObject({ nsfilter: nsfilterSchema, ...pageParameters });
export type PageQuery = z.infer<typeof pageQuerySchema>;
/** Parameters of a list of what belongs to one stored thing. */
export const pageByIdQuerySchema = z.strictObject({ nsfilter: nsfilterSchema.optional(), ...pageParameters });
export type PageByIdQuery = z.infer<typeof pageByIdQuerySchema>;
/** An id in a path. `.` and `..` are steps of a path, which clients resolve before they send it. */
export const idTextSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((id) => id !== '.' && id !== '..', 'must not be "." or ".."')
  .meta({ examples: ['0e2bd3a9-6c5f-4c0b-9b3e-5d1f0a7c4e21'] });
export const idSchema = z.strictObject({ id: idTextSchema });
export type ById = z.infer<typeof idSchema>;
/** `id` in a path, with a word on what it is the id of and where it is found. */
export const idOf = (description: string): typeof idSchema =>
  z.strictObject({ id: idTextSchema.describe(description) });
