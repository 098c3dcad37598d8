import { z } from 'zod';
import { idTextSchema, jsonParameter, nsfilterSchema, pageParameters } from '#libs/service-kit';
import { wordsOf } from './words.js';

const MAX_SEARCH_CHARS = 200;
const MAX_WORDS = 10;

/** Parameters of a list that takes `query`, `project`, `page` and `sort` as JSON text. */
export const listParameters = {
  query: jsonParameter({
    type: 'object',
    description:
      'Conditions by field, e.g. {"_name": "Plan"}; operators: $and $or $nor $not $eq $ne $gt $gte $lt $lte $in $nin $exists $regex $options $all $elemMatch $size',
    examples: [{ _name: { $regex: '^Plan', $options: 'i' } }],
  }).describe('Conditions as JSON text'),
  project: jsonParameter({
    type: 'object',
    description: 'Fields to answer with ({"_name": 1}) or without ({"_metadata": 0}); all when left out',
    examples: [{ _name: 1 }],
  }).describe('Fields to answer with or without, as JSON text'),
  page: jsonParameter({
    type: 'object',
    description: 'Which part of the list: {"_offset": 0, "_pageSize": 50}',
    properties: {
      _offset: { type: 'integer', minimum: 0 },
      _pageSize: { type: 'integer', minimum: 1, maximum: 1000 },
    },
    additionalProperties: false,
  }).describe('Offset and size of the page, as JSON text'),
  sort: jsonParameter({
    type: 'object',
    description: 'Fields to sort by, in order: 1 or "asc", -1 or "desc"',
    examples: [{ _name: 1 }],
  }).describe('Fields to sort by, as JSON text'),
  _after: idTextSchema
    .optional()
    .describe(
      'The _id of the last entry that you have: the page begins after it, so that none is repeated or missed while others are stored or deleted. By the order of _ids, so not with sort',
    ),
  ...pageParameters,
};

/** Of the list of a namespace. */
export const listQuerySchema = z.strictObject({ nsfilter: nsfilterSchema, ...listParameters });
export type ListQueryParameters = z.infer<typeof listQuerySchema>;

/** Words that are searched for, separated by spaces. */
export const searchTextSchema = z
  .string('is required: words to look for, given once')
  .max(MAX_SEARCH_CHARS, `must have at most ${MAX_SEARCH_CHARS} characters`)
  .meta({ examples: ['red oak'] })
  .transform(wordsOf)
  .pipe(z.array(z.string()).min(1, 'must hold a word').max(MAX_WORDS, `must hold at most ${MAX_WORDS} words`))
  .describe('Words to look for, separated by spaces; a record is found when its texts hold all of them');

/** Last argument of a list method in the platform API. */
export const LIST_OPTIONS = {
  name: 'options',
  members: ['page', 'project', 'sort', '_after', '_offset', '_pageSize'],
} as const;

/** Arguments of a list method in the platform API: `({ query }, ctx, { page, project, sort })`. */
export const LIST_ARGUMENTS = [{ name: 'criteria', members: ['query'] }, 'ctx', LIST_OPTIONS] as const;
