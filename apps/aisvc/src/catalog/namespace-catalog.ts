import { isDeepStrictEqual } from 'node:util';
import type { ScriptFunction } from '#libs/contracts';
import { joinTools, type ToolListForm } from '#libs/mcp';
import { isMissing, type MissingFunction } from '../scripts/script-functions.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { isDerived, schemasOf } from '../tools/tool-schemas.js';
import { tagsOf } from '../tools/tool-tags.js';
import type { CatalogTool } from './catalog-tool.js';
import type { ListCache } from './list-cache.js';
import { meantBy } from './misspelt-names.js';
import type { Selection } from './selection.js';

/** One tool and what a selection says of it. */
export type Decision = { tool: CatalogTool; exposed: true } | { tool: CatalogTool; exposed: false; reason: string };

/**
 * The tools of a namespace as they stood at one moment. A change of the namespace makes a new catalog, so the lists
 * that are kept here never grow old. Listing and calling ask the same decision; a call also asks whether it is granted.
 */
export class NamespaceCatalog {
  readonly #tools: readonly CatalogTool[];
  readonly #byName: ReadonlyMap<string, CatalogTool>;
  readonly #byId: ReadonlyMap<string, CatalogTool>;
  readonly #lists: ListCache;

  /** @param tools ordered by name, each name once @param lists of all catalogs together */
  constructor(tools: readonly CatalogTool[], lists: ListCache) {
    this.#tools = tools;
    this.#lists = lists;
    this.#byName = new Map(tools.map((tool) => [tool._name, tool]));
    this.#byId = new Map(
      tools.flatMap((tool) => (tool.action.kind === 'user' ? [[tool.action.record._id, tool]] : [])),
    );
  }

  get tools(): readonly CatalogTool[] {
    return this.#tools;
  }

  /** Those that call functions of scripts. */
  get userTools(): readonly CatalogTool[] {
    return [...this.#byId.values()];
  }

  /** The JSON array of the tools that the selection exposes, ready to be sent. */
  list(selection: Selection, form: ToolListForm): Buffer {
    return this.#lists.get(this, `${form} ${selection.key}`, () =>
      joinTools(this.#tools.filter((tool) => isExposed(tool, selection)).map((tool) => tool.bytesIn(form))),
    );
  }

  /**
   * The user's tool, checked and encoded as it is here, when the record is still the same revision of it and the same
   * schemas and tags are in force.
   *
   * @param declared the function that the tool calls, or why there is none
   */
  unchanged(
    { _id, _revision }: Pick<ToolRecord, '_id' | '_revision'>,
    declared: ScriptFunction | MissingFunction,
  ): CatalogTool | undefined {
    const tool = this.#byId.get(_id);
    if (tool?.action.kind !== 'user' || tool.action.record._revision !== _revision) return undefined;
    const { record } = tool.action;
    if (isMissing(declared)) return tool.problem === declared.missing ? tool : undefined;
    if (tool.problem !== undefined || !areSame(tool._tags, tagsOf(record, declared))) return undefined;
    return !isDerived(record) || isDeepStrictEqual(tool.schemas, schemasOf(record, declared)) ? tool : undefined;
  }

  /** The record of the same revision that is kept here, or the given one: what was read again need not be kept twice. */
  kept(record: ToolRecord): ToolRecord {
    const tool = this.#byId.get(record._id);
    return tool?.action.kind === 'user' && tool.action.record._revision === record._revision
      ? tool.action.record
      : record;
  }

  /** Whether these are the very tools that are here, so that the lists of them are as well. */
  consistsOf(tools: readonly CatalogTool[]): boolean {
    return tools.length === this.#tools.length && tools.every((tool, index) => tool === this.#tools[index]);
  }

  /** The tool, when the selection exposes it to calls; a hidden tool looks like an absent one. */
  find(name: string, selection: Selection): CatalogTool | undefined {
    const tool = this.#byName.get(name) ?? this.#byName.get(meantBy(name) ?? '');
    if (tool === undefined || !isExposed(tool, selection)) return undefined;
    return selection.mayCall?.(tool) === false ? undefined : tool;
  }

  /** What the selection says of every tool that is there for whoever asks, and why. */
  explain(selection: Selection): Decision[] {
    return this.#tools.flatMap((tool): Decision[] => {
      if (selection.isThere?.(tool) === false) return [];
      if (isExposed(tool, selection)) return [{ tool, exposed: true }];
      return [{ tool, exposed: false, reason: tool.problem ?? selection.explain(tool) }];
    });
  }
}

function areSame(tags: readonly string[], others: readonly string[]): boolean {
  return tags.length === others.length && tags.every((tag, index) => tag === others[index]);
}

/** The one decision: what is listed and what may be called. */
function isExposed(tool: CatalogTool, selection: Selection): boolean {
  return tool.problem === undefined && selection.selects(tool);
}
