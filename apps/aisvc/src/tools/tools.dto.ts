import { z } from 'zod';
import { exposedToolSchema, pageSchema, toolSchema, toolTypeSchema } from '#libs/contracts';
import { MAX_CRITERIA_VALUES } from '#libs/criteria';
import { byIdQuerySchema, JSON_ENCODED, nsfilterSchema, pageParameters } from '#libs/service-kit';

const exact = (description: string, example: string, maxLength = 200): z.ZodOptional<z.ZodString> =>
  z
    .string()
    .max(maxLength, `must have at most ${maxLength} characters`)
    .optional()
    .meta({ description, examples: [example] });
/** Text in a URL; `true` and `false` where it is an argument. */
const flag = (description: string): z.ZodOptional<z.ZodEnum<{ true: 'true'; false: 'false' }>> =>
  z
    .enum(['true', 'false'], {
      error: ({ input }) => (Array.isArray(input) ? 'is given more than once' : 'must be true or false'),
    })
    .meta({ [JSON_ENCODED]: { type: 'boolean', description, examples: [true] } })
    .optional()
    .describe(description);
const tag = z.string().max(200, 'must have at most 200 characters');
/** Of a wildcard. */
const MAX_QUERY_LENGTH = 100;

export const listToolsQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  filter: exact('Id or _userType of a saved filter that narrows the list', 'file_tools'),
  _name: exact('Only the tool of this name', 'GetFileNameById'),
  _type: toolTypeSchema.optional().describe('Only tools of this type'),
  _serviceName: exact(
    'Only tools of this service: of the system, or of one that getOpenApiServices lists',
    'IafFileSvc',
  ),
  _tags: z
    .union([tag, z.array(tag).max(MAX_CRITERIA_VALUES, `must hold at most ${MAX_CRITERIA_VALUES} values`)])
    .meta({ examples: ['files', ['files', 'reports']] })
    .transform((tags) => (typeof tags === 'string' ? [tags] : tags))
    .optional()
    .describe('Only tools that have this tag, or one of these'),
  '_toolConfig._serviceName': exact('The same as _serviceName', 'IafFileSvc'),
  '_script._userType': exact('Only tools that call scripts of this _userType', 'file_scripts'),
  '_script._scriptName': exact('Only tools that call this function', 'findfileNameByID'),
  _broken: flag('true: only tools that are broken; false: only those that are not'),
  query: exact('Text that the name or the description holds; * and ? are wildcards', '*file*', MAX_QUERY_LENGTH),
  ...pageParameters,
});
export type ListToolsQuery = z.infer<typeof listToolsQuerySchema>;

export const toolPageSchema = pageSchema(toolSchema);

export const callQuerySchema = byIdQuerySchema.extend({
  async: z
    .enum(['true', 'false'], 'must be true or false')
    .optional()
    .describe('true: answer at once, and leave the outcome to the record of the run'),
});
export type CallQuery = z.infer<typeof callQuerySchema>;

const given = z.union([z.string(), z.array(z.string())]);
const once = (whenMissing: string): z.ZodString =>
  z.string({ error: ({ input }) => (input === undefined ? whenMissing : 'is given more than once') });

/**
 * The query of an MCP URL, for OpenAPI, and which part of the answer is wanted. The catalog reads and checks the former,
 * so that preview and endpoint say the same; what is not known here is passed on to it.
 */
export const exposedQuerySchema = z
  .object({
    nsfilter: once('is required: name the namespace, e.g. nsfilter=demo').describe('Namespace'),
    filter: once('')
      .optional()
      .meta({
        description: 'Id or _userType of a saved filter; the criteria beside it are ignored',
        examples: ['file_tools'],
      }),
    _serviceName: given
      .optional()
      .meta({ description: 'Only tools of this service, or of one of these', examples: ['IafFileSvc'] }),
    _name: given
      .optional()
      .meta({ description: 'Only the tool of this name, or of one of these', examples: ['GetFileNameById'] }),
    _type: given
      .optional()
      .meta({ description: 'Only tools of this type: system_mcp_tool, user_mcp_tool', examples: ['user_mcp_tool'] }),
    _tags: given
      .optional()
      .meta({ description: 'Only tools that have this tag, or one of these', examples: [['files', 'reports']] }),
    readOnly: flag('true: only tools whose annotations say readOnlyHint, also beside a filter'),
    mode: z
      .enum(['list', 'search'], {
        error: ({ input }) => (Array.isArray(input) ? 'is given more than once' : 'must be list or search'),
      })
      .optional()
      .describe('search: the URL lists search-tools and call-tool alone, which find and call what is exposed here'),
    query: exact(
      'Say it only of tools whose name or description holds this text; * and ? are wildcards',
      '*file*',
      MAX_QUERY_LENGTH,
    ),
    _exposed: flag('true: say it only of tools that are exposed; false: only of those that are left out'),
    ...pageParameters,
  })
  .catchall(given);
export type ExposedQuery = z.infer<typeof exposedQuerySchema>;

export const exposedPageSchema = pageSchema(exposedToolSchema).extend({
  _exposedTotal: z.int().describe('How many of _total the MCP URL exposes'),
});
export type ExposedPage = z.infer<typeof exposedPageSchema>;
