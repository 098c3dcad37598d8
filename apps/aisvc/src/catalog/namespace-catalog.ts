import { isDeepStrictEqual } from 'node:util';
import type { ScriptFunction } from '#libs/contracts';
import { joinTools, type ToolListForm } from '#libs/mcp';
import { isMissing, type MissingFunction } from '../scripts/script-functions.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { isDerived, schemasOf } from '../tools/tool-schemas.js';
import { tagsOf } from '../tools/tool-tags.js';
import { changed, type Difference, differenceOf, findByName } from './by-name.js';
import { CatalogHistory } from './catalog-history.js';
import type { CatalogTool } from './catalog-tool.js';
import type { ExposedList, ListCache } from './list-cache.js';
import { meantBy } from './misspelt-names.js';
import type { Selection } from './selection.js';

/**
 * The tools of a namespace as they stood at one moment. A change of the namespace makes a new catalog, so the lists
 * that are kept here never grow old. Listing and calling ask the same decision; a call also asks whether it is granted.
 */
export class NamespaceCatalog {
  readonly #tools: readonly CatalogTool[];
  readonly #lists: ListCache;
  readonly #history: CatalogHistory;
  readonly #version: number;

  /**
   * @param tools ordered by name, each name once
   * @param lists of all catalogs together
   * @param before the catalog that this one replaces
   */
  constructor(tools: readonly CatalogTool[], lists: ListCache, before?: NamespaceCatalog) {
    this.#tools = tools;
    this.#lists = lists;
    this.#history = before === undefined ? new CatalogHistory() : before.#history;
    this.#version = before === undefined ? 0 : this.#history.advance(differenceOf(before.#tools, tools));
  }

  get tools(): readonly CatalogTool[] {
    return this.#tools;
  }

  /** The tools that the selection exposes, by name: the same list while they are the same, as long as memory lasts. */
  exposed(selection: Selection): readonly CatalogTool[] {
    return this.#exposedList(selection).tools;
  }

  /** The JSON array of the tools that the selection exposes, ready to be sent. */
  list(selection: Selection, form: ToolListForm): Buffer {
    const list = this.#exposedList(selection);
    const kept = list.bytes[form];
    if (kept !== undefined) return kept;
    const bytes = joinTools(list.tools.map((tool) => tool.bytesIn(form)));
    this.#keep(selection, { ...list, bytes: { ...list.bytes, [form]: bytes } });
    return bytes;
  }

  /** What was kept of an older catalog is brought up to date: a change of other tools leaves a list as it is. */
  #exposedList(selection: Selection): ExposedList {
    const kept = this.#lists.get(this.#history, selection.key);
    if (kept?.version === this.#version) return kept;
    const changes = kept === undefined ? undefined : this.#history.between(kept.version, this.#version);
    const list =
      kept === undefined || changes === undefined
        ? { version: this.#version, tools: this.#tools.filter((tool) => isExposed(tool, selection)), bytes: {} }
        : this.#broughtUpToDate(kept, selection, changes);
    if (kept === undefined || kept.version < this.#version) this.#keep(selection, list);
    return list;
  }

  #broughtUpToDate(list: ExposedList, selection: Selection, changes: readonly Difference<CatalogTool>[]): ExposedList {
    let { tools } = list;
    for (const { removed, added } of changes) {
      tools = changed(tools, { removed, added: added.filter((tool) => isExposed(tool, selection)) });
    }
    return { version: this.#version, tools, bytes: tools === list.tools ? list.bytes : {} };
  }

  #keep(selection: Selection, list: ExposedList): void {
    this.#lists.set(this.#history, selection.key, list);
  }

  /**
   * The user's tool, checked and encoded as it is here, when the record is still the same revision of it and the same
   * schemas and tags are in force.
   *
   * @param declared the function that the tool calls, or why there is none
   */
  unchanged(
    { _id, _name, _revision }: Pick<ToolRecord, '_id' | '_name' | '_revision'>,
    declared: ScriptFunction | MissingFunction,
  ): CatalogTool | undefined {
    const tool = findByName(this.#tools, _name);
    if (tool?.action.kind !== 'user') return undefined;
    const { record } = tool.action;
    if (record._id !== _id || record._revision !== _revision) return undefined;
    if (isMissing(declared)) return tool.problem === declared.missing ? tool : undefined;
    if (tool.problem !== undefined || !areSame(tool._tags, tagsOf(record, declared))) return undefined;
    return !isDerived(record) || isDeepStrictEqual(tool.schemas, schemasOf(record, declared)) ? tool : undefined;
  }

  /** Whether these are the very tools that are here, so that the lists of them are as well. */
  consistsOf(tools: readonly CatalogTool[]): boolean {
    return tools.length === this.#tools.length && tools.every((tool, index) => tool === this.#tools[index]);
  }

  /** The tool, when the selection exposes it to calls; a hidden tool looks like an absent one. */
  find(name: string, selection: Selection): CatalogTool | undefined {
    const tool = findByName(this.#tools, name) ?? findByName(this.#tools, meantBy(name) ?? '');
    if (tool === undefined || !isExposed(tool, selection)) return undefined;
    return selection.mayCall?.(tool) === false ? undefined : tool;
  }

  /** The tools that are there for whoever asks and that the selection does not expose, by name. */
  leftOut(selection: Selection): CatalogTool[] {
    const exposed = this.exposed(selection);
    let next = 0;
    return this.#tools.filter((tool) => {
      if (tool !== exposed[next]) return selection.isThere?.(tool) !== false;
      next += 1;
      return false;
    });
  }
}

/** Why a tool is left out. */
export function whyLeftOut(tool: CatalogTool, selection: Selection): string {
  return tool.problem ?? selection.explain(tool);
}

function areSame(tags: readonly string[], others: readonly string[]): boolean {
  return tags.length === others.length && tags.every((tag, index) => tag === others[index]);
}

/** The one decision: what is listed and what may be called. */
function isExposed(tool: CatalogTool, selection: Selection): boolean {
  return tool.problem === undefined && selection.selects(tool);
}
