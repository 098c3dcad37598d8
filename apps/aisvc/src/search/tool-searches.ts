/**
 * Searches in the tools of namespaces. The index of a namespace is made when it is first searched, in small steps, and
 * then follows its catalog: one tool that changed is one that is taken out and one that is put in. What may be found is
 * decided by whoever asks; how it is ranked, in `#libs/tool-search`.
 */
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { isJsonObject } from '#libs/contracts';
import { type SearchResult, ToolIndex, type ToolText } from '#libs/tool-search';
import { differenceOf } from '../catalog/by-name.js';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import { TurnsTaken } from '../catalog/turns-taken.js';

/** Of the indexes of all namespaces; a single larger one is kept. */
const MAX_INDEX_BYTES = 256 * 1024 * 1024;
/** Taking a tool out takes as long as putting so many in. */
const REMOVAL_COST = 20;

export interface ToolSearch {
  namespace: string;
  /** All tools of the namespace, by name; the same list while nothing changed. */
  tools: readonly CatalogTool[];
  /** Those of them that may be found; the same list again is quicker than an equal one. */
  among: readonly CatalogTool[];
  query: string;
  offset: number;
  limit: number;
}

interface Indexed {
  index: ToolIndex<CatalogTool>;
  /** What the index holds. */
  tools: readonly CatalogTool[];
  /** While the index changes; it is not searched then. */
  updating: Promise<void> | undefined;
}

@Injectable()
export class ToolSearches {
  readonly #namespaces = new LRUCache<string, Indexed>({ maxSize: MAX_INDEX_BYTES });

  async search({ namespace, tools, among, query, offset, limit }: ToolSearch): Promise<SearchResult<CatalogTool>> {
    if (query.trim() === '') return listed(among, offset, limit);
    const indexed = this.#namespaces.get(namespace) ?? { index: newIndex(), tools: [], updating: undefined };
    if (!this.#namespaces.has(namespace)) this.#namespaces.set(namespace, indexed, { size: 1 });
    await updated(indexed);
    if (indexed.tools !== tools) {
      indexed.updating = this.#update(namespace, indexed, tools).finally(() => {
        indexed.updating = undefined;
      });
      await updated(indexed);
    }
    return indexed.index.search(query, { among, offset, limit });
  }

  async #update(namespace: string, indexed: Indexed, tools: readonly CatalogTool[]): Promise<void> {
    try {
      const { removed, added } = differenceOf(indexed.tools, tools);
      const isNew = removed.length * REMOVAL_COST > tools.length;
      const index = isNew ? newIndex() : indexed.index;
      const turns = new TurnsTaken();
      for (const tool of isNew ? [] : removed) {
        index.remove(tool);
        if (turns.isOver()) await turns.next();
      }
      for (const tool of isNew ? tools : added) {
        index.add(tool);
        if (turns.isOver()) await turns.next();
      }
      indexed.index = index;
      indexed.tools = tools;
      const size = Math.min(MAX_INDEX_BYTES, index.bytes);
      // A value that is set again as it is keeps its old size.
      if (this.#namespaces.peek(namespace) === indexed && this.#namespaces.delete(namespace)) {
        this.#namespaces.set(namespace, indexed, { size });
      }
    } catch (error) {
      // Half of a change is no index of anything.
      indexed.index = newIndex();
      indexed.tools = [];
      throw error;
    }
  }
}

/** By name, as nothing fits better than another. */
function listed(tools: readonly CatalogTool[], offset: number, limit: number): SearchResult<CatalogTool> {
  return { total: tools.length, hits: tools.slice(offset, offset + limit).map((tool) => ({ tool, score: 0 })) };
}

async function updated(indexed: Indexed): Promise<void> {
  while (indexed.updating !== undefined) await indexed.updating;
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
