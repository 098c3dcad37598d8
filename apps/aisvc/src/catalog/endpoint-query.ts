import { z } from 'zod';
import { namespaceNameSchema } from '#libs/contracts';
import { type FieldProblem, validationFailed } from '#libs/errors';

/** Parameters of an MCP URL, as they stand there: repeated ones as arrays. */
export type EndpointParameters = Record<string, string | string[]>;

export type EndpointMode = 'list' | 'search';

/** What an MCP URL says, before its filter is looked up. */
export interface EndpointQuery {
  namespace: string;
  /** Id or `_userType` of a saved filter; inline criteria are then ignored. */
  filter: string | undefined;
  /** Only tools whose annotations say that they only read, whatever else selects them. */
  readOnly: boolean;
  /** `search`: the tools are found and called through two others, and not listed. */
  mode: EndpointMode;
  inline: EndpointParameters;
}

const namespaceSchema = z.string('is required: name the namespace, e.g. nsfilter=demo').pipe(namespaceNameSchema);
const READ_ONLY = ['true', 'false'];
const MODES = ['list', 'search'];
const INLINE = ['_serviceName', '_name', '_type', '_tags'];
const NOT_INLINE = ['nsfilter', 'filter', 'readOnly', 'mode'];
const KNOWN = ['nsfilter', 'filter', ...INLINE, 'readOnly', 'mode'];

/** `_name[$regex]`, `_name.$regex`: what it asks of the field is refused where criteria are read. */
function isWithin(name: string, field: string): boolean {
  return name.startsWith(`${field}[`) || name.startsWith(`${field}.`);
}

function single(parameters: EndpointParameters, name: string): FieldProblem[] {
  return Array.isArray(parameters[name]) ? [{ path: name, message: 'is given more than once' }] : [];
}

/**
 * Reads the query of an MCP URL. Nothing in it is ever overlooked: an unknown parameter is an error, not "all tools".
 *
 * @throws ToolrackError `ValidationFailed`
 */
export function readEndpointQuery(parameters: EndpointParameters): EndpointQuery {
  const problems: FieldProblem[] = Object.keys(parameters)
    .filter((name) => !KNOWN.includes(name) && !INLINE.some((field) => isWithin(name, field)))
    .map((name) => ({ path: name, message: `is not a known parameter; known are ${KNOWN.join(', ')}` }));
  problems.push(...NOT_INLINE.flatMap((name) => single(parameters, name)));
  const namespace = namespaceSchema.safeParse(parameters.nsfilter);
  if (!namespace.success && !Array.isArray(parameters.nsfilter)) {
    problems.push({ path: 'nsfilter', message: namespace.error.issues[0]?.message ?? 'is not valid' });
  }
  if (parameters.filter === '')
    problems.push({ path: 'filter', message: 'must be the id or the _userType of a saved filter' });
  const { readOnly = 'false' } = parameters;
  if (typeof readOnly === 'string' && !READ_ONLY.includes(readOnly))
    problems.push({ path: 'readOnly', message: `must be ${READ_ONLY.join(' or ')}` });
  const { mode = 'list' } = parameters;
  if (typeof mode === 'string' && !MODES.includes(mode))
    problems.push({ path: 'mode', message: `must be ${MODES.join(' or ')}` });
  if (problems.length > 0 || !namespace.success) throw validationFailed(problems);
  const inline = Object.entries(parameters).filter(([name]) => !NOT_INLINE.includes(name));
  return {
    namespace: namespace.data,
    filter: typeof parameters.filter === 'string' ? parameters.filter : undefined,
    readOnly: readOnly === 'true',
    mode: mode === 'search' ? mode : 'list',
    inline: Object.fromEntries(inline),
  };
}
