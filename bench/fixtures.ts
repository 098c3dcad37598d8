/** What the benchmarks store: one trivial script, and tools of a usual size that all call it. */

export const NAMESPACE = 'bench';
export const TOOL_COUNT = 1_000;

/** No work at all: what a call costs is then what the way there costs. */
export const SCRIPT = `/** Answers with what it was asked. */
function find(input) {
  return { query: input.query, limit: input.limit };
}
`;
export const SCRIPT_FUNCTION = 'find';
const SCRIPT_TYPE = 'bench_scripts';

/** Arguments as a client sends them, and as they reach the script. */
export const ARGUMENTS = { query: 'pumps of building 7', limit: 5 };
export const SCRIPT_INPUT = { ...ARGUMENTS, order: 'asc' };
export const CALLED_TOOL = toolName(500);

function toolName(index: number): string {
  return `find_${String(index).padStart(4, '0')}`;
}

export function scriptItem(): object {
  return {
    _name: 'Benchmark scripts',
    _userType: SCRIPT_TYPE,
    _itemClass: 'Script',
    _version: { _userData: SCRIPT },
  };
}

export function tools(): object[] {
  return Array.from({ length: TOOL_COUNT }, (_, index) => ({
    _name: toolName(index),
    _title: `Search of catalog ${index}`,
    _description: `Searches catalog ${index} and returns the rows that match. Use it when the user asks for rows of this catalog by text, by date or by owner.`,
    _schema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'Text to search for', minLength: 1, maxLength: 200 },
        limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
        owner: { type: 'string', format: 'email' },
        since: { type: 'string', format: 'date-time' },
        order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
        tags: { type: 'array', items: { type: 'string' }, maxItems: 10 },
      },
      required: ['query'],
      additionalProperties: false,
    },
    _annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    _script: { _userType: SCRIPT_TYPE, _scriptName: SCRIPT_FUNCTION },
  }));
}
