/**
 * The catalog of an MCP URL with `mode=search`: two tools, that find and call what the rest of the URL selects. They
 * decide nothing: what is found is what a plain URL would list, and what is called is what it would call.
 */
import { z } from 'zod';
import { isJsonObject, type JsonObject } from '#libs/contracts';
import {
  type CallableTool,
  encodeTool,
  errorResult,
  joinTools,
  type StartedCall,
  type TaskRequest,
  type TaskStore,
  toCallResult,
  type ToolCall,
  type ToolCatalog,
  type ToolListForm,
  type ToolResult,
  withTaskSupport,
} from '#libs/mcp';
import type { SearchResult } from '#libs/tool-search';
import { type ArgumentValidator, compileToolSchema } from '#libs/tool-schema';
import { argumentsMessage } from '../calls/tool-caller.service.js';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { foundTools } from './found-tools.js';
import { CALL_TOOL, callDescriptor, SEARCH_TOOLS, searchDescriptor } from './search-descriptors.js';

export interface Query {
  /** Empty for all tools by name. */
  query: string;
  offset: number;
  limit: number;
}

export interface SearchCatalogOptions {
  /** What the URL would be without `mode=search`. */
  plain: ToolCatalog;
  /** Searches what `plain` lists. */
  search: (query: Query) => Promise<SearchResult<CatalogTool>>;
  /** UTF-8 bytes of text that a result may have. */
  maxTextBytes: number;
}

const searchBytes = encodeTool(searchDescriptor);
const callBytes = encodeTool(callDescriptor);
const LISTS: Record<ToolListForm, Buffer> = {
  plain: joinTools([callBytes, searchBytes]),
  withTasks: joinTools([withTaskSupport(callBytes), searchBytes]),
};

const searchArguments = z.object({ query: z.string(), offset: z.int(), limit: z.int() });
const searchValidator = compileToolSchema(searchDescriptor.inputSchema);
const callValidator = compileToolSchema(callDescriptor.inputSchema);
const SUGGESTIONS = 3;

/** The tool that is to be called, with its arguments; or what to answer instead. */
type Meant = { tool: CallableTool; name: string; arguments: JsonObject } | { result: ToolResult };

export class SearchCatalog implements ToolCatalog {
  readonly tasks?: TaskStore;
  readonly #options: SearchCatalogOptions;

  constructor(options: SearchCatalogOptions) {
    this.#options = options;
    if (options.plain.tasks !== undefined) this.tasks = options.plain.tasks;
  }

  list(form: ToolListForm): Promise<{ bytes: Buffer }> {
    return Promise.resolve({ bytes: LISTS[form] });
  }

  /** The two, and, for clients that know the name of another tool by themselves, whatever the URL selects. */
  find(name: string): Promise<CallableTool | undefined> {
    switch (name) {
      case SEARCH_TOOLS:
        return Promise.resolve({ headerParameters: [], call: (call) => this.#search(call) });
      case CALL_TOOL:
        return Promise.resolve({
          headerParameters: [],
          call: (call) => this.#call(call),
          ...(this.tasks === undefined
            ? {}
            : { start: (call: ToolCall, request: TaskRequest) => this.#start(call, request) }),
        });
      default:
        return this.#options.plain.find(name);
    }
  }

  async #search(call: ToolCall): Promise<ToolResult> {
    const checked = this.#checked(searchValidator, call);
    if ('result' in checked) return checked.result;
    const query = searchArguments.parse(checked.arguments);
    const isEverything = query.query.trim() === '';
    const { total, hits } = await this.#options.search(query);
    const found = foundTools({ total, hits, offset: query.offset, isEverything });
    return toCallResult(found, { maxTextBytes: this.#options.maxTextBytes });
  }

  async #call(call: ToolCall): Promise<ToolResult> {
    const meant = await this.#meant(call);
    return 'result' in meant ? meant.result : meant.tool.call({ ...call, arguments: meant.arguments });
  }

  async #start(call: ToolCall, request: TaskRequest): Promise<StartedCall> {
    const meant = await this.#meant(call);
    if ('result' in meant) return meant;
    const { tool, name } = meant;
    const made = { ...call, arguments: meant.arguments };
    if (tool.start !== undefined) return tool.start(made, request);
    // Without patience nothing but a task is wanted.
    if (request.patienceMs === 0) return { result: this.#failure(`The tool "${name}" cannot be called as a task.`) };
    return { result: await tool.call(made) };
  }

  async #meant(call: ToolCall): Promise<Meant> {
    const checked = this.#checked(callValidator, call);
    if ('result' in checked) return checked;
    const { name, arguments: args } = checked.arguments;
    if (typeof name !== 'string' || !isJsonObject(args)) throw new Error('The schema lets other arguments pass.');
    const tool = await this.#options.plain.find(name);
    return tool === undefined ? { result: await this.#unknown(name) } : { tool, name, arguments: args };
  }

  /** A tool that the URL does not expose looks like one that does not exist: only what is exposed is named. */
  async #unknown(name: string): Promise<ToolResult> {
    const query = name.slice(0, MOST_NAME_LENGTH);
    const { hits } = await this.#options.search({ query, offset: 0, limit: SUGGESTIONS });
    const near = query.trim() === '' ? '' : hits.map(({ tool }) => `"${tool._name}"`).join(', ');
    const suggestion = near === '' ? '' : ` The nearest are ${near}.`;
    return this.#failure(`There is no tool ${JSON.stringify(query)}.${suggestion} Find tools with ${SEARCH_TOOLS}.`);
  }

  #checked(validator: ArgumentValidator, call: ToolCall): { arguments: JsonObject } | { result: ToolResult } {
    const check = validator.validate(call.arguments);
    return check.ok ? { arguments: check.value } : { result: this.#failure(argumentsMessage(check.problems)) };
  }

  #failure(message: string): ToolResult {
    return errorResult(message, { maxTextBytes: this.#options.maxTextBytes });
  }
}

/** Longer texts are no names. */
const MOST_NAME_LENGTH = 100;
