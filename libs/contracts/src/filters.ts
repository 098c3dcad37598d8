import { z } from 'zod';
import { descriptionSchema, metadataSchema, namespacesSchema, userTypeSchema } from './common.js';
import { jsonObjectSchema } from './json.js';

const fields = {
  _name: z.string().trim().min(1, 'must not be empty').max(50, 'must have at most 50 characters'),
  _description: descriptionSchema.default(''),
  _userType: userTypeSchema,
  _criteria: jsonObjectSchema.describe(
    'At least one of _name, _serviceName, _type, _tags; each an exact string, { "$in": [...] } or { "$regex": "..." }, for _tags $in, $nin, $all',
  ),
};

export const newFilterSchema = z.strictObject({ ...fields, _namespaces: namespacesSchema.optional() });
export type NewFilter = z.infer<typeof newFilterSchema>;
export const newFiltersSchema = z
  .array(newFilterSchema, 'must be an array of filters')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');

export const replaceFilterSchema = z.strictObject(fields);
export type ReplaceFilter = z.infer<typeof replaceFilterSchema>;
export const patchFilterSchema = z
  .strictObject({ ...fields, _description: descriptionSchema })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchFilter = z.infer<typeof patchFilterSchema>;

export const filterSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: aisvc:mcp-tool-filter:<id>'),
  _name: z.string(),
  _description: z.string(),
  _userType: z.string(),
  _namespaces: z.array(z.string()),
  _criteria: z.record(z.string(), z.unknown()),
  _metadata: metadataSchema,
});
export type Filter = z.infer<typeof filterSchema>;
