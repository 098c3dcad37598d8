import { z } from 'zod';
import { metadataSchema, namespacesSchema, userTypeSchema } from './common.js';
import { jsonObjectSchema } from './json.js';
import { narrowedLimitsSchema } from './narrowed-limits.js';
import { runLimitsSchema, runPhasesSchema } from './run.js';

export const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
export const toolNameSchema = z
  .string()
  .regex(TOOL_NAME, 'must be 1 to 64 letters, digits, "_" or "-", without spaces');
export const toolTypeSchema = z.enum(['system_mcp_tool', 'user_mcp_tool']);
export type ToolType = z.infer<typeof toolTypeSchema>;

const functionFields = {
  _userType: userTypeSchema.describe('_userType of the script'),
  _scriptName: z
    .string()
    .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u, 'must be the name of a function')
    .max(200)
    .describe('Name of a function that the script declares'),
};
const NOT_A_VERSION = 'must be the number of a version, or "tip"';
const versionNumber = z.int().min(1, NOT_A_VERSION).max(999_999_999, NOT_A_VERSION);

/** In place of the number of a version: the newest, whichever that is. */
export const TIP_VERSION = 'tip';
/** The function that a tool is to call: in the newest version of its script, or in the one that it is pinned to. */
export const givenToolScriptSchema = z.strictObject({
  ...functionFields,
  _version: z
    .union([versionNumber, z.literal(TIP_VERSION)], NOT_A_VERSION)
    .optional()
    .describe('Pins the tool to this version of the script; "tip", or left out: it follows the newest'),
  _versionId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,100}$/, 'must be the id of a version')
    .optional()
    .describe('The same, by the id of the version'),
});
export type GivenToolScript = z.infer<typeof givenToolScriptSchema>;

/** The function that a tool calls. */
export const toolScriptSchema = z.strictObject({
  ...functionFields,
  _version: versionNumber.optional().describe('Version that the tool is pinned to; absent when it follows the newest'),
  _versionId: z.string().optional().describe('Id of that version'),
});
export type ToolScript = z.infer<typeof toolScriptSchema>;

/** Hints for clients, as MCP defines them (tools, `ToolAnnotations`). */
export const toolAnnotationsSchema = z.strictObject({
  title: z.string().max(200).optional(),
  readOnlyHint: z.boolean().optional(),
  destructiveHint: z.boolean().optional(),
  idempotentHint: z.boolean().optional(),
  openWorldHint: z.boolean().optional(),
});
export type ToolAnnotations = z.infer<typeof toolAnnotationsSchema>;

/** Tags that a tool may have. */
export const MAX_TOOL_TAGS = 20;
export const TOOL_TAG = /^[\p{L}\p{N}][\p{L}\p{N}_.:/-]{0,49}$/u;
export const toolTagSchema = z
  .string()
  .regex(TOOL_TAG, 'must be 1 to 50 letters, digits, "_", ".", ":", "/" or "-", and begin with a letter or a digit');
const toolTagsSchema = z
  .array(toolTagSchema, 'must be an array of tags')
  .max(MAX_TOOL_TAGS, `must have at most ${MAX_TOOL_TAGS} tags`)
  .refine((tags) => new Set(tags).size === tags.length, 'must not hold a tag twice');

/** A schema, or `auto` for the one that the function says of itself in its types and JSDoc. */
export const AUTO_SCHEMA = 'auto';
const givenOrAuto = z.union(
  [jsonObjectSchema, z.literal(AUTO_SCHEMA)],
  'must be a JSON Schema, or "auto" for the schema that the function has from its types and JSDoc',
);
export type SchemaOrAuto = z.infer<typeof givenOrAuto>;
export const schemaSourceSchema = z.enum(['given', AUTO_SCHEMA]);
export type SchemaSource = z.infer<typeof schemaSourceSchema>;

const fields = {
  _name: toolNameSchema,
  _title: z.string().trim().min(1, 'must not be empty').max(200, 'must have at most 200 characters').optional(),
  _description: z
    .string()
    .trim()
    .min(1, 'must not be empty: a model chooses a tool by its description')
    .max(10_000, 'must have at most 10,000 characters'),
  _schema: givenOrAuto.describe('JSON Schema of the arguments, with type "object"; "auto": that of the function'),
  _outputSchema: givenOrAuto
    .optional()
    .describe('JSON Schema of the result, with type "object"; "auto": that of the function'),
  _annotations: toolAnnotationsSchema.optional(),
  _tags: toolTagsSchema
    .optional()
    .describe('Words that criteria select tools by; when left out, those of the function'),
  _script: givenToolScriptSchema,
  _limits: narrowedLimitsSchema.optional(),
};

