import { isDeepStrictEqual } from 'node:util';
import type { ScriptFunction } from '#libs/contracts';
import { joinTools, type ToolListForm } from '#libs/mcp';
import { isMissing, type MissingFunction } from '../scripts/script-functions.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { isDerived, schemasOf } from '../tools/tool-schemas.js';
import { tagsOf } from '../tools/tool-tags.js';
import { CatalogHistory } from './catalog-history.js';
import type { CatalogTool } from './catalog-tool.js';
import type { ExposedList, ListCache } from './list-cache.js';
import { meantBy } from './misspelt-names.js';
import { type Difference, NamedList } from './named-list.js';
import type { Selection } from './selection.js';
import { TurnsTaken } from './turns-taken.js';

/** Of longer lists the bytes of the single tools are not kept: they would take as much memory once more. */
const KEPT_TOOL_BYTES = 5_000;

/**
 * The tools of a namespace as they stood at one moment. A change of the namespace makes a new catalog, so the lists
 * that are kept here never grow old. Listing and calling ask the same decision; a call also asks whether it is granted.
 */
export class NamespaceCatalog {
  /** By name. */
  readonly tools: NamedList<CatalogTool>;
  readonly #lists: ListCache;
  readonly #history: CatalogHistory;
  readonly #version: number;
  /** What is being looked up, by the key of the selection. */
  readonly #lookingUp = new Map<string, Promise<ExposedList>>();

  /**
   * @param lists of all catalogs together
   * @param before the catalog that this one replaces
   */
  constructor(tools: NamedList<CatalogTool>, lists: ListCache, before?: NamespaceCatalog) {
    this.tools = tools;
    this.#lists = lists;
    this.#history = before === undefined ? new CatalogHistory() : before.#history;
    this.#version = before === undefined ? 0 : this.#history.advance(before.tools.differenceTo(tools));
  }

  /** The tools that the selection exposes, by name: the same list while they are the same, as long as memory lasts. */
  async exposed(selection: Selection): Promise<NamedList<CatalogTool>> {
    return (await this.#exposedList(selection)).tools;
  }

  /** The JSON array of the tools that the selection exposes, ready to be sent. */
  async list(selection: Selection, form: ToolListForm): Promise<Buffer> {
    const list = await this.#exposedList(selection);
    const kept = list.bytes[form];
    if (kept !== undefined) return kept;
    const bytes = await encoded(list.tools, form);
    this.#keep(selection, { ...list, bytes: { ...list.bytes, [form]: bytes } });
    return bytes;
  }

  /** What was kept of an older catalog is brought up to date: a change of other tools leaves a list as it is. */
  async #exposedList(selection: Selection): Promise<ExposedList> {
    const kept = this.#lists.get(this.#history, selection.key);
    if (kept?.version === this.#version) return kept;
    const changes = kept === undefined ? undefined : this.#history.between(kept.version, this.#version);
    if (kept === undefined || changes === undefined) return this.#lookUp(selection);
    const list = this.#broughtUpToDate(kept, selection, changes);
    this.#keep(selection, list);
    return list;
  }

  /** Once for all who ask meanwhile. */
  #lookUp(selection: Selection): Promise<ExposedList> {
    const { key } = selection;
    const known = this.#lookingUp.get(key);
    if (known !== undefined) return known;
    const lookingUp = this.tools
      .filter((tool) => isExposed(tool, selection))
      .then((tools) => {
        const list = { version: this.#version, tools, bytes: {} };
        this.#keep(selection, list);
        return list;
      })
      .finally(() => this.#lookingUp.delete(key));
    this.#lookingUp.set(key, lookingUp);
    return lookingUp;
  }

  #broughtUpToDate(list: ExposedList, selection: Selection, changes: readonly Difference<CatalogTool>[]): ExposedList {
    let { tools } = list;
    for (const { removed, added } of changes) {
      tools = tools.changed({ removed, added: added.filter((tool) => isExposed(tool, selection)) });
    }
    return { version: this.#version, tools, bytes: tools === list.tools ? list.bytes : {} };
  }

  /** A request that began with an older catalog leaves what others know by now. */
  #keep(selection: Selection, list: ExposedList): void {
    const kept = this.#lists.get(this.#history, selection.key);
    if (kept === undefined || kept.version <= list.version) this.#lists.set(this.#history, selection.key, list);
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
    const tool = this.tools.find(_name);
    if (tool?.action.kind !== 'user') return undefined;
    const { record } = tool.action;
    if (record._id !== _id || record._revision !== _revision) return undefined;
    if (isMissing(declared)) return tool.problem === declared.missing ? tool : undefined;
    if (tool.problem !== undefined || !areSame(tool._tags, tagsOf(record, declared))) return undefined;
    return !isDerived(record) || isDeepStrictEqual(tool.schemas, schemasOf(record, declared)) ? tool : undefined;
  }

  /** The tool, when the selection exposes it to calls; a hidden tool looks like an absent one. */
  find(name: string, selection: Selection): CatalogTool | undefined {
    const tool = this.tools.find(name) ?? this.tools.find(meantBy(name) ?? '');
    if (tool === undefined || !isExposed(tool, selection)) return undefined;
    return selection.mayCall?.(tool) === false ? undefined : tool;
  }

  /** The tools that are there for whoever asks and that the selection does not expose, by name. */
  async leftOut(selection: Selection): Promise<NamedList<CatalogTool>> {
    const { removed } = this.tools.differenceTo(await this.exposed(selection));
    return NamedList.of(removed).filter((tool) => selection.isThere?.(tool) !== false);
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

async function encoded(tools: NamedList<CatalogTool>, form: ToolListForm): Promise<Buffer> {
  const keep = tools.length <= KEPT_TOOL_BYTES;
  const turns = new TurnsTaken();
  const all: Buffer[] = [];
  for (const tool of tools) {
    all.push(tool.bytesIn(form, { keep }));
    if (turns.isOver()) await turns.next();
  }
  return joinTools(all);
}
