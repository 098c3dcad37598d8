/** The two tools that stand for all others with `mode=search`, as a model sees them. */
import type { JsonObject } from '#libs/contracts';
import type { ToolDescriptor } from '#libs/mcp';

export const SEARCH_TOOLS = 'search-tools';
export const CALL_TOOL = 'call-tool';

export const DEFAULT_HITS = 10;
const MOST_HITS = 50;
const MOST_OFFSET = 10_000;
const MOST_QUERY_LENGTH = 500;

const schemaOfSchema: JsonObject = { type: 'object', description: 'A JSON Schema' };

const found: JsonObject = {
  type: 'object',
  properties: {
    name: { type: 'string', description: `Give it to ${CALL_TOOL}` },
    title: { type: 'string' },
    description: { type: 'string' },
    tags: { type: 'array', items: { type: 'string' } },
    inputSchema: { ...schemaOfSchema, description: 'JSON Schema of the arguments' },
    outputSchema: { ...schemaOfSchema, description: 'JSON Schema of the structured result' },
    annotations: { type: 'object', description: 'Hints: whether the tool only reads, destroys, …' },
    score: { type: 'number', description: 'How well it fits the query, compared with the others of this answer' },
    leftOut: { type: 'array', items: { type: 'string' }, description: 'Fields that were too large for this answer' },
  },
  required: ['name', 'score'],
};

export const searchDescriptor: ToolDescriptor = {
  name: SEARCH_TOOLS,
  title: 'Search tools',
  description: [
    'Finds tools by what they do. This server has more tools than it lists: look for one here, read its inputSchema,',
    `and call it with ${CALL_TOOL}.`,
    'Describe the task in a few words, as they might stand in the name or description of a tool, in the language of the',
    'tools: "create invoice", "weather forecast city". The best tools come first; typing errors are forgiven.',
    'An empty query lists all tools by name. An answer that does not hold all says with which offset to go on.',
  ].join(' '),
  inputSchema: {
    type: 'object',
    properties: {
      query: {
        type: 'string',
        maxLength: MOST_QUERY_LENGTH,
        default: '',
        description: 'What the tool should do, in a few words, or a part of its name; empty for all tools by name',
        examples: ['send email with attachment', 'getFiles'],
      },
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: MOST_HITS,
        default: DEFAULT_HITS,
        description: 'Tools to answer with, at most',
      },
      offset: {
        type: 'integer',
        minimum: 0,
        maximum: MOST_OFFSET,
        default: 0,
        description: 'Tools to pass over: nextOffset of the answer before',
      },
    },
    additionalProperties: false,
    examples: [{ query: 'create invoice' }, { query: 'weather', limit: 3 }, { query: '', limit: 50, offset: 50 }],
  },
  outputSchema: {
    type: 'object',
    properties: {
      total: { type: 'integer', description: 'Tools that fit the query' },
      offset: { type: 'integer' },
      tools: { type: 'array', items: found, description: 'The best first' },
      nextOffset: { type: 'integer', description: 'Give it as offset to see more; absent when there are none' },
      hint: { type: 'string', description: 'What to do next' },
    },
    required: ['total', 'offset', 'tools', 'hint'],
  },
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
};

export const callDescriptor: ToolDescriptor = {
  name: CALL_TOOL,
  title: 'Call a tool',
  description: [
    `Calls a tool that ${SEARCH_TOOLS} has found, and answers as that tool does.`,
    'Search first: the arguments must fit the inputSchema of the tool. What the call may do is said in the annotations of',
    'the tool, not in those of this one.',
  ].join(' '),
  inputSchema: {
    type: 'object',
    properties: {
      name: {
        type: 'string',
        description: `The name, exactly as ${SEARCH_TOOLS} gives it`,
        examples: ['createInvoice'],
      },
      arguments: {
        type: 'object',
        default: {},
        description: 'The arguments, as the inputSchema of the tool describes them',
        examples: [{ customer: 'C-17', amount: 250 }],
      },
    },
    required: ['name'],
    additionalProperties: false,
    examples: [{ name: 'createInvoice', arguments: { customer: 'C-17', amount: 250 } }],
  },
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
};