/** What is left out of a whole definition is not what is left out of a change. */
const whole = { ...fields, _schema: fields._schema.default(AUTO_SCHEMA) };

export const newToolSchema = z.strictObject({ ...whole, _namespaces: namespacesSchema.optional() });
export type NewTool = z.infer<typeof newToolSchema>;
export const newToolsSchema = z
  .array(newToolSchema, 'must be an array of tools')
  .min(1, 'must not be empty')
  .max(1_000, 'must have at most 1,000 elements');

export const replaceToolSchema = z.strictObject(whole);
export type ReplaceTool = z.infer<typeof replaceToolSchema>;
/** PATCH: what is left out stays; null takes away what a tool can be without. */
export const patchToolSchema = z
  .strictObject({
    ...fields,
    _title: fields._title.nullable(),
    _outputSchema: fields._outputSchema.nullable(),
    _annotations: fields._annotations.nullable(),
    _tags: fields._tags.nullable(),
    _limits: fields._limits.nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');
export type PatchTool = z.infer<typeof patchToolSchema>;

export const toolSchema = z.object({
  _id: z.string(),
  _irn: z.string().describe('Resource name: aisvc:mcp-tool:<id>'),
  _name: z.string(),
  _title: z.string().optional(),
  _description: z.string(),
  _namespaces: z.array(z.string()),
  _type: toolTypeSchema,
  _toolConfig: z
    .object({ _serviceName: z.string() })
    .nullable()
    .describe('Service of a system tool, or of a tool of an OpenAPI service'),
  _schema: jsonObjectSchema.describe('Schema of the arguments that is in force'),
  _schemaSource: schemaSourceSchema.optional().describe('Absent for a system tool'),
  _outputSchema: jsonObjectSchema.optional(),
  _outputSchemaSource: schemaSourceSchema.optional(),
  _annotations: toolAnnotationsSchema.optional(),
  _tags: z.array(z.string()).optional().describe('Tags that are in force'),
  _tagsSource: schemaSourceSchema.optional().describe('auto: those of the function'),
  _script: toolScriptSchema.nullable(),
  _broken: z
    .object({ reason: z.string() })
    .nullable()
    .describe('Why the tool is neither listed nor called over MCP; null when it is fit to be'),
  _warnings: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('Where its schemas and what its function says of itself differ; absent in lists'),
  _limits: narrowedLimitsSchema.optional(),
  _metadata: metadataSchema.nullable(),
});
export type Tool = z.infer<typeof toolSchema>;

/** Body of a call that tries a stored tool. */
export const callToolSchema = z.strictObject({ arguments: jsonObjectSchema.default({}) });
export type CallTool = z.infer<typeof callToolSchema>;

/** Body of a call that tries a definition before it is saved. */
export const tryToolSchema = z.strictObject({ tool: newToolSchema, arguments: jsonObjectSchema.default({}) });
export type TryTool = z.infer<typeof tryToolSchema>;

/** What an MCP client would get, and what the run cost and printed. */
export const toolTrialSchema = z.object({
  content: z.array(z.looseObject({ type: z.string() })).describe('MCP content blocks'),
  structuredContent: jsonObjectSchema.optional(),
  isError: z.boolean(),
  _warnings: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .optional()
    .describe('Of a definition that is not saved: where its schemas and what its function says of itself differ'),
  run: z
    .object({
      runId: z.string(),
      version: z
        .int()
        .describe('Version of the script that ran; of a tool of an OpenAPI service, revision of the service'),
      cpuMs: z.number(),
      wallMs: z.number(),
      hostCalls: z.int(),
      console: z.array(z.object({ level: z.string(), text: z.string() })),
      consoleTruncated: z.boolean(),
      phases: runPhasesSchema,
      limits: runLimitsSchema.describe('The smallest of what operator, script and tool allow'),
    })
    .optional()
    .describe('Absent when no script ran'),
});
export type ToolTrial = z.infer<typeof toolTrialSchema>;

/** Whether an MCP URL exposes a tool. */
export const exposedToolSchema = z.object({
  _name: z.string(),
  _type: toolTypeSchema,
  _serviceName: z.string().optional(),
  _exposed: z.boolean().describe('Whether the MCP URL lists it'),
  _reason: z.string().optional().describe('Why it is left out'),
});
export type ExposedTool = z.infer<typeof exposedToolSchema>;
