import { z } from 'zod';
import { pageSchema, toolSchema, toolTypeSchema } from '#libs/contracts';
import { nsfilterSchema, pageParameters } from '#libs/service-kit';

const exact = (what: string, maxLength = 200): z.ZodOptional<z.ZodString> =>
  z.string().max(maxLength, `must have at most ${maxLength} characters`).optional().describe(what);
/** Of a wildcard. */
const MAX_QUERY_LENGTH = 100;

export const listToolsQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  filter: exact('Id or _userType of a saved filter that narrows the list'),
  _name: exact('Only the tool of this name'),
  _type: toolTypeSchema.optional().describe('Only tools of this type'),
  _serviceName: exact('Only system tools of this service'),
  '_toolConfig._serviceName': exact('The same as _serviceName'),
  '_script._userType': exact('Only tools that call scripts of this _userType'),
  '_script._scriptName': exact('Only tools that call this function'),
  query: exact('Text that the name or the description holds; * and ? are wildcards', MAX_QUERY_LENGTH),
  ...pageParameters,
});
export type ListToolsQuery = z.infer<typeof listToolsQuerySchema>;

export const toolPageSchema = pageSchema(toolSchema);

/** The query of an MCP URL; the catalog reads and checks it, so that preview and endpoint say the same. */
export const endpointQuerySchema = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
