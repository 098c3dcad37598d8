import { LRUCache } from 'lru-cache';
import { joinTools } from '#libs/mcp';
import type { CatalogTool } from './catalog-tool.js';
import type { Selection } from './selection.js';

const CACHED_LIST_BYTES = 64 * 1024 * 1024;

/** One tool and what a selection says of it. */
export type Decision = { tool: CatalogTool; exposed: true } | { tool: CatalogTool; exposed: false; reason: string };

/**
 * The tools of a namespace as they stood at one moment. A change of the namespace makes a new catalog, so the lists
 * that are kept here never grow old. Listing and calling ask the same decision.
 */
export class NamespaceCatalog {
  readonly #tools: readonly CatalogTool[];
  readonly #byName: ReadonlyMap<string, CatalogTool>;
  readonly #lists = new LRUCache<string, Buffer>({
    maxSize: CACHED_LIST_BYTES,
    sizeCalculation: (bytes) => bytes.length + 1,
  });

  /** @param tools ordered by name, each name once */
  constructor(tools: readonly CatalogTool[]) {
    this.#tools = tools;
    this.#byName = new Map(tools.map((tool) => [tool._name, tool]));
  }

  get tools(): readonly CatalogTool[] {
    return this.#tools;
  }

  /** The JSON array of the tools that the selection exposes, ready to be sent. */
  list(selection: Selection): Buffer {
    const kept = this.#lists.get(selection.key);
    if (kept !== undefined) return kept;
    const bytes = joinTools(this.#tools.filter((tool) => isExposed(tool, selection)).map((tool) => tool.bytes));
    this.#lists.set(selection.key, bytes);
    return bytes;
  }

  /** The tool, when the selection exposes it; a hidden tool looks like an absent one. */
  find(name: string, selection: Selection): CatalogTool | undefined {
    const tool = this.#byName.get(name);
    return tool !== undefined && isExposed(tool, selection) ? tool : undefined;
  }

  /** What the selection says of every tool, and why. */
  explain(selection: Selection): Decision[] {
    return this.#tools.map((tool) => {
      if (isExposed(tool, selection)) return { tool, exposed: true };
      const reason =
        tool.problem === undefined ? selection.explain(tool) : `MCP clients would refuse it: ${tool.problem}`;
      return { tool, exposed: false, reason };
    });
  }
}

/** The one decision: what is listed and what may be called. */
function isExposed(tool: CatalogTool, selection: Selection): boolean {
  return tool.problem === undefined && selection.selects(tool);
}
