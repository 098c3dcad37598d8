/**
 * The grammar of criteria: which fields of a tool they look at, and what they may ask of each. A saved filter, the
 * inline parameters of a URL and the OpenAPI document all take it from here. What criteria decide is in
 * `match-criteria.ts`.
 */
import { toolTagSchema } from '#libs/contracts';
import { compileRegex, patternCost, RegexRefusedError } from '#libs/linear-regex';
import { z } from 'zod';

export const TOOL_TYPES = ['system_mcp_tool', 'user_mcp_tool'] as const;

export const MAX_CRITERIA_VALUES = 100;
/** Of `patternCost`. What is matched has 64 characters at most, so no honest pattern comes near it. */
const MAX_REGEX_COST = 5_000;

const name = z.string().min(1, 'must not be empty').max(256, 'must be at most 256 characters');
const type = z.enum(TOOL_TYPES, { error: `must be ${TOOL_TYPES.join(' or ')}` });

const regex = name.superRefine((source, context) => {
  if (patternCost(source) > MAX_REGEX_COST) {
    const message = 'repeats too much: its length times its bounded repeats ({n,m}) makes it too large';
    context.addIssue({ code: 'custom', message });
    return;
  }
  try {
    compileRegex(source);
  } catch (error) {
    if (!(error instanceof RegexRefusedError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

function listOf<Item extends z.ZodType<string>>(item: Item) {
  return z
    .array(item, 'must be an array of strings')
    .min(1, 'must hold at least one value')
    .max(MAX_CRITERIA_VALUES, `must hold at most ${MAX_CRITERIA_VALUES} values`);
}

/** An exact string, `{ "$in": [...] }` or `{ "$regex": "..." }`. */
function matcher<Item extends z.ZodType<string>>(item: Item) {
  const operators = [z.strictObject({ $in: listOf(item) }), z.strictObject({ $regex: regex })] as const;
  return z.union([item, ...operators]);
}

/** An exact string, or what the tags are asked for: any of them, none of them, all of them. All that is given must hold. */
const tagsMatcher = z.union([
  toolTagSchema,
  z.strictObject({ $in: listOf(toolTagSchema), $nin: listOf(toolTagSchema), $all: listOf(toolTagSchema) }).partial(),
]);

/** What criteria ask of each field; a tool is selected when it satisfies all that are given. */
export const criteriaFields = {
  _name: matcher(name).describe('Name of the tool'),
  _serviceName: matcher(name).describe('Service of a system tool, such as IafFileSvc'),
  _type: matcher(type).describe('Kind of the tool'),
  _tags: tagsMatcher.describe('Tags of a user tool'),
};
export type CriteriaField = keyof typeof criteriaFields;

export const OPERATORS = {
  _name: ['$in', '$regex'],
  _serviceName: ['$in', '$regex'],
  _type: ['$in', '$regex'],
  _tags: ['$in', '$nin', '$all'],
} as const satisfies Record<CriteriaField, readonly string[]>;

export const criteriaSchema = z
  .strictObject(criteriaFields)
  .partial()
  .refine(
    (criteria) => Object.keys(criteria).length > 0,
    `must name at least one of ${Object.keys(criteriaFields).join(', ')}`,
  )
  .describe('Tools that satisfy every field given');
export type Criteria = z.infer<typeof criteriaSchema>;

export type ValueMatch = string | { $in: readonly string[] } | { $regex: string };
export type TagsMatch = z.infer<typeof tagsMatcher>;
