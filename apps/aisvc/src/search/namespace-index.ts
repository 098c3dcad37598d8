/**
 * The index of one namespace, and the subsets of it that are searched. It follows the catalog that a search is made in:
 * one tool that changed is one that is taken out and one that is put in. The work is done in small steps, between which
 * others have their turns, one search after the other.
 */
import { LRUCache } from 'lru-cache';
import { isJsonObject } from '#libs/contracts';
import { type SearchResult, ToolIndex, type ToolSubset, type ToolText } from '#libs/tool-search';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { NamedList } from '../catalog/named-list.js';
import { TurnsTaken } from '../catalog/turns-taken.js';

/** Taking a tool out takes as long as putting so many in. */
const REMOVAL_COST = 20;
/** Each takes a byte for each tool. */
const KEPT_SUBSETS = 100;

/** What one selection exposes of a namespace. */
export interface SearchedTools {
  /** Of the selection: equal keys select alike. */
  key: string;
  tools: NamedList<CatalogTool>;
}

export interface IndexSearch {
  /** All tools of the namespace. */
  tools: NamedList<CatalogTool>;
  /** Those of them that may be found. */
  among: SearchedTools;
  query: string;
  offset: number;
  limit: number;
}

interface Followed {
  readonly subset: ToolSubset;
  /** What is in it. */
  tools: NamedList<CatalogTool>;
}

const NONE = NamedList.of<CatalogTool>([]);

export class NamespaceIndex {
  #index = newIndex();
  /** What the index holds. */
  #tools = NONE;
  readonly #subsets = new LRUCache<string, Followed>({ max: KEPT_SUBSETS });
  /** The last search that was begun; it never fails. */
  #last: Promise<unknown> = Promise.resolve();

  /** An estimate of the memory that it takes. */
  get bytes(): number {
    return this.#index.bytes + this.#subsets.size * this.#index.size;
  }

  search({ tools, among, query, offset, limit }: IndexSearch): Promise<SearchResult<CatalogTool>> {
    const searching = this.#last.then(async () => {
      await this.#follow(tools);
      const subset = among.tools === tools ? undefined : await this.#subsetOf(among);
      return this.#index.search(query, { among: subset, offset, limit });
    });
    this.#last = searching.catch(() => undefined);
    return searching;
  }

  async #follow(tools: NamedList<CatalogTool>): Promise<void> {
    if (this.#tools === tools) return;
    try {
      const { removed, added } = this.#tools.differenceTo(tools);
      const isNew = removed.length * REMOVAL_COST > tools.length;
      if (isNew) this.#clear();
      else this.#takeOut(removed);
      const turns = new TurnsTaken();
      for (const tool of isNew ? NONE : removed) {
        this.#index.remove(tool);
        if (turns.isOver()) await turns.next();
      }
      for (const tool of isNew ? tools : added) {
        this.#index.add(tool);
        if (turns.isOver()) await turns.next();
      }
      this.#tools = tools;
    } catch (error) {
      // Half of a change is no index of anything.
      this.#clear();
      throw error;
    }
  }

  async #subsetOf({ key, tools }: SearchedTools): Promise<ToolSubset> {
    const followed = this.#subsets.get(key) ?? { subset: this.#index.subset(), tools: NONE };
    if (followed.tools === tools) return followed.subset;
    this.#subsets.delete(key);
    const { removed, added } = followed.tools.differenceTo(tools);
    const turns = new TurnsTaken();
    for (const tool of removed) this.#index.exclude(tool, followed.subset);
    for (const tool of added) {
      this.#index.include(tool, followed.subset);
      if (turns.isOver()) await turns.next();
    }
    this.#subsets.set(key, { subset: followed.subset, tools });
    return followed.subset;
  }

  /** Of the subsets, before the index loses them. */
  #takeOut(removed: CatalogTool[]): void {
    for (const followed of this.#subsets.values()) {
      for (const tool of removed) this.#index.exclude(tool, followed.subset);
      followed.tools = followed.tools.changed({ removed, added: [] });
    }
  }

  #clear(): void {
    this.#index = newIndex();
    this.#tools = NONE;
    this.#subsets.clear();
  }
}

const newIndex = (): ToolIndex<CatalogTool> => new ToolIndex({ textOf, nameOf: ({ _name }) => _name });

function textOf({ _name, _tags, _serviceName, descriptor, inputSchema }: CatalogTool): ToolText {
  const { title = '', description = '', annotations } = descriptor;
  return {
    name: _name,
    title: title === '' ? (annotations?.title ?? '') : title,
    description,
    tags: _serviceName === undefined ? _tags : [..._tags, _serviceName],
    parameters: isJsonObject(inputSchema.properties) ? Object.keys(inputSchema.properties) : [],
  };
}
