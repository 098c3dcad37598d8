import { z } from 'zod';
import { descriptionSchema, displayNameSchema, metadataSchema, namespacesSchema, userTypeSchema } from './common.js';
import { jsonObjectSchema, jsonValueSchema } from './json.js';
import { narrowedLimitsSchema } from './narrowed-limits.js';

/** Named user items of the Item Service: scripts, collections, configurations. */
export const itemClassSchema = z.enum([
  'Script',
  'NamedUserCollection',
  'NamedFileCollection',
  'NamedTelemetryCollection',
  'NamedCompositeItem',
  'UserConfig',
]);
export type ItemClass = z.infer<typeof itemClassSchema>;

const shortNameSchema = z.string().min(1, 'must not be empty').max(22, 'must have at most 22 characters');
const userDataSchema = jsonValueSchema.describe('Source text of a script; any JSON for other classes');

/** What a script is written in, decided once for each version when it is stored. */
export const scriptLanguageSchema = z.enum(['javascript', 'typescript']);
export type ScriptLanguage = z.infer<typeof scriptLanguageSchema>;

export const newItemSchema = z.strictObject({
  _name: displayNameSchema,
  _shortName: shortNameSchema.optional(),
  _description: descriptionSchema.default(''),
  _namespaces: namespacesSchema.optional(),
  _userType: userTypeSchema,
  _itemClass: itemClassSchema,
  _limits: narrowedLimitsSchema.optional(),
  _version: z.strictObject({ _userData: userDataSchema }).optional().describe('First version'),
});
export type NewItem = z.infer<typeof newItemSchema>;

export const newItemsSchema = z
  .array(newItemSchema, 'must be an array of items')
  .min(1, 'must not be empty')
  .max(100, 'must have at most 100 elements');

/** PUT: what is left out gets its default; `_namespaces` and `_itemClass` never change. */
export const replaceItemSchema = z.strictObject({
  _name: displayNameSchema,
  _shortName: shortNameSchema.optional(),
  _description: descriptionSchema.default(''),
  _userType: userTypeSchema,
  _limits: narrowedLimitsSchema.optional(),
  _version: z
    .strictObject({ _userData: userDataSchema })
    .optional()
    .describe('Adds a version when it differs from the tip'),
});
export type ReplaceItem = z.infer<typeof replaceItemSchema>;

/** PATCH: what is left out stays; null takes `_limits` away. */
export const patchItemSchema = z
  .strictObject({
    _name: displayNameSchema,
    _shortName: shortNameSchema,
    _description: descriptionSchema,
    _userType: userTypeSchema,
    _limits: narrowedLimitsSchema.nullable(),
    _version: z.strictObject({ _userData: userDataSchema }),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchItem = z.infer<typeof patchItemSchema>;

export const newVersionSchema = z.strictObject({ _userData: userDataSchema });
export type NewVersion = z.infer<typeof newVersionSchema>;

export const itemVersionSchema = z.object({
  _id: z.string(),
  _userItemDbId: z.string().describe('Id of the item'),
  _isTip: z.boolean(),
  _version: z.int().describe('Number of the version, from 1'),
  _userData: userDataSchema,
  _language: scriptLanguageSchema.optional().describe('Of a script: what it is written in'),
  _javascript: z.string().optional().describe('What runs of a script in TypeScript; only services see it'),
  _metadata: metadataSchema,
});
export type ItemVersion = z.infer<typeof itemVersionSchema>;

export const itemSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: itemsvc:nameduseritem:<id>'),
  _name: z.string(),
  _shortName: z.string().optional(),
  _description: z.string(),
  _namespaces: z.array(z.string()),
  _userType: z.string(),
  _itemClass: itemClassSchema,
  _limits: narrowedLimitsSchema.optional(),
  _tipId: z.string().describe('Id of the newest version'),
  _tipVersion: z.int().describe('Number of the newest version'),
  _versions: z.array(itemVersionSchema).describe('The newest version; all are at /versions'),
  _metadata: metadataSchema,
});
export type Item = z.infer<typeof itemSchema>;

/** A function that a script declares, as found when the script was stored. */
export const scriptFunctionSchema = z.object({
  name: z.string(),
  parameters: z.array(z.string()),
  async: z.boolean(),
  title: z.string().optional(),
  description: z.string().optional(),
  category: z.string().optional(),
  tags: z.array(z.string()),
  inputSchema: jsonObjectSchema.optional().describe('JSON Schema of the input, from types and JSDoc'),
  outputSchema: jsonObjectSchema.optional().describe('JSON Schema of the result, from types and JSDoc'),
  line: z.int(),
});
export type ScriptFunction = z.infer<typeof scriptFunctionSchema>;

/** A script's function and where it is. */
export const scriptFunctionEntrySchema = scriptFunctionSchema.extend({
  _itemId: z.string(),
  _userType: z.string(),
  _versionId: z.string().describe('Id of the newest version of the script'),
  _version: z.int(),
  _namespaces: z.array(z.string()),
  _limits: narrowedLimitsSchema.optional(),
});
export type ScriptFunctionEntry = z.infer<typeof scriptFunctionEntrySchema>;

/** A record of a collection: any fields of the user's beside the service's own. */
export const newRelatedItemsSchema = z
  .array(jsonObjectSchema, 'must be an array of objects')
  .min(1, 'must not be empty')
  .max(1_000, 'must have at most 1,000 elements');

export const relatedItemSchema = z.looseObject({
  _id: z.string(),
  _irn: z.string(),
  _collectionId: z.string(),
  _namespaces: z.array(z.string()),
  _metadata: metadataSchema,
});
export type RelatedItem = z.infer<typeof relatedItemSchema>;
